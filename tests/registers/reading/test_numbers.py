"""Numbers as exports write them: thousands, decimals that are none, and marks for no figure."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from screening.comparison.table import read_counts
from screening.registers.reading.parse import parse_column
from screening.registers.reading.written import Steps, Written
from screening.registers.schemas import REGISTERS


def read(register, column, cells, decimal=",", **how):
    """The values of the cells, and why there is none."""
    declared = REGISTERS[register].columns[column]
    written = Written(("dd-mm-yyyy",), decimal, None, native=False, codes={}, **how)
    steps = Steps(pl.DataFrame({column: cells}, schema={column: pl.String}))
    parsed = parse_column(column, declared, replace(written, once=steps.once))
    found = steps.cells.select(
        pl.when(parsed.reason.is_null()).then(parsed.value).alias("value"),
        parsed.reason.cast(pl.String).alias("reason"),
        parsed.unknown.alias("unknown"),
    )
    return found["value"].to_list(), found["reason"].to_list(), found["unknown"].to_list()


WHOLE = {
    "1,000": 1000, "2.000": 2000, "1.040": 1040, "12,500": 12500, "1.000.000": 1000000,
    "1.000,00": 1000, "1,000.0": 1000, "12.0": 12, "2020.0": 2020, "12,00": 12,
    "\u20ac 1.000": 1000, "1.5": None, "1.04": None, "1.0400": None, "1000,040": None,
    "\uff11\uff12": None, "12.0000": 12,
}  # fmt: skip


@pytest.mark.parametrize("decimal", [",", "."])
@pytest.mark.parametrize("cell", WHOLE)
def test_three_digits_behind_a_sign_are_thousands_in_a_whole_number(cell, decimal):
    values, reasons, _ = read("area_count", "count", [cell, "7"], decimal)
    assert values == [WHOLE[cell], 7]
    assert (reasons[0] is None) == (WHOLE[cell] is not None)


COLUMNS = {
    "decimals behind it": (["312.000", "298.500,50"], [312000, 298500.5]),
    "two of them": (["312.000", "1.298.500", "0,5"], [312000, 1298500, 0.5]),
    "an amount of money": (["312.000", "\u20ac 298.500", "7"], [312000, 298500, 7]),
    "nothing shows it": (["312.000", "298.500"], [None, None]),
    "decimals with it": (["312.000", "1.298.500", "2.5"], [None, 1298500, None]),
    "no thousands before it": (["312.000", "1.298.500", "0.125"], [None, 1298500, None]),
    "provisional": (["312*", "298,5 **", "*", "3 * 4"], [312, 298.5, None, None]),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_one_sign_before_three_digits_is_what_the_column_shows_it_to_be(name):
    cells, expected = COLUMNS[name]
    assert read("woz_value", "value", cells)[0] == expected
    english = [cell.translate(str.maketrans(",.", ".,")) for cell in cells]
    assert read("woz_value", "value", english, decimal=".")[0] == expected


def test_other_signs_for_less_than_nothing():
    cells = ["-/- 1.500,00", "\u22122,5", "\u2013 3,0", "-", "(5,0)"]
    assert read("annual_account", "profit", cells)[0] == [-1500, -2.5, -3, None, None]


TURNED = {
    "as English": (["312,000.50", "298,500", "12.5", "7"], [312000.5, 298500, 12.5, 7]),
    "only thousands": (["1,298,500", "298,500"], [1298500, 298500]),
    "as declared too": (["312,000.50", "298,5", "298,500"], [None, 298.5, 298.5]),
}


@pytest.mark.parametrize("name", TURNED)
def test_a_column_that_is_written_the_other_way_than_declared_is_read_as_it_is(name):
    cells, expected = TURNED[name]
    assert read("woz_value", "value", cells)[0] == expected
    dutch = [cell.translate(str.maketrans(",.", ".,")) for cell in cells]
    assert read("woz_value", "value", dutch, decimal=".")[0] == expected


def test_three_decimals_throughout_are_no_thousands():
    values, reasons, _ = read("area_count", "count", ["12.000", "2020.000", "1.040"])
    assert values == [12, 2020, None]
    assert reasons[2] == "not a whole number"


@pytest.mark.parametrize(
    "cell", [c for c in WHOLE if WHOLE[c] and WHOLE[c] > 0 and c[0] != "\u20ac"]
)
def test_a_table_to_compare_has_the_same_counts(cell, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(f"plaats;meldingen;inwoners\nA;{cell};100\nB;12.0;20\nC;\u2014;20\n")
    found = read_counts(path, key="plaats", count="meldingen", per="inwoners")
    assert found["meldingen"].to_list() == [WHOLE[cell], 12, None]


@pytest.mark.parametrize(
    ("year", "month", "read_as"),
    [("2024MM01", 0, None), ("2024MM01", 1, 2024), ("2024JJ00", 0, 2024), ("2024", 0, 2024),
     ("2024JJ00", 3, None), ("2024", 3, 2024), ("2024 maart", 2, None), ("2024.0", 0, 2024)],
)  # fmt: skip
def test_a_month_is_no_year_where_the_month_is_stated(load, year, month, read_as):
    loaded = load(
        "  area_count: {path: c.csv, max_quarantined: 1,"
        f" fixed: {{phenomenon: vacancy, month: {month}}}}}\n",
        {"c.csv": f"area_code;year;count\nGM9001;{year};5\nGM9001;2020;6\n"},
    )
    found = loaded.registers["area_count"].select("year", "month", "count").rows()
    assert found == ([(read_as, month, 5)] if read_as else []) + [(2020, month, 6)]
    assert loaded.quarantine["area_count"].height == (0 if read_as else 1)


@pytest.mark.parametrize(
    "mark", ["\u2013", "\u2014", "geen", "nihil", "n/a", "None", "*", "\u20ac -", "NaN", "x"]
)
def test_a_mark_says_that_there_is_no_figure(mark):
    for register, column in (("area_count", "count"), ("woz_value", "value")):
        values, reasons, unknown = read(register, column, [mark, "7"])
        assert values == [None, 7]
        assert reasons[0] is not None
        assert unknown == [True, False]


THREE_BEHIND = {
    "nothing shows it": (["311,000", "298,500", "7"], [None, None, 7]),
    "less than nothing": (["-311,000"], [None]),
    "other decimals": (["311,000", "298,55"], [311, 298.55]),
    "none before them": (["311,000", "0,125"], [311, 0.125]),
    "thousands without a sign": (["311,000", "1250"], [311, 1250]),
    "points between thousands": (["311,000", "1.298.500"], [311, 1298500]),
    "money": (["311,000", "\u20ac 298,500", "7"], [None, 298500, 7]),
    "money with decimals": (["311,000", "\u20ac 298,50"], [311, 298.5]),
    "two of them": (["311,000", "1,298,500"], [311000, 1298500]),
}


@pytest.mark.parametrize("name", THREE_BEHIND)
def test_three_digits_behind_a_comma_are_what_the_column_shows_them_to_be(name):
    cells, expected = THREE_BEHIND[name]
    values, reasons, _ = read("woz_value", "value", cells)
    assert values == expected
    told = [reason is not None and "decimals or thousands" in reason for reason in reasons]
    assert told == [value is None for value in expected]


def test_who_says_which_sign_stands_before_decimals_is_believed(load):
    rows = "vbo_id;floor_m2\n9999010000000001;311,000\n9999010000000002;298,500\n"

    def floors(settings):
        source = f"  bag_object: {{path: b.csv, max_quarantined: 1{settings}}}\n"
        loaded = load(source, {"b.csv": rows})
        return loaded.registers["bag_object"]["floor_m2"].to_list(), loaded.quarantine["bag_object"]

    cells, quarantine = floors("")
    line = quarantine.row(0, named=True)
    assert (cells, quarantine.height, line["value"]) == ([None, None], 1, "311,000")
    assert "three digits behind a comma in the whole column" in line["reason"]
    assert "in 2 cells of the column" in line["reason"]
    assert floors(", decimal: ','")[0] == [311, 298.5]
    assert floors(", decimal: '.', thousands: ','")[0] == [311000, 298500]


def test_a_part_of_a_whole_is_no_thousands():
    assert read("bibob_loan", "interest_pct", ["4,125"])[0] == [4.125]
    assert read("area", "rural_share", ["0,125"])[0] == [0.125]


def test_an_amount_of_money_says_nothing_of_other_cells_where_the_decimals_are_stated():
    cells = ["\u20ac 311,000", "298,125", "100"]
    assert read("woz_value", "value", cells, stated=True)[0] == [311000, 298.125, 100]
    english = [cell.translate(str.maketrans(",.", ".,")) for cell in cells]
    found = read("woz_value", "value", english, decimal=".", stated=True)[0]
    assert found == [311000, 298.125, 100]
