"""Codes of areas that lost letters or zeros: never the code of another area."""

from __future__ import annotations

import pytest

from tests.registers.conftest import HEAD


@pytest.mark.parametrize(
    ("written", "read"),
    [("363", "GM0363"), ("0363", "GM0363"), ("gm0363", "GM0363"), ("363,0", "GM0363"),
     ("BU03630001", "BU03630001"), ("Amsterdam", None), ("Wijk 01 Centrum", None),
     ("Totaal", None)],
)  # fmt: skip
def test_a_name_is_no_code_of_an_area(load, written, read):
    loaded = load(
        "  area: {path: a.csv, max_quarantined: 1, fixed: {level: municipality}}\n",
        {"a.csv": f"area_code;name\n{written};Een\nGM9001;Twee\n"},
    )
    found = loaded.registers["area"]["area_code"].to_list()
    assert found == ([read] if read else []) + ["GM9001"]


@pytest.mark.parametrize(
    ("level", "written", "read"),
    [("municipality", "34", "GM0034"), ("district", "3401", "WK003401"),
     ("district", "1401", "WK001401"), ("district", "WK1401", "WK001401"),
     ("district", "37304", "WK037304"), ("neighbourhood", "140103", "BU00140103"),
     ("neighbourhood", "340105.0", "BU00340105"), ("neighbourhood", "19300101", "BU19300101"),
     ("municipality", "193001", "WK193001"), ("country", "NL", "NL"),
     ("neighbourhood", "363", "GM0363"),
     ("neighbourhood", "BU00140103", "BU00140103")],
)  # fmt: skip
def test_the_level_of_a_row_says_what_a_number_is_the_code_of(load, level, written, read):
    loaded = load(
        "  area: {path: a.csv, max_quarantined: 1}\n",
        {"a.csv": f"area_code;name;level\n{written};Een;{level}\n"},
    )
    assert loaded.registers["area"]["area_code"].to_list() == [read]


def test_what_a_code_stands_for_by_its_list_stays_whatever_its_level(load):
    codes = "codes: {area_code: {'1': GM0363, '2': WK003401}}"
    loaded = load(
        f"  area: {{path: a.csv, max_quarantined: 1, {codes}}}\n",
        {"a.csv": "area_code;name;level\n1;Een;municipality\n2;Twee;district\n"},
    )
    assert loaded.registers["area"]["area_code"].to_list() == ["GM0363", "WK003401"]


@pytest.mark.parametrize(
    ("screened", "written", "read"),
    [("GM0034", "3401", "WK003401"), ("GM0034", "340102", "BU00340102"),
     ("GM1930", "3401", "WK003401"), ("GM1930", "1930", "GM1930"), ("GM1930", "1401", "GM1401"),
     ("GM1930", "193001", "WK193001"), ("GM0014", "1401", "WK001401"),
     ("GM0014", "140102", "BU00140102"), ("GM0014", "1930", "GM1930"), ("GM0014", "14", "GM0014"),
     ("GM0373", "37304", "WK037304"), ("GM0373", "3730401", "BU03730401"),
     ("GM1930", "2001", "GM2001"), ("GM9001", "9002", "GM9002"),
     ("GM9001", "900201", "WK900201"), ("GM0014", "0014", "GM0014")],
)  # fmt: skip
def test_a_number_that_no_municipality_has_is_a_district_or_neighbourhood(
    load, screened, written, read
):
    loaded = load(
        "  area_count: {path: a.csv, max_quarantined: 1, fixed: {month: 0, year: 2025}}\n",
        {"a.csv": f"area_code;phenomenon;count\n{written};crime_burglary;4\n"},
        head=HEAD.replace("GM9001", screened),
    )
    assert loaded.registers["area_count"]["area_code"].to_list() == [read]
