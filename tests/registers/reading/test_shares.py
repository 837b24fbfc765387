"""A share is a part of a whole: what is more is a percentage that nobody declared."""

from __future__ import annotations

import datetime as dt

import pytest
import xlsxwriter

from screening.comparison.table_file import read_columns


@pytest.mark.parametrize(
    ("cell", "units", "share"),
    [("50", "", None), ("101%", "", None), ("50%", "", 0.5), ("0,5", "", 0.5), ("1", "", 1.0),
     ("50", ", units: {rural_share: '%'}", 0.5), ("150", ", units: {rural_share: '%'}", None),
     ("100", ", units: {rural_share: '%'}", 1.0),
     ("50%", ", units: {rural_share: '%'}", 0.5), ("24,2 %", ", units: {rural_share: '%'}", 0.242),
     ("101%", ", units: {rural_share: '%'}", None),
     ("500", ", units: {rural_share: promille}", 0.5),
     ("50 %", ", units: {rural_share: promille}", 0.5)],
)  # fmt: skip
def test_a_share_above_one_is_unknown(load, cell, units, share):
    loaded = load(
        f"  area: {{path: a.csv, max_quarantined: 1, fixed: {{level: district}}{units}}}\n",
        {"a.csv": f"area_code;name;rural_share\nWK999900;A;{cell}\nWK999901;B;0\n"},
    )
    assert loaded.registers["area"]["rural_share"].to_list() == [share, 0.0]
    said = loaded.quarantine["area"]["reason"].to_list()
    assert len(said) == (share is None)
    kind = "the column seems to hold percentages" if cell == "50" else "larger than 1; if these"
    assert all(each.startswith(kind) for each in said)


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (["0,5"] * 99 + ["1,5"], [0.5] * 99 + [None]),
        (["0,3333"] * 9 + ["1,0001"], [0.3333] * 9 + [None]),
        (["0,5"] * 9 + ["1,5", "1,6", "1,7"], [0.5] * 9 + [None] * 3),
        (["0,5"] * 9 + ["15"], [0.5] * 9 + [None]),
        (["0,5", "1,5", "1,5", "1,2", "0"], [None] * 4 + [0.0]),
        (["0,4", "0,3", "0,5", "12,5"], [None] * 4),
        (["0,5", "1,0001"], [0.5, None]),
    ],
)
def test_a_share_above_one_is_wrong_alone(load, cells, read):
    rows = "".join(f"WK99{n:04d};A;{cell}\n" for n, cell in enumerate(cells))
    source = "  area: {path: a.csv, max_quarantined: 1, fixed: {level: district}}\n"
    loaded = load(source, {"a.csv": "area_code;name;rural_share\n" + rows})
    assert loaded.registers["area"]["rural_share"].to_list() == read


def test_percentages_without_a_sign_are_not_read_half(load):
    rows = "".join(
        f"WK99990{n};A;{cell}\n" for n, cell in enumerate(["0,5", "12,5", "1", "0", "40%"])
    )
    source = "  area: {path: a.csv, max_quarantined: 1, fixed: {level: district}%s}\n"
    file = {"a.csv": "area_code;name;rural_share\n" + rows}
    loaded = load(source % "", file)
    assert loaded.registers["area"]["rural_share"].to_list() == [None, None, None, 0.0, 0.4]
    line = loaded.quarantine["area"].row(0, named=True)
    assert (loaded.quarantine["area"].height, line["row"], line["value"]) == (1, 2, "0,5")
    assert line["reason"].endswith(
        "in 3 cells of the column, of which this is the first; the row is loaded, this is unknown"
    )
    assert loaded.reports["area"].values_quarantined == {"rural_share": 3}
    declared = load(source % ", units: {rural_share: '%'}", file)
    assert declared.registers["area"]["rural_share"].to_list() == [0.005, 0.125, 0.01, 0.0, 0.4]


@pytest.mark.parametrize("units", ["", ", units: {rural_share: '%'}"])
@pytest.mark.parametrize("form", ["0%", "0.00%", '0.0 "van 100" %'])
def test_a_cell_of_a_workbook_that_shows_a_percentage_is_one(load, tmp_path, units, form):
    parts = [0.125, 0.12125, 1, 0.07, 0]
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet, percent = book.add_worksheet(), book.add_format({"num_format": form})
        sheet.write_row(0, 0, ["area_code", "name", "rural_share"])
        for number, part in enumerate(parts, start=1):
            sheet.write_row(number, 0, [f"WK99990{number}", "A"])
            sheet.write(number, 2, part, percent)
        sheet.write_row(6, 0, ["WK999909", "A", 0.5])
    source = f"  area: {{path: a.xlsx, max_quarantined: 1, fixed: {{level: district}}{units}}}\n"
    own = 0.005 if units else 0.5
    assert load(source, {}).registers["area"]["rural_share"].to_list() == [*parts, own]


def test_a_format_with_the_sign_in_words_shows_none(load, tmp_path):
    with xlsxwriter.Workbook(tmp_path / "l.xlsx") as book:
        sheet, words = book.add_worksheet(), book.add_format({"num_format": '0.0" %"'})
        sheet.write_row(0, 0, ["loan_id", "application_id", "interest_pct"])
        sheet.write_row(1, 0, ["a", "b"])
        sheet.write(1, 2, 4.125, words)
        sheet.write_row(2, 0, ["c", "d"])
        sheet.write(2, 2, 0.04125, book.add_format({"num_format": "0.0%"}))
    loaded = load("  bibob_loan: {path: l.xlsx}\n", {})
    assert loaded.registers["bibob_loan"]["interest_pct"].to_list() == [4.125, 4.125]


@pytest.mark.parametrize(("cell", "share"), [("12.5%", 0.125), ("12,5 %", 0.125), ("1.250%", None)])
def test_a_percentage_may_have_a_point(load, cell, share):
    loaded = load(
        "  area: {path: a.csv, max_quarantined: 1, fixed: {level: district}}\n",
        {"a.csv": f"area_code;name;rural_share\nWK999900;A;{cell}\n"},
    )
    assert loaded.registers["area"]["rural_share"].to_list() == [share]


@pytest.mark.parametrize("units", ["", ", units: {value: keur}"])
def test_a_format_of_percentages_on_an_amount_or_a_day_is_a_slip(load, tmp_path, units):
    with xlsxwriter.Workbook(tmp_path / "w.xlsx") as book:
        sheet, percent = book.add_worksheet(), book.add_format({"num_format": "0%"})
        sheet.write_row(0, 0, ["vbo_id", "ref_date", "value"])
        for row, (day, value) in enumerate([(45658, 3110), (45658, 1.5), ("1-1-2025", 7)], 1):
            sheet.write(row, 0, f"999901000000000{row}")
            sheet.write(row, 1, day, percent)
            sheet.write(row, 2, value, percent if row < 3 else None)
    found = load(f"  woz_value: {{path: w.xlsx{units}}}\n", {}).registers["woz_value"]
    times = 1000 if units else 1
    assert found["value"].to_list() == [3110 * times, 1.5 * times, 7 * times]
    assert found["ref_date"].to_list() == [dt.date(2025, 1, 1)] * 3


@pytest.mark.parametrize(("value", "cell"), [(311000, "311000"), (0.5, "50%")])
def test_a_table_to_compare_has_percentages_of_parts_only(tmp_path, value, cell):
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        sheet, percent = book.add_worksheet(), book.add_format({"num_format": "0%"})
        sheet.write_row(0, 0, ["plaats", "n"])
        sheet.write_row(1, 0, ["A"])
        sheet.write(1, 1, value, percent)
    found = read_columns(tmp_path / "t.xlsx", "t.xlsx", ["n"])
    assert found.cells["n"].to_list() == [cell]
    assert ("n" in found.numbers) == (value > 1)


def test_a_percentage_above_two_hundred_in_a_column_of_percentages(load, tmp_path):
    with xlsxwriter.Workbook(tmp_path / "l.xlsx") as book:
        sheet, percent = book.add_worksheet(), book.add_format({"num_format": "0%"})
        sheet.write_row(0, 0, ["loan_id", "application_id", "interest_pct"])
        for row, part in enumerate([3.1, 0.05], start=1):
            sheet.write_row(row, 0, [f"l{row}", "b"])
            sheet.write(row, 2, part, percent)
    loaded = load("  bibob_loan: {path: l.xlsx}\n", {})
    assert loaded.registers["bibob_loan"]["interest_pct"].to_list() == [310, 5]
