"""Stray lines of an export are named for what they are, and say nothing about any object."""

from __future__ import annotations

import polars as pl
import pytest
from openpyxl import Workbook

from screening.comparison.table import read_counts
from screening.errors import ExtractError
from screening.registers.reading.below_header import numbered
from screening.registers.reading.table import Table, at
from tests.registers.conftest import HEAD as HEAD_OF_PROJECT

HEAD = "vbo_id;ref_date;value\n"
ROWS = "9999010000000001;01-01-2025;1\n9999010000000002;01-01-2025;2\n"
NOTES = ["(1 rows affected)", "(3 rijen)", "Selectie: alles", "\x1a", "Aantal: 3;;"]
STRAY = {
    **dict.fromkeys(NOTES, "a note"),
    "---;---;---": "the header once more",
    HEAD.strip(): "the header once more",
    "Som;;3": "the total",
    "Alle wijken;;3": "the total",
    "Gemeente totaal;;3": "the total",
    "Heel Nederland;;3": "the total",
}


@pytest.mark.parametrize("line", STRAY)
def test_a_stray_line_is_no_row_that_may_be_anything(load, line):
    loaded = load("  woz_value: {path: w.csv}\n", {"w.csv": HEAD + ROWS + line + "\n"})
    assert loaded.registers["woz_value"]["value"].to_list() == [1.0, 2.0]
    assert "woz_value" not in loaded.unread
    (reason,) = loaded.quarantine["woz_value"]["reason"].to_list()
    assert reason.startswith(STRAY[line])


@pytest.mark.parametrize("line", ["(3 rows affected)", "Aantal: 3;;", "---;---;---", "\x1a"])
def test_a_stray_line_is_no_unit_to_compare(line, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("plaats;meldingen;inwoners\nA;1;100\nB;2;20\n" + line + "\n")
    found = read_counts(path, key="plaats", count="meldingen", per="inwoners")
    assert found["plaats"].to_list() == ["A", "B"]


def test_one_more_blank_cell_than_the_header_is_nothing(load):
    rows = ROWS.replace("\n", ";\n") + "9999010000000003;01-01-2025;3;x\n"
    loaded = load("  woz_value: {path: w.csv, max_quarantined: 1}\n", {"w.csv": HEAD + rows})
    assert loaded.registers["woz_value"]["value"].to_list() == [1.0, 2.0]
    assert "row has 4 fields" in loaded.quarantine["woz_value"]["reason"].item()


def test_a_text_of_digits_as_a_formula_is_its_digits(load):
    text = 'kvk_nr;trade_name\n="01234567";Zaak\n"=""99000001""";="Winkel"\n'
    loaded = load("  kvk_company: {path: k.csv}\n", {"k.csv": text})
    assert loaded.registers["kvk_company"]["kvk_nr"].to_list() == ["01234567", "99000001"]
    assert loaded.registers["kvk_company"]["trade_name"].to_list() == ["Zaak", "Winkel"]


FIGURES = "area_code;name;year;inhabitants;homes\n"
UNITS = "WK900101;A;2024;1.010;4\nWK900102;B;2024;11;5\nWK900103;C;2024;12;.\n"
SUMS = [
    ";;;1.033;9", ";;2024;1033;9", ";;;1033;", " ; ;;1 033;", ";Totaal;;1000;9",
    ";Subtotaal 2024;2024;12;", "Gemeente Voorbeeld totaal;;2024;1033;9", "Alle gebieden;;;1033;",
]  # fmt: skip
POPULATION = "  area_population: {path: p.csv, max_quarantined: 1}\n"
HEAD_OF_AREAS = HEAD_OF_PROJECT.replace("[octopus]", "[area]")


@pytest.mark.parametrize("code", ["NL", "NL01", "nl00 ", "Nederland"])
@pytest.mark.parametrize("figures", ["2024;17100;8", "2024;33;9"])
def test_the_country_is_the_total_of_figures_of_areas(load, code, figures):
    loaded = load(
        POPULATION, {"p.csv": f"{FIGURES}{code};X;{figures}\n{UNITS}"}, head=HEAD_OF_AREAS
    )
    assert loaded.registers["area_population"]["inhabitants"].to_list() == [1010, 11, 12]
    assert "area_population" not in loaded.unread
    assert "the total" in loaded.quarantine["area_population"]["reason"].item()


@pytest.mark.parametrize("level", ["municipality", "country"])
def test_the_country_is_an_area_where_it_is_said_to_be_one(load, level):
    text = f"area_code;name\nNL00;Nederland\n{'' if level == 'country' else 'GM9001;A'}\n"
    source = f"  area: {{path: a.csv, max_quarantined: 1, fixed: {{level: {level}}}}}\n"
    found = load(source, {"a.csv": text}).registers["area"]["area_code"].to_list()
    assert found == (["NL00"] if level == "country" else ["GM9001"])


@pytest.mark.parametrize("line", SUMS)
def test_a_sum_is_the_total_with_or_without_a_label(load, line):
    text = FIGURES + UNITS + line + "\n"
    loaded = load(POPULATION, {"p.csv": text}, head=HEAD_OF_AREAS)
    assert loaded.registers["area_population"]["inhabitants"].to_list() == [1010, 11, 12]
    assert "area_population" not in loaded.unread
    (reason,) = loaded.quarantine["area_population"]["reason"].to_list()
    assert reason.startswith("the total")


@pytest.mark.parametrize("line", [";;2024;1034;9", ";D;2024;1033;9", ";;2023;1033;9", ";;;;"])
def test_what_is_no_sum_may_be_any_row(load, line):
    text = FIGURES + UNITS + line + "\n"
    loaded = load(POPULATION, {"p.csv": text}, head=HEAD_OF_AREAS)
    assert loaded.registers["area_population"].height == 3
    assert ("area_population" in loaded.unread) == (line.strip(";") != "")


def test_a_sum_with_its_share_of_all(load):
    text = "area_code;year;inhabitants;aandeel\n" + "".join(
        f"WK90010{n};2024;{n};{n * 16},6%\n" for n in (1, 2, 3)
    )
    loaded = load(POPULATION, {"p.csv": text + ";;6;100 %\n"}, head=HEAD_OF_AREAS)
    assert loaded.registers["area_population"].height == 3
    assert "area_population" not in loaded.unread
    loaded = load(POPULATION, {"p.csv": text + ";;7;100 %\n"}, head=HEAD_OF_AREAS)
    assert loaded.unread["area_population"].height == 1


def test_an_unlabelled_sum_in_a_workbook(load, tmp_path):
    book = Workbook()
    for row in [["vbo_id", "ref_date", "value"], ["9999010000000001", "01-01-2025", 1.5],
                ["9999010000000002", "01-01-2025", 2.25], [None, None, 3.75]]:  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "w.xlsx")
    loaded = load("  woz_value: {path: w.xlsx}\n", {})
    assert loaded.registers["woz_value"]["value"].to_list() == [1.5, 2.25]
    assert "woz_value" not in loaded.unread


def test_formulas_that_nobody_computed_are_no_rows(load, tmp_path):
    book = Workbook()
    for row in [["vbo_id", "ref_date", "value", "Kwart"],
                ["9999010000000001", "01-01-2025", 1.5, "=C2/4"],
                ["9999010000000002", "01-01-2025", 2.25, "=C3/4"],
                *([None, None, None, f"=C{n}/4"] for n in range(4, 40)),
                [None, None, "=SUM(C2:C3)", "=SUM(D2:D3)"]]:  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "w.xlsx")
    loaded = load("  woz_value: {path: w.xlsx}\n", {})
    assert loaded.registers["woz_value"]["value"].to_list() == [1.5, 2.25]
    assert "woz_value" not in loaded.unread
    assert loaded.reports["woz_value"].rows_read == 3
    (reason,) = loaded.quarantine["woz_value"]["reason"].to_list()
    assert reason.startswith("formulas without an outcome and without a name")


def test_a_formula_of_a_row_with_a_name_is_told(load, tmp_path):
    book = Workbook()
    for row in [["vbo_id", "ref_date", "value"], ["9999010000000001", "01-01-2025", "=1+1"],
                ["=A2", "01-01-2025", 2.5], ["9999010000000002", "01-01-2025", 2.5]]:  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "w.xlsx")
    loaded = load("  woz_value: {path: w.xlsx, max_quarantined: 1}\n", {})
    assert loaded.unread["woz_value"].height == 2


@pytest.mark.parametrize(
    "line",
    ["Alleen voor intern gebruik", "Gegenereerd op 1-1-2025 door X", "1 rij(en) geselecteerd"],
)
def test_words_below_the_rows_are_a_note(load, line):
    loaded = load("  woz_value: {path: w.csv}\n", {"w.csv": HEAD + ROWS + line + ";;\n"})
    assert "woz_value" not in loaded.unread
    (reason,) = loaded.quarantine["woz_value"]["reason"].to_list()
    assert reason.startswith("a note")


@pytest.mark.parametrize("line", ["onbekend;;", "99990100000x3;;", "Testlaan;;4"])
def test_what_may_be_an_object_is_no_note(load, line):
    loaded = load("  woz_value: {path: w.csv}\n", {"w.csv": HEAD + ROWS + line + "\n"})
    assert "woz_value" in loaded.unread


TOTALS = [
    "Totaal;;",
    "Eindtotaal;alcohol;",
    "Totaal 2024;alcohol;",
    "Totaal: 2;;",
    "Totaal aantal;2;",
]


@pytest.mark.parametrize("line", TOTALS)
def test_a_total_among_rows_that_are_named_in_words(load, line):
    rows = "permit_id;kind;start_date\nTotaal nieuw;alcohol;01-01-2024\nZ2;alcohol;01-01-2024\n"
    loaded = load("  permit: {path: p.csv}\n", {"p.csv": rows + line + "\n"})
    assert loaded.registers["permit"]["permit_id"].to_list() == ["Totaal nieuw", "Z2"]
    assert "permit" not in loaded.unread
    assert loaded.quarantine["permit"]["reason"].str.starts_with("the total").to_list() == [True]


@pytest.mark.parametrize("line", [";;aantal;aantal", ";jaar;aantal;%", ";;%;"])
def test_a_row_of_units_is_no_unit(load, line):
    rows = f"area_code;year;inhabitants;homes\n{line}\nWK900101;2024;10;4\nWK900102;2024;11;5\n"
    loaded = load("  area_population: {path: p.csv}\n", {"p.csv": rows})
    assert loaded.registers["area_population"]["homes"].to_list() == [4, 5]
    assert "area_population" not in loaded.unread
    (reason,) = loaded.quarantine["area_population"]["reason"].to_list()
    assert reason.startswith("the units")


MONTHS = "".join(f"GM9001;2024MM{n:02d};500{n}\n" for n in range(1, 10))


def test_months_and_quarters_beside_years_are_of_another_period(load):
    head = "area_code;year;inhabitants\n"
    rows = MONTHS + "GM9001;2024KW01;7\nGM9001;2024JJ00;5000\n"
    loaded = load("  area_population: {path: p.csv}\n", {"p.csv": head + rows})
    assert loaded.registers["area_population"].select("year", "inhabitants").rows() == [
        (2024, 5000)
    ]
    assert "area_population" not in loaded.unread
    said = loaded.quarantine["area_population"]["reason"].to_list()
    assert said[:9] == ["a month where a year belongs"] * 9
    assert said[9].startswith("a quarter")
    alone = rows + "GM9002;2024KW01;7\n"
    loaded = load("  area_population: {path: p.csv, max_quarantined: 1}\n", {"p.csv": head + alone})
    assert "area_population" in loaded.unread
    with pytest.raises(ExtractError, match="9 of 9"):
        load("  area_population: {path: p.csv}\n", {"p.csv": head + MONTHS})


@pytest.mark.parametrize(
    ("period", "told"),
    [("2025MM01", True), ("2025 1e kwartaal", True), ("Q1-25", True), ("jan-25", True),
     ("2024MM01", False), ("2024 1e kwartaal", False), ("Q1-24", False), ("03-2024", False),
     ("202403", False), ("202503", True)],
)  # fmt: skip
def test_a_month_of_a_year_that_is_not_there_is_told(load, period, told):
    rows = f"area_code;year;inhabitants\nGM9001;2024;5000\nGM9002;2025;9\nGM9001;{period};5001\n"
    loaded = load("  area_population: {path: p.csv}\n", {"p.csv": rows})
    assert loaded.registers["area_population"].height == 2
    assert ("area_population" in loaded.unread) == told


@pytest.mark.parametrize("line", ["1;2;3", "(1);(2);(3)"])
def test_a_row_that_numbers_the_columns_is_no_area(load, line):
    rows = f"area_code;year;inhabitants\n{line}\nGM9001;2024;10\nGM9002;2024;11\n"
    loaded = load("  area_population: {path: p.csv}\n", {"p.csv": rows})
    assert loaded.registers["area_population"]["area_code"].to_list() == ["GM9001", "GM9002"]
    (reason,) = loaded.quarantine["area_population"]["reason"].to_list()
    assert "numbers of the columns" in reason
    rows = "permit_id;kind\n1;2\n2;2\n"
    loaded = load("  permit: {path: p.csv, max_quarantined: 1}\n", {"p.csv": rows})
    assert loaded.reports["permit"].rows_read == loaded.unread["permit"].height


NUMBERED = {
    "keys": ("nr;plekken\n1;2\n3;4\n4;7\n", 0),
    "keys with parts": ("nr;plekken\n1;2\n3;4\n4.1;7\n", 0),
    "nothing below": ("nr;plekken\n1;2\n", 0),
    "names": ("naam;plekken\n1;2\nA;4\n", 1),
    "in brackets": ("jaar;plekken\n(1);(2)\n2024;4\n", 1),
    "many columns": ("jaar;a;b;c\n1;2;3;4\n2024;4;5;6\n", 1),
}


@pytest.mark.parametrize("name", NUMBERED)
def test_a_few_figures_among_figures_are_a_row(name):
    text, count = NUMBERED[name]
    head, *rows = (line.split(";") for line in text.splitlines())
    cells = pl.DataFrame(rows, [at(place) for place in range(len(head))], orient="row")
    table = Table(tuple(head), cells, pl.int_range(cells.height, eager=True))
    assert numbered(table).to_list() == [True] * count + [False] * (len(rows) - count)
