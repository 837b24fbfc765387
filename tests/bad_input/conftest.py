"""Commands run in this process, on a project in a folder of the test."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.main import main
from tests.bad_input.project import (
    EST,
    PACK,
    RULE,
    SETTINGS,
    Ask,
    Case,
    Make,
    Said,
    establishments,
    write_pack,
)


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ask:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("NO_COLOR", "1")

    def run(*arguments: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["screening", *map(str, arguments)])
        capsys.readouterr()
        code: object = 0
        try:
            main()
        except SystemExit as stopped:
            code = stopped.code or 0
        spoken = capsys.readouterr()
        assert isinstance(code, int)
        return Said(code, spoken.out, spoken.err)

    return run


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
