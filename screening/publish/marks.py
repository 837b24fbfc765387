"""How a workbook says where its answers stand, so that it can be read back when it is filled in.

People rename sheets, move columns and sort rows; names of cells go along with all of that, in every
spreadsheet. So each cell for an answer has a name: ``answer_<number>_<field>`` on the page of a
row, ``column_<field>`` above a column of the list, where a hidden column holds the key of each row.
A hidden sheet says of which run and list the workbook is, and which row has which number.

Who writes a workbook calls :class:`Marks`; who reads one goes by the names here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from screening.publish.published import Published

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

SHEET = "_"
"""The hidden sheet: a label and a value per line, from column A."""
RUN, LIST, CHECK, ROW = "run", "list", "check", "row"
"""Labels on it; ``row`` once per row, with its number and its key."""
ANSWER, COLUMN = "answer_", "column_"
KEY, NUMBER = "key", "rank"
"""Columns that say which row a line is: ``column_key``, and the number that people see."""
_DIGITS = 12


class Marked(NamedTuple):
    """What the hidden sheet says: of which run and list, and the key of each numbered row."""

    run: str
    list: str
    rows: Mapping[int, str]

    @property
    def check(self) -> str:
        """Tells whether anything of it was changed by hand; no secret, and no proof."""
        parts = [self.run, self.list, *(f"{number} {key}" for number, key in self.rows.items())]
        return _digest("\n".join(parts))


def row_key(list_name: str, place_type: str, place: str) -> str:
    """Names a row of a list in a workbook: the same in every run, and without personal data."""
    return "r" + _digest(f"{list_name} {place_type} {place}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


class Marks:
    """Names the cells for answers of one workbook, while it is written.

    Does nothing for what has no form, or no rows that can be known again.
    """

    def __init__(self, book: Any, listed: Published) -> None:
        self._book = book
        self.keys = keys_of(listed)
        """The key of each row, in the order of the rows; empty when nothing comes back."""
        self._marked = Marked(
            listed.meta.run, str(listed.facts.get("list", "")), dict(enumerate(self.keys, 1))
        )

    def answer(self, sheet: Worksheet, line: int, index: int, row: int, field: str) -> None:
        """The cell at ``line``, ``index`` (from 0) holds the answer to a field for row ``row``.

        Rows are numbered from 1, in the order of the list.
        """
        if self.keys:
            self._name(f"{ANSWER}{row}_{field}", sheet, line, index)

    def column(self, sheet: Worksheet, line: int, index: int, field: str) -> None:
        """Below the cell at ``line``, ``index`` stand the answers to a field, a row a line."""
        if self.keys:
            self._name(f"{COLUMN}{field}", sheet, line, index)

    def key_column(self, sheet: Worksheet, line: int, index: int) -> None:
        """Write the keys of the rows, hidden, below the cell at ``line``, ``index``."""
        if not self.keys:
            return
        sheet.set_column(index, index, _DIGITS, None, {"hidden": True})
        sheet.write_string(line, index, KEY)
        for offset, key in enumerate(self.keys, start=line + 1):
            sheet.write_string(offset, index, key)
        self._name(f"{COLUMN}{KEY}", sheet, line, index)

    def close(self) -> None:
        """Add the hidden sheet; after all other sheets, so that it is never the one opened."""
        if not self.keys:
            return
        sheet = self._book.add_worksheet(SHEET)
        marked = self._marked
        lines = [(RUN, marked.run), (LIST, marked.list), (CHECK, marked.check)]
        lines += [(ROW, f"{number} {key}") for number, key in marked.rows.items()]
        for line, (label, value) in enumerate(lines):
            sheet.write_string(line, 0, label)
            sheet.write_string(line, 1, value)
        sheet.very_hidden()

    def _name(self, name: str, sheet: Worksheet, line: int, index: int) -> None:
        from xlsxwriter.utility import xl_rowcol_to_cell  # noqa: PLC0415 - as xlsxwriter itself

        quoted = sheet.get_name().replace("'", "''")
        cell = xl_rowcol_to_cell(line, index, row_abs=True, col_abs=True)
        self._book.define_name(name, f"='{quoted}'!{cell}")


def parsed(lines: Iterable[tuple[str, str]]) -> Marked | None:
    """What the lines of the hidden sheet say; None when they are not as they were written."""
    facts: dict[str, str] = {}
    rows: dict[int, str] = {}
    for label, value in lines:
        if label != ROW:
            facts[label] = value
            continue
        number, _, key = value.partition(" ")
        if not number.isdecimal():
            return None
        rows[int(number)] = key
    marked = Marked(facts.get(RUN, ""), facts.get(LIST, ""), rows)
    return marked if facts.get(CHECK) == marked.check else None


def keys_of(listed: Published) -> list[str]:
    """The key of each row, in order; none where nothing comes back."""
    name = listed.facts.get("list")
    if not listed.form or not name or not {"place_type", "place"} <= {*listed.rows.columns}:
        return []
    return [
        row_key(str(name), *place) for place in listed.rows.select("place_type", "place").rows()
    ]
