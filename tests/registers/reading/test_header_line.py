"""Tables as people publish them: titles above, several header lines, notes and totals below."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.project.model import load_project
from screening.registers.reading.header_line import find_start, header_among, joined
from screening.registers.reading.load import load_registers

COUNTS = "  area_count: {path: a.csv, columns: {area_code: Regio, count: Aantal}, fixed: %s}\n"
FIXED = '{phenomenon: diefstal, year: "2024", month: "0"}'
ROWS = [("GM9001", "12"), ("GM9002", "3"), ("GM9003", "0")]


def table(sign: str, end: str, above: str = "", below: str = "") -> str:
    lines = [sign.join(("Regio", "Aantal")), *(sign.join(row) for row in ROWS)]
    return above + end.join(lines) + end + below


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "above",
    ["", "sep={0}{1}", "# Bron: politie{1}# gemaakt in maart{1}", "Tabel 1. Meldingen{1}{1}",
     '\ufeff"Meldingen, per gemeente"{1}', "{0}{1}"],
)  # fmt: skip
def test_the_table_is_found_whatever_stands_above_it(load, sign, end, above):
    content = table(sign, end, above.format(sign, end), f"Bron: CBS{end}")
    loaded = load(COUNTS % FIXED, {"a.csv": content})
    found = loaded.registers["area_count"]
    assert found.select("area_code", "count").rows() == [(a, int(n)) for a, n in ROWS]
    assert loaded.reports["area_count"].rows_quarantined == 1
    assert loaded.quarantine["area_count"]["reason"].to_list() == [
        "a note with the table, no row of the register"
    ]


def test_a_header_of_three_lines_is_read_as_one(load):
    content = (
        '"Meldingen";;\n"Onderwerp";"Diefstal";"Inbraak"\n"Perioden";"2024";"2024"\n'
        '"Regio\'s";"aantal";"aantal"\n"GM9001";"12";"4"\n"GM9002";"3";"5"\n"Bron: CBS"\n'
    )
    project = (
        (COUNTS % FIXED)
        .replace("Regio", '"Regio\'s"')
        .replace("count: Aantal", "count: Inbraak 2024 aantal")
    )
    loaded = load(project, {"a.csv": content})
    assert loaded.registers["area_count"]["count"].to_list() == [4, 5]


def test_a_workbook_with_titles_above_its_header(load, tmp_path):
    book = openpyxl.Workbook()
    for row in [["Meldingen 2024", None, None], [None, None, None], ["Regio", "Aantal", "Soort"],
                ["GM9001", 12, "x"], ["Nederland", 12, None], ["Bron: politie"]]:  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    loaded = load((COUNTS % FIXED).replace("a.csv", "a.xlsx"), {})
    assert loaded.registers["area_count"]["area_code"].to_list() == ["GM9001"]
    assert loaded.quarantine["area_count"].select("row", "reason").rows() == [
        (5, "the total of other rows, which is no row of the register"),
        (6, "a note with the table, no row of the register"),
    ]


@pytest.mark.parametrize("word", ["Totaal", "TOTAAL gemeente", "Eindtotaal", "Nederland"])
def test_a_total_is_set_aside_and_makes_nothing_unknown(load, word):
    content = table(";", "\n", below=f"{word};15\n")
    loaded = load(COUNTS % FIXED, {"a.csv": content})
    assert loaded.registers["area_count"].height == len(ROWS)
    assert loaded.reports["area_count"].rows_read == len(ROWS) + 1
    assert "area_count" not in loaded.unread


def test_a_word_in_a_name_is_no_total(load):
    content = "kvk_nr;trade_name\n99000001;Totaal Schoon\n99000002;Nederland\n"
    loaded = load("  kvk_company: {path: k.csv}\n", {"k.csv": content})
    assert loaded.registers["kvk_company"].height == 2


def test_where_no_line_holds_all_names_the_first_that_is_no_remark_is_it():
    start = find_start(b"sep=,\n# uitleg\n\na;b,c\n", {"x"}, [";"])
    assert start == (4, 1, ",")
    assert find_start(b"a;b,c,b\n", {"b", "x"}, [";", ","]) == (1, 1, ",")
    assert find_start(b"", {"a"}, [";"]) == (1, 1, ";")


cell = st.text("abcdef ", max_size=4)


@given(st.lists(st.lists(cell, min_size=1, max_size=4), max_size=6), st.sets(cell, max_size=3))
def test_a_header_holds_all_that_is_wanted(rows, wanted):
    names = {" ".join(each.split()) for each in wanted} - {""}
    for place, depth in header_among(rows, names):
        assert names <= {" ".join(n.split()) for n in joined(rows[place : place + depth], names)}


@given(st.lists(st.tuples(st.integers(1, 9999), st.integers(0, 999)), min_size=1, max_size=20,
                unique_by=lambda row: row[0]),
       st.sampled_from(["\n", "\r\n", "\r"]), st.integers(0, 3), st.booleans())  # fmt: skip
def test_rows_read_are_loaded_or_set_aside(tmp_path_factory, rows, end, titles, noted):
    lines = ["titel"] * titles + ["Regio;Aantal", *(f"GM{a:04};{n}" for a, n in rows)]
    lines += ["Totaal;1", "Bron: x", "los"] if noted else []
    folder = tmp_path_factory.mktemp("table")
    (folder / "a.csv").write_bytes(end.join(lines).encode())
    head = "name: Testdam\nmunicipality: GM9001\nas_of: 2026-01-01\npacks: [area]\nregisters:\n"
    (folder / "screening.yaml").write_text(head + COUNTS % FIXED)
    loaded = load_registers(load_project(folder), as_of=dt.date(2026, 1, 1))
    report = loaded.reports["area_count"]
    assert report.rows_loaded == len(rows)
    assert report.rows_read == report.rows_loaded + report.rows_quarantined
    assert report.rows_quarantined == (3 if noted else 0)
