"""A workbook that was filled in, read as it stands: cells, formulas, merged cells and names.

Any spreadsheet may have saved it, and anybody may have made it: its size is bounded before it is
unpacked, and XML with a document type is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from screening.errors import Problem, RunError, Where
from screening.files.private import read_plain
from screening.registers.reading.limits import Limits
from screening.registers.reading.workbooks.packed import MB
from screening.registers.reading.workbooks.read import answers
from screening.registers.reading.workbooks.refused import RefusedError

MOST_MB = 20
LIMITS = Limits(unpacked_mb=100, sheet_memory_mb=600, sheet_seconds=30)
"""A workbook of a list is far smaller."""
_ZIP = b"PK\x03\x04"
_LETTERS = 26
Place = tuple[int, int]
"""Row and column, from 1."""


class Cell(NamedTuple):
    """What a cell shows; ``number`` where it is one, as dates are; ``formula`` where it has one."""

    text: str
    number: float | None = None
    formula: bool = False
    error: bool = False


@dataclass(frozen=True)
class Sheet:
    """The cells of a sheet that hold something, and ranges that are one cell."""

    name: str
    cells: Mapping[Place, Cell]
    merged: tuple[tuple[Place, Place], ...] = ()

    def hidden_under(self, place: Place) -> bool:
        """Whether the cell is part of a merged one that starts elsewhere."""
        return any(
            first != place and first[0] <= place[0] <= last[0] and first[1] <= place[1] <= last[1]
            for first, last in self.merged
        )


class Named(NamedTuple):
    """A name and the cell it is of; no sheet where the cell is gone."""

    name: str
    sheet: str | None
    place: Place


@dataclass(frozen=True)
class Workbook:
    """The sheets by name, the names of cells, and whether days count from 1904."""

    sheets: Mapping[str, Sheet]
    names: tuple[Named, ...]
    from_1904: bool = False


def read_workbook(file: Path, shown: Path | None = None) -> Workbook:
    """Read an xlsx file, in a process of its own that is held to memory and time.

    ``shown`` is how people know the file. Raises RunError with what to do for anything else.
    """
    shown = shown or file
    asked = {"limits": LIMITS.model_dump()}
    try:
        content, _ = read_plain(file, MOST_MB * MB + 1, follow=True)
    except OSError as error:
        raise RunError(_refused(shown, f"the file cannot be read: {error.strerror}")) from error
    if len(content) > MOST_MB * MB:
        raise RunError(_refused(shown, f"the file is larger than {MOST_MB} MB"))
    if not content.startswith(_ZIP):
        raise RunError(_no_workbook(shown))
    try:
        *_, said = answers("screening.review.workbook_parts", asked, content, LIMITS)
    except RefusedError as error:
        raise RunError(_refused(shown, error.found)) from error
    return _workbook(said)


def cell_name(place: Place) -> str:
    """As a spreadsheet shows it, such as ``B20``."""
    row, column = place
    letters = ""
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def _workbook(said: Mapping[str, Any]) -> Workbook:
    """The workbook as the other process told it."""
    sheets = {
        name: Sheet(
            name,
            {(row, column): Cell(*cell) for row, column, *cell in sheet["cells"]},
            tuple(((r1, c1), (r2, c2)) for r1, c1, r2, c2 in sheet["merged"]),
        )
        for name, sheet in said["sheets"].items()
    }
    names = tuple(Named(name, sheet, (row, column)) for name, sheet, row, column in said["names"])
    return Workbook(sheets, names, said["from_1904"])


def _refused(file: Path, found: str) -> Problem:
    return Problem(
        found,
        Where(str(file)),
        "the workbook of a list (xlsx), filled in",
        "save the workbook of the list as xlsx, and read that",
    )


def _no_workbook(file: Path) -> Problem:
    return Problem(
        "this is no xlsx workbook, so nothing in it says to which rows its answers belong",
        Where(str(file)),
        "the workbook of a list (xlsx), filled in; no csv, ods or workbook with a password",
        "fill in <list>.xlsx of the run and save it as xlsx, without a password",
    )
