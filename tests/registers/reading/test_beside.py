"""Stray lines of an export are named for what they are, and say nothing about any object."""

from __future__ import annotations

import pytest

from screening.comparison.table import read_counts

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
