"""Commands run in this process, on a project in a folder of the test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.bad_input.project import (
    EST,
    PACK,
    RULE,
    SETTINGS,
    Case,
    Make,
    establishments,
    write_pack,
)
from tests.commands import Ask


@pytest.fixture
def case(tmp_path: Path, ask: Ask) -> Make:
    """A project of few registers: extracts by file name, settings and rules over the defaults."""

    def make(
        files: dict[str, str | bytes] | None = None,
        registers: dict[str, Any] | None = None,
        pack: dict[str, Any] | None = None,
        folder: Path | None = None,
        **settings: Any,
    ) -> Case:
        project = folder or tmp_path / "project"
        project.mkdir(parents=True, exist_ok=True)
        for name, content in ({"est.csv": establishments()} | (files or {})).items():
            data = content.encode() if isinstance(content, str) else content
            (project / name).write_bytes(data)
        text = yaml.safe_dump({**SETTINGS, "registers": registers or EST, **settings})
        (project / "screening.yaml").write_text(text, encoding="utf-8")
        write_pack(project / "rules" / "proef", PACK, pack or {"address/many": RULE})
        return Case(project, ask)

    return make
