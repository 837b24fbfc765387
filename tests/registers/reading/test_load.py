from __future__ import annotations

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.errors import ExtractError
from screening.locale import speaking
from screening.registers.reading.quarantine import write_quarantine
from screening.registers.schemas import REGISTERS


def test_a_dutch_export_becomes_a_register(load):
    loaded = load(
        "  bag_object: {path: bag.csv, columns: {vbo_id: Identificatie, floor_m2: Oppervlakte},"
        " source: BAG, reference_date: 2025-12-01, max_age_days: 30}\n",
        {
            "bag.csv": "Identificatie;Oppervlakte;Postcode;usage;kleur\n"
            "9999010000000001;80,5;1234 ab;Woonfunctie, kantoorfunctie;rood\n"
        },
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


def test_missing_required_column_names_the_nearest_header(load):
    with pytest.raises(ExtractError, match="Did you mean 'vboid'"):
        load("  bag_object: {path: b.csv}\n", {"b.csv": "vboid;x\n1;2\n"})


def test_several_files_and_sources_make_one_register(load):
    loaded = load(
        "  area_count:\n"
        "    - {path: 'c*.csv', source: A, reference_date: 2025-06-01}\n"
        "    - {path: d.csv, source: B, reference_date: 2025-01-01,"
        " fixed: {phenomenon: vacancy, month: 0}}\n",
        {
            "c2.csv": "area_code;year;month;phenomenon;count\nGM9002;2024;0;crime;5\n",
            "c1.csv": "area_code;year;month;phenomenon;count\nGM9001;2024;0;crime;6\n",
            "d.csv": "area_code;year;count\nGM9001;2024;7\n",
        },
    )
    frame = loaded.registers["area_count"]
    assert frame["count"].to_list() == [6, 5, 7]
    assert frame["phenomenon"].to_list() == ["crime", "crime", "vacancy"]
    report = loaded.reports["area_count"]
    assert [file.path for file in report.files] == ["c1.csv", "c2.csv", "d.csv"]
    assert (report.source, str(report.reference_date)) == ("A + B", "2025-01-01")


def test_every_frame_has_every_declared_column_with_its_type(load):
    loaded = load("  area: {path: a.csv}\n", {"a.csv": "area_code;name;level\nGM9001;A;district\n"})
    declared = {name: column.dtype for name, column in REGISTERS["area"].columns.items()}
    assert dict(loaded.registers["area"].schema) == declared
    assert loaded.reports["area"].fill["province"] == 0.0


def test_a_report_is_plain_data(load):
    loaded = load("  area: {path: a.csv}\n", {"a.csv": "area_code;name;level\nGM9001;A;district\n"})
    facts = loaded.reports["area"].as_dict()
    assert facts["files"][0]["path"] == "a.csv"
    assert facts["reference_date"] is None


CELLS = st.sampled_from(
    ["", "9999010000000001", "999901000000002", "9999010000000003", "x", "01-01-2025", "30-02-2025",
     "2025-01-01", "5", "5,5", "5.5", "-1", "home", "castle", '"a;b"', "'", " ", "1e9"]
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=12))
def test_nothing_is_lost(load, rows):
    text = "vbo_id;ref_date;value;usage_class\n" + "\n".join(";".join(row) for row in rows) + "\n"
    wanted = [row for row in csv.reader(io.StringIO(text), delimiter=";") if any(row)]
    source = "  woz_value: {path: w.csv, max_quarantined: 1}\n"
    try:
        loaded = load(source, {"w.csv": text})
    except ExtractError as error:
        assert "no rows" in str(error)  # noqa: PT017 - any other refusal is a failure
        assert not wanted[1:]
        return
    report = loaded.reports["woz_value"]
    assert report.rows_read == len(wanted) - 1
    assert report.rows_read == report.rows_loaded + report.rows_quarantined
    assert loaded.registers["woz_value"].height == report.rows_loaded
    quarantine = loaded.quarantine["woz_value"]
    whole = ~quarantine["reason"].str.contains("the row is loaded")
    assert whole.sum() == report.rows_quarantined
    assert quarantine.filter(whole)["row"].is_unique().all()
    REGISTERS["woz_value"].schema.validate(loaded.registers["woz_value"])


def test_quarantine_files_are_safe_to_open_in_excel(load, tmp_path):
    loaded = load(
        "  area_population: {path: p.csv, max_quarantined: 1}\n",
        {"p.csv": "area_code;year;inhabitants\nGM9001;2024;=1+1\nGM9001;2025;5\n"},
    )
    (file,) = write_quarantine(loaded, tmp_path / "quarantine")
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbfsource_file;row;column;value;reason\n")
    assert b"'=1+1" in data
    assert file.name == "area_population.csv"


def test_registers_without_quarantine_get_no_file(load, tmp_path):
    loaded = load("  area: {path: a.csv}\n", {"a.csv": "area_code;name;level\nGM9001;A;district\n"})
    assert write_quarantine(loaded, tmp_path / "quarantine") == []


def test_quarantine_speaks_dutch_to_the_owner_of_the_data(load, tmp_path):
    loaded = load(
        "  area_population: {path: p.csv, max_quarantined: 1}\n",
        {"p.csv": "area_code;year;inhabitants\nGM9001;2024;abc\nGM9001;2025;5\n"},
    )
    with speaking(None):
        (file,) = write_quarantine(loaded, tmp_path)
    head, line = file.read_text("utf-8-sig").splitlines()
    assert head == "bronbestand;rij;kolom;waarde;reden"
    assert line == 'p.csv;2;inhabitants;abc;"geen getal; de rij is geladen, dit is onbekend"'
    assert loaded.quarantine["area_population"]["reason"].to_list() == [
        "not a number; the row is loaded, this is unknown"
    ]
