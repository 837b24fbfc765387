from __future__ import annotations

import datetime as dt

import pytest

from screening.errors import ExtractError
from screening.project import load_project
from screening.registers.load import load_registers

AS_OF = dt.date(2026, 1, 1)
HEAD = "name: V\nmunicipality: GM9001\nas_of: 2026-01-01\npacks: [octopus]\nregisters:\n"


def load_text(folder, registers, *, head=HEAD, wanted=None, **files):
    """Write files (name with _ for .) and a project around them; load it."""
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name.replace("__", ".")).write_bytes(data)
    (folder / "screening.yaml").write_text(head + registers, encoding="utf-8")
    return load_registers(load_project(folder), as_of=AS_OF, wanted=wanted)


def test_a_dutch_export_becomes_a_register(tmp_path):
    loaded = load_text(
        tmp_path,
        "  bag_object: {path: bag.csv, columns: {vbo_id: Identificatie, floor_m2: Oppervlakte},"
        " source: BAG, reference_date: 2025-12-01, max_age_days: 30}\n",
        bag__csv=(
            "Identificatie;Oppervlakte;Postcode;usage;kleur\n"
            "9999010000000001;80,5;1234 ab;Woonfunctie, kantoorfunctie;rood\n"
        ),
    )
    row = loaded.registers["bag_object"].row(0, named=True)
    assert row["vbo_id"] == "9999010000000001"
    assert row["floor_m2"] == 80.5
    assert row["postcode"] == "1234AB"
    assert row["usage"] == "kantoorfunctie|woonfunctie"
    report = loaded.reports["bag_object"]
    assert (report.rows_read, report.rows_loaded, report.rows_quarantined) == (1, 1, 0)
    assert report.repaired == {"postcode": 1}
    assert report.dropped_columns == ("kleur",)
    assert (report.source, report.age_days, report.stale) == ("BAG", 31, True)
    assert "build_year" in report.missing_columns
    assert report.fill["postcode"] == 1.0


def test_missing_required_column_names_the_nearest_header(tmp_path):
    with pytest.raises(ExtractError, match="Did you mean 'vboid'"):
        load_text(tmp_path, "  bag_object: {path: b.csv}\n", b__csv="vboid;x\n1;2\n")
