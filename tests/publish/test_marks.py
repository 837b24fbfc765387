from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from screening.lists import LISTS
from screening.lists.column import Column
from screening.prioritise.schema import type_of
from screening.publish.formats.xlsx import write_workbook
from screening.publish.marks import Marked, parsed, row_key
from screening.publish.published import Published
from tests.publish.test_formats import META

NAME = re.compile(r"'?(?P<sheet>[^'!]+)'?!\$(?P<cell>[A-Z]+\$\d+)")


def of_list(name: str, count: int = 3) -> Published:
    """A list of a run with ``count`` rows of which little is known."""
    kind = LISTS[name]
    columns = kind.open_columns

    def filled(column: Column) -> pl.Series:
        told = {"rank": range(1, count + 1), "place_type": ["address"] * count,
                "place": [f"V{n}" for n in range(1, count + 1)]}  # fmt: skip
        values = told.get(column.key, [None] * count)
        return pl.Series(column.key, list(values), type_of(column))

    rows = pl.DataFrame([filled(column) for column in columns])
    return Published(rows, columns, kind.form, kind.title, META, {"list": name})


@pytest.mark.parametrize("name", LISTS)
def test_every_question_of_every_row_has_a_cell_with_a_name(name: str, tmp_path: Path) -> None:
    listed = of_list(name)
    write_workbook(listed, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    named = {each: NAME.fullmatch(found.attr_text) for each, found in book.defined_names.items()
             if not each.startswith("_xlnm")}  # fmt: skip
    fields = [field.key for field in listed.form]
    on_pages = {f"answer_{row}_{key}" for row in (1, 2, 3) for key in fields}
    above = {f"column_{key}" for key in [*fields, "rank", "key"]}
    assert set(named) == on_pages | above
    places = [found.group(0) for found in named.values() if found]
    assert len(places) == len(set(places)) == len(named)
    for each in on_pages:
        found = named[each]
        assert found
        question = book[found["sheet"]].cell(int(found["cell"].split("$")[1]), 1).value
        assert question == next(f.heading for f in listed.form if each.endswith(f.key))


def test_a_hidden_sheet_says_which_rows_of_which_run_there_are(tmp_path: Path) -> None:
    listed = of_list("tvo")
    write_workbook(listed, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.active is not None
    assert book.active.title != "_" != book.sheetnames[0]
    sheet = book["_"]
    assert sheet.sheet_state == "veryHidden"
    lines = [(str(label), str(value)) for label, value in sheet.iter_rows(values_only=True)]
    keys = {n: row_key("tvo", "address", f"V{n}") for n in (1, 2, 3)}
    assert parsed(lines) == Marked(META.run, "tvo", keys)


@pytest.mark.parametrize(
    "change", [lambda lines: lines[:-1], lambda lines: [("run", "another"), *lines[1:]],
               lambda lines: [*lines[:-1], ("row", "3 r000000000000")],
               lambda lines: [*lines[:-1], ("row", "drie")]],
)  # fmt: skip
def test_what_was_changed_by_hand_is_seen(change: object, tmp_path: Path) -> None:
    write_workbook(of_list("tvo"), tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["_"]
    lines = [(str(label), str(value)) for label, value in sheet.iter_rows(values_only=True)]
    assert parsed(lines) is not None
    assert callable(change)
    assert parsed(change(lines)) is None


def test_an_annex_asks_nothing_and_says_of_no_row(tmp_path: Path) -> None:
    listed = replace(of_list("octopus.kamer"), form=(), protected=True)
    write_workbook(listed, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert "_" not in book.sheetnames
    assert not [name for name in book.defined_names if not name.startswith("_xlnm")]


def test_a_key_is_the_same_in_every_run_and_of_one_list() -> None:
    key = row_key("tvo", "case", "address:A")
    assert key == row_key("tvo", "case", "address:A") != row_key("adr", "case", "address:A")
    assert re.fullmatch("r[0-9a-f]{12}", key)
