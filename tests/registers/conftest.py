"""Loading small extracts: write files and a project around them, and load."""

from __future__ import annotations

import datetime as dt

import pytest

from screening.project.model import load_project
from screening.registers.reading.load import load_registers

AS_OF = dt.date(2026, 1, 1)
HEAD = "name: V\nmunicipality: GM9001\nas_of: 2026-01-01\npacks: [octopus]\nregisters:\n"
WOZ = "  woz_value: {path: woz.csv%s}\n"
WOZ_HEAD = "vbo_id;ref_date;value\n"


@pytest.fixture
def load(tmp_path):
    def loader(registers, files, head=HEAD, wanted=None):
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode()
            (tmp_path / name).write_bytes(data)
            if name.endswith(".key"):
                (tmp_path / name).chmod(0o600)
        (tmp_path / "screening.yaml").write_text(head + registers, encoding="utf-8")
        return load_registers(load_project(tmp_path), as_of=AS_OF, wanted=wanted)

    return loader


@pytest.fixture
def woz(load):
    """Load rows of woz_value; returns the frame, the quarantine and the report."""

    def loader(rows, settings=", max_quarantined: 1.0"):
        loaded = load(WOZ % settings, {"woz.csv": WOZ_HEAD + rows})
        report = loaded.reports["woz_value"]
        assert report.rows_read == report.rows_loaded + report.rows_quarantined
        whole = ~loaded.quarantine["woz_value"]["reason"].str.contains("the row is loaded")
        assert whole.sum() == report.rows_quarantined
        return loaded.registers["woz_value"], loaded.quarantine["woz_value"], report

    return loader
