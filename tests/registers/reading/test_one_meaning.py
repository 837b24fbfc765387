"""What can be one thing only is read as that, however it is written; what cannot is set aside."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.registers.conftest import HEAD
from tests.registers.reading.test_numbers import read

IN_PART = ["0", "0000", "00.00.1987", "1987.00.00", "0000/00/00"]
MONEY = {
    "-\u20ac 5.000": None, "\u20ac 1,234,567.00": 1234567.0, "1,234,567.5": 1234567.5,
    "1.234,567": 1234.567,
    "+ EUR 1.000": 1000.0, "(5.000)": None, "\u20ac 298.5": None,
}  # fmt: skip
AREAS = {"GM 9003": "GM9003", "wk 900301": "WK900301", "GM-9003": "GM9003", "Gemeente 9003": None}
BRANCHES = {
    "4711 Supermarkten": "4711", "47.11 - Supermarkten (groot)": "4711", "SBI 4711": "4711",
    "SBI-code: 4711 - Supermarkten": "4711", "sbicode 1131": "01131",
    "1131 Groente": "01131", "4711 5610": None, "4711abc": None,
}  # fmt: skip
USES = {
    "{woonfunctie,winkelfunctie}": "winkelfunctie|woonfunctie",
    "['woonfunctie' 'winkelfunctie']": "winkelfunctie|woonfunctie",
    '["woonfunctie", "winkelfunctie"]': "winkelfunctie|woonfunctie",
    "{woonfunctie": None,
    "Woonfunctie / winkelfunctie": "winkelfunctie|woonfunctie",
    "woonfunctie en winkelfunctie": "winkelfunctie|woonfunctie",
    "woonfunctie+winkelfunctie": "winkelfunctie|woonfunctie",
}
NUMBERS = {
    "KVK 99000001": "99000001", "KvK-nummer: 99000002": "99000002", "kvk.99000003": "99000003",
    "\u200b99000007": "99000007", "9900\u00ad0008\u200e": "99000008",
    "99.00.00.04": "99000004", "99\u00a000 00 06": "99000006", "BV 99000005": None,
}  # fmt: skip
DAYS = {
    "01.02.2024": dt.date(2024, 2, 1), "1.2.2024 13:45": dt.date(2024, 2, 1),
    "01 02 2024": dt.date(2024, 2, 1), "2024/02/01": dt.date(2024, 2, 1),
    "2024.2.1": dt.date(2024, 2, 1), "01\u201102\u20112024": dt.date(2024, 2, 1),
    "\ufeff1-2-2024": dt.date(2024, 2, 1), "1 \u2013 2": None,
    "31.02.2024": None, "1/2/2024": None, "1-2-24": None,
}  # fmt: skip
POSTCODES = {
    "9999\u00a0AB": "9999AB", "9999-ab": "9999AB", "9999 A B": "9999AB", "9999": None,
    "NL-9999 AB": None,
}  # fmt: skip
PERMITS = {"Z-1\u200b": "Z-1", "Z-2": "Z-2", "Z\u00ad-3": "Z-3"}
PLACES = {
    ("permit", "permit_id"): PERMITS,
    ("bag_object", "postcode"): POSTCODES,
    ("kvk_company", "kvk_nr"): NUMBERS,
    ("kvk_company", "start_date"): DAYS,
    ("woz_value", "value"): MONEY,
    ("area", "area_code"): AREAS,
    ("kvk_company", "sbi_main"): BRANCHES,
    ("bag_object", "usage"): USES,
}


@pytest.mark.parametrize("place", PLACES, ids="_".join)
def test_one_meaning(place):
    cells = PLACES[place]
    values, reasons, _ = read(*place, [*cells])
    assert dict(zip(cells, values, strict=True)) == cells
    assert [reason is None for reason in reasons] == [value is not None for value in values]


@pytest.mark.parametrize("cell", IN_PART)
def test_a_date_known_in_part_is_unknown_and_said_so(cell):
    values, _, unknown = read("kvk_company", "start_date", [cell])
    assert (values, unknown) == ([None], [True])


COUNTS = """  area_count:
    path: c.csv
    max_quarantined: 1
    columns: {area_code: Regio, year: Periode, month: Periode, count: Aantal}
    fixed: {phenomenon: proef}
"""
PERIODS = {
    "maart 2024": (2024, 3), "apr. 2024": (2024, 4), "2024-05": (2024, 5), "6-2024": (2024, 6),
    "202407": (2024, 7), "2024M08": (2024, 8), "2024-M09": (2024, 9), "2024 oktober*": (2024, 10),
    "2024JJ00": (2024, 0), "jun-23": (2023, 6), "jul 23": (2023, 7), "aug. '23": (2023, 8),
    "sept/2023": (2023, 9), "2023-okt": (2023, 10), "nov-98": (1998, 11), "JUNI 2022": (2022, 6),
}  # fmt: skip
QUARTERS = [
    "2024KW01", "2024K1", "1e kwartaal 2024", "2024 1e kwartaal", "2024-Q2", "Q1 2024", "K3-2024",
    "2024 kwartaal 1", "kw 4 '24", "eerste kwartaal 2024", "2024 4de kwartaal*", "2024H1",
    "2e halfjaar 2024",
]  # fmt: skip
BARE_YEARS = ["2024", "1998", "2024*"]
NO_PERIODS = [*QUARTERS, *BARE_YEARS, "jun-55", "24-jun", "202413", "2024W01", "2024-06-01"]


def test_a_month_however_it_is_written(load):
    rows = "".join(f"GM9001;{cell};1\n" for cell in [*PERIODS, *NO_PERIODS])
    head = HEAD.replace("[octopus]", "[area]")
    loaded = load(COUNTS, {"c.csv": "Regio;Periode;Aantal\n" + rows}, head=head)
    assert loaded.registers["area_count"].select("year", "month").rows() == [*PERIODS.values()]
    lines = loaded.quarantine["area_count"]
    assert [value.split("|")[0] for value in lines["value"]] == NO_PERIODS
    quarters = lines["reason"].str.starts_with("a quarter").to_list()
    assert quarters == [True] * len(QUARTERS) + [False] * (len(BARE_YEARS) + 5)
    years = lines["reason"].str.starts_with("a year where a month belongs").to_list()
    assert years == [each in BARE_YEARS for each in NO_PERIODS]
    assert lines["reason"].str.contains("a year of two figures").sum() == 1


FIRST_DAYS = {
    "of several months": (
        ["2024-01-01", "1-2-2024", "01-02-2023"],
        [(2024, 1), (2024, 2), (2023, 2)],
    ),
    "of one month": (["2024-01-01", "2023-01-01"], []),
    "another day among them": (["2024-01-01", "2024-02-02", "2024-03-01"], [(2024, 1), (2024, 3)]),
}


@pytest.mark.parametrize("case", FIRST_DAYS)
def test_a_spreadsheet_makes_the_first_day_of_a_month_of_it(load, case):
    cells, expected = FIRST_DAYS[case]
    rows = "".join(f"GM9001;{cell};1\n" for cell in cells)
    head = HEAD.replace("[octopus]", "[area]")
    loaded = load(COUNTS, {"c.csv": "Regio;Periode;Aantal\n" + rows}, head=head)
    assert loaded.registers["area_count"].select("year", "month").rows() == expected
    aside = loaded.quarantine["area_count"]
    assert aside.height == len(cells) - len(expected)
    assert aside["reason"].str.contains("stands for its month or its year").all()


def test_the_first_of_january_is_the_year_of_what_is_told_by_year(load):
    cells = ["1 januari 2021", "1-1-2022", "2023-01-01", "20240101", "2025-01-02", "31-12-2025"]
    rows = "".join(f"GM9001;{cell};5\n" for cell in cells)
    loaded = load(
        "  area_population: {path: p.csv, max_quarantined: 1}\n",
        {"p.csv": "area_code;year;inhabitants\n" + rows},
        head=HEAD.replace("[octopus]", "[area]"),
    )
    assert loaded.registers["area_population"]["year"].to_list() == [2021, 2022, 2023, 2024]
    assert loaded.quarantine["area_population"]["value"].to_list() == cells[4:]
