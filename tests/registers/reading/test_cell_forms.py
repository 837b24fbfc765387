"""Ids, codes of areas, days and answers: read in every form that can be one thing only."""

from __future__ import annotations

import datetime as dt

import pytest

from screening.locale import speaking
from screening.locale.told import told
from tests.registers.reading.test_numbers import read

URI = "http://bag.basisregistraties.overheid.nl/bag"
KEYS = {
    ("bag_object", "vbo_id"): {
        "9999010000000001": "9999010000000001", "9999030000000001": "9999030000000001",
        "9999100000000001": None, "9999200000000001": None, "9999300000000001": None,
        "0000000000000000": None,
        f"{URI}/id/verblijfsobject/9999010000000001": "9999010000000001",
        f"{URI}/doc/2020010100000000/ligplaats/9999020000000001": "9999020000000001",
        "https://api.example.org/v2/verblijfsobjecten/9999010000000001": "9999010000000001",
        f"{URI}/id/9999010000000001/": "9999010000000001",
        f"{URI}/id/9999010000000001/20240101000000": "9999010000000001",
        f"{URI}/doc/2020010100000000/id/9999010000000001/nu/": "9999010000000001",
        "NL.IMBAG.Verblijfsobject.9999010000000001": "9999010000000001",
        f"{URI}/id/nummeraanduiding/9999200000000001": None, f"{URI}/id/verblijfsobject/": None,
    },
    ("bag_pand", "pand_id"): {
        "9999100000000001": "9999100000000001", "9999010000000001": None,
        f"{URI}/id/pand/9999100000000001": "9999100000000001",
        f"{URI}/id/verblijfsobject/9999010000000001": None,
    },
    ("kvk_company", "sbi_main"): {"01131": "01131", "00000": None, "0000": None},
    ("kvk_company", "kvk_nr"): {
        "99000001": "99000001", "00000000": None, "99999999": None, "x": None, "-": None,
        "\uff19\uff19000001": None,
    },
    ("kvk_establishment", "est_nr"): {"000000000001": "000000000001", "000000000000": None},
}  # fmt: skip


@pytest.mark.parametrize("place", KEYS, ids="_".join)
def test_a_key_is_of_its_own_kind(place):
    cells = KEYS[place]
    values, reasons, unknown = read(*place, [*cells])
    assert values == [*cells.values()]
    assert [reason is None for reason in reasons] == [value is not None for value in values]
    placeholders = [len(set(cell)) == 1 for cell in cells]
    assert unknown == placeholders


WRONG = {
    ("bag_object", "vbo_id"): {
        "99990100000001": "niet van de juiste vorm (14 cijfers); verwacht: 16 cijfers",
        "99990100000000011": "niet van de juiste vorm (17 cijfers); verwacht: 16 cijfers",
        "9999200000000001": "niet van de juiste vorm (van een andere soort); verwacht: 16 cijfers",
        "9999O10000000001": "niet van de juiste vorm (niet alleen cijfers); verwacht: 16 cijfers",
    },
    ("kvk_company", "kvk_nr"): {
        "1234": "niet van de juiste vorm (4 cijfers); verwacht: een nummer van",
        "NL99000001": "niet van de juiste vorm (niet alleen cijfers); verwacht: een nummer van",
    },
    ("kvk_establishment", "est_nr"): {
        "0000000000011": "niet van de juiste vorm (13 cijfers); verwacht: een nummer van",
    },
    ("kvk_company", "sbi_main"): {
        "5610111": "niet van de juiste vorm (7 cijfers); verwacht: een SBI-code van 2",
        "horeca": "niet van de juiste vorm (niet alleen cijfers); verwacht: een SBI-code",
    },
    ("bag_object", "postcode"): {
        "9999A": "niet van de juiste vorm; verwacht: een postcode zoals 1234AB",
        "9999SS": "niet van de juiste vorm; verwacht: een postcode zoals 1234AB",
    },
}  # fmt: skip


@pytest.mark.parametrize("place", WRONG, ids="_".join)
def test_what_is_wrong_with_a_number_is_said(place):
    _, reasons, _ = read(*place, [*WRONG[place]])
    with speaking("nl"):
        said = [told(str(reason)) for reason in reasons]
    for text, expected in zip(said, WRONG[place].values(), strict=True):
        assert text.startswith(expected), text


def test_an_id_of_another_kind_is_not_loaded(load):
    loaded = load(
        "  bag_object: {path: b.csv, max_quarantined: 1}\n",
        {"b.csv": "vbo_id\n9999010000000001\n9999200000000001\n"},
    )
    assert loaded.registers["bag_object"]["vbo_id"].to_list() == ["9999010000000001"]
    assert "01, 02 or 03" in loaded.quarantine["bag_object"]["reason"].item()


AREAS = {
    "363": "GM0363", "9001": "GM9001", "999900": "WK999900", "036301": "WK036301",
    "36301": "WK036301", "99990000": "BU99990000", "3630001": "BU03630001", "GM363": "GM0363",
    "GM0363.0": "GM0363", "036301.0": "WK036301", "9.001": None, "-": None, "WK36301": "WK036301",
    "NL": "NL", "BU0363AA01": "BU0363AA01",
}  # fmt: skip


@pytest.mark.parametrize("cell", AREAS)
def test_a_code_of_an_area_gets_its_letters_and_zeros(cell):
    values, reasons, _ = read("area", "area_code", [cell])
    assert values == [AREAS[cell]]
    assert (reasons[0] is None) == (AREAS[cell] is not None)


LAST = dt.date(9999, 12, 31)
DAY = dt.date(2024, 5, 1)
DAYS = {
    "9999-12-31T23:00:00Z": LAST, "2958465": LAST, "2958465.0": LAST, "9999-12-31": LAST,
    "1e mei 2024": DAY, "1ste mei 2024": DAY, "1 May 2024": DAY,
    "2024-05-01+02:00": DAY, "2024-05-01Z": DAY, "20240501000000": DAY, "20240501T120000": DAY,
    "20240501T230000Z": dt.date(2024, 5, 2), "1 febr. 2024": dt.date(2024, 2, 1),
    "2024-05-01T99:00:00Z": None, "20240501990000": None, "x": None, "onbekend": None, "-": None,
    "\uff12\uff10\uff12\uff14-05-01": None, "\u0662\u0660\u0662\u0664-05-01": None,
}  # fmt: skip


@pytest.mark.parametrize("cell", DAYS)
def test_a_day_is_read_or_there_is_a_reason(cell):
    values, reasons, unknown = read("kvk_company", "start_date", [cell, "01-01-2020"])
    assert values == [DAYS[cell], dt.date(2020, 1, 1)]
    assert (reasons[0] is None) == (DAYS[cell] is not None)
    assert unknown == [cell in ("x", "onbekend", "-"), False]


@pytest.mark.parametrize("mark", ["x", "onbekend", "-", "\u2014"])
def test_a_mark_is_no_answer_and_no_fault(load, mark):
    loaded = load(
        "  bibob_loan: {path: l.csv}\n",
        {"l.csv": f"loan_id;application_id;contract\n1;a;Ja\n2;a;{mark}\n"},
    )
    assert loaded.registers["bibob_loan"]["contract"].to_list() == [True, None]
    assert loaded.quarantine["bibob_loan"].is_empty()
    assert loaded.reports["bibob_loan"].unknown == {"contract": 1}


@pytest.mark.parametrize("cell", ["2008", "2008.0", "SBI2008", "SBI 2008", "sbi-2008"])
def test_an_edition_however_written(cell):
    values, reasons, _ = read("kvk_company", "sbi_edition", [cell])
    assert (values, reasons) == (["2008"], [None])


@pytest.mark.parametrize(
    ("column", "cell"), [("sbi_main", "Horeca 56.10"), ("kvk_nr", "990 a"), ("postcode", "99 aa")]
)
def test_what_was_set_aside_is_shown_as_it_stands_in_the_file(load, column, cell):
    register = "bag_object" if column == "postcode" else "kvk_company"
    key = "vbo_id" if column == "postcode" else "trade_name"
    value = "9999010000000001" if column == "postcode" else "Zaak"
    extra = "kvk_nr;" if column == "sbi_main" else ""
    loaded = load(
        f"  {register}: {{path: b.csv, max_quarantined: 1}}\n",
        {"b.csv": f"{extra}{key};{column}\n{extra and '99000001;'}{value};{cell}\n"},
    )
    assert loaded.quarantine[register]["value"].to_list() == [cell]


@pytest.mark.parametrize("cell", ["1.0", "1,0", "1.00", "0.0", "0,0", "1", "0"])
def test_an_answer_may_have_become_a_number_with_decimals(cell):
    assert read("bibob_loan", "contract", [cell, "ja"])[0] == [cell[0] == "1", True]


def test_other_numbers_are_no_answer():
    assert read("bibob_loan", "contract", ["2.0", "0.5", "10", "1.01"])[0] == [None] * 4


@pytest.mark.parametrize("cell", ["1753-01-01", "30-12-1899", "1601-01-01 00:00:00", "01-01-1900"])
def test_a_day_that_fills_a_field_is_no_end(load, cell):
    rows = f"kvk_nr;start_date;end_date\n99000001;01-01-2020;{cell}\n99000002;{cell};01-05-2024\n"
    loaded = load("  kvk_company: {path: k.csv, max_quarantined: 1}\n", {"k.csv": rows})
    line = loaded.quarantine["kvk_company"].row(0, named=True)
    assert (line["row"], line["column"], line["value"]) == (2, "end_date", cell)
    began = dt.date(1900, 1, 1) if cell.endswith("1900") else None
    assert loaded.registers["kvk_company"].select("start_date", "end_date").rows() == [(began, DAY)]
    assert loaded.reports["kvk_company"].unknown == ({} if began else {"start_date": 1})
    blank = f"  kvk_company: {{path: k.csv, codes: {{end_date: {{'{cell}': ''}}}}}}\n"
    ends = load(blank, {"k.csv": rows}).registers["kvk_company"]["end_date"].to_list()
    assert ends == [None, DAY]
