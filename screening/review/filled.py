"""The answers in a filled-in workbook: found by the names of cells, and held to their form."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from screening.detect.explain.dutch import MONTHS
from screening.errors import Problem, RunError, Where, suggestion
from screening.lists import LISTS
from screening.lists.form import Field
from screening.publish.marks import ANSWER, COLUMN, KEY, NUMBER, SHEET, Marked, parsed
from screening.review.workbook import Cell, Named, Place, Sheet, Workbook, cell_name

Value = str | list[str]
"""A text, a code, a day (ISO), or codes."""
LONGEST = 4_000
_FORMS = ("%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d", "%d-%m-%y", "%Y%m%d")
_SPLIT = re.compile(r"[;\n]")
_FIRST, _LAST = dt.date(1990, 1, 1), dt.date(2100, 1, 1)


@dataclass
class Filled:
    """What a workbook says of itself, and per key of a row the answers in it."""

    run: str
    list: str
    answers: dict[str, dict[str, Value]]
    places: dict[str, str]
    """Where the answers of a row stand, for messages: sheet and cell."""


@dataclass
class _Reading:
    """A workbook being read: what was found, and everything that is wrong with it."""

    file: Path
    book: Workbook
    marked: Marked
    form: Mapping[str, Field]
    answers: dict[str, dict[str, Value]] = field(default_factory=lambda: defaultdict(dict))
    places: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, sheet: str, place: Place, found: str, expected: str, remedy: str) -> None:
        where = Where(f"{self.file.name}: {sheet}!{cell_name(place)}")
        self.problems.append(Problem(found, where, expected, remedy))


def answers_in(file: Path, book: Workbook) -> Filled:
    """Every answer of the workbook. Raises RunError with everything that is wrong in it."""
    marked = _marked(file, book)
    form = {each.key: each for each in LISTS[marked.list].form}
    reading = _Reading(file, book, marked, form)
    for named in book.names:
        if named.name.startswith(ANSWER):
            _on_page(reading, named)
    _in_list(reading)
    if reading.problems:
        raise RunError(reading.problems)
    return Filled(marked.run, marked.list, dict(reading.answers), reading.places)


def _marked(file: Path, book: Workbook) -> Marked:
    sheet = book.sheets.get(SHEET)
    lines = [] if sheet is None else [
        (cell.text, sheet.cells.get((row, 2), Cell("")).text)
        for (row, column), cell in sorted(sheet.cells.items()) if column == 1
    ]  # fmt: skip
    marked = parsed(lines)
    if marked is not None and marked.list in LISTS:
        return marked
    found = (
        "what the workbook says of itself was changed: its hidden sheet is not as it was written"
        if lines
        else "the workbook does not say to which run, list and rows its answers belong"
    )
    raise RunError(
        Problem(
            found,
            Where(f"{file.name}: {SHEET}!A1"),
            "the workbook of a list as a run wrote it, with its hidden sheet",
            "copy the answers into a fresh workbook of the list, and read that",
        )
    )


def _on_page(reading: _Reading, named: Named) -> None:
    number, _, key = named.name.removeprefix(ANSWER).partition("_")
    sheet = reading.book.sheets.get(named.sheet or "")
    if sheet is None or key not in reading.form or not number.isdecimal():
        return  # the page was removed, and its answers with it
    row = reading.marked.rows.get(int(number))
    if row is not None:
        _answer(reading, sheet, named.place, row, reading.form[key])


def _in_list(reading: _Reading) -> None:
    """The answers in the columns of the list: which row a line is, its key says."""
    heads = {
        each.name.removeprefix(COLUMN): each
        for each in reading.book.names
        if each.name.startswith(COLUMN) and each.sheet in reading.book.sheets
    }
    fields = [head for key, head in heads.items() if key in reading.form]
    if not fields or KEY not in heads:
        return
    sheet = reading.book.sheets[fields[0].sheet or ""]
    numbers = {key: number for number, key in reading.marked.rows.items()}
    last = max((row for row, _ in sheet.cells), default=0)
    seen: set[str] = set()
    for line in range(heads[KEY].place[0] + 1, last + 1):
        given = [head for head in fields if (line, head.place[1]) in sheet.cells]
        key = sheet.cells.get((line, heads[KEY].place[1]), Cell("")).text
        if not given and not key:
            continue
        at = (line, heads[KEY].place[1])
        if key in seen:
            reading.refuse(sheet.name, at, "this row stands on the list twice", "each row once",
                           "keep one of the two lines")  # fmt: skip
            continue
        seen.add(key)
        if key not in numbers:
            if given:
                reading.refuse(
                    sheet.name, (line, given[0].place[1]), "this line is no row of the list",
                    "answers beside the rows that the list had",
                    "clear the line; what is not on the list cannot be read back",
                )  # fmt: skip
            continue
        if NUMBER in heads and given:
            _check_number(reading, sheet, (line, heads[NUMBER].place[1]), numbers[key])
        for head in given:
            name = head.name.removeprefix(COLUMN)
            _answer(reading, sheet, (line, head.place[1]), key, reading.form[name])


def _check_number(reading: _Reading, sheet: Sheet, at: Place, number: int) -> None:
    shown = sheet.cells.get(at, Cell(""))
    # A number with a link on it may be kept as text.
    if shown.text.strip().removesuffix(".0") != str(number):
        reading.refuse(
            sheet.name, at, f"the number of this row is '{shown.text}' and was {number}",
            "the rows as the list had them; whole rows may be sorted, not single columns",
            "put the columns back beside each other, or use a fresh workbook",
        )  # fmt: skip


def _answer(reading: _Reading, sheet: Sheet, at: Place, row: str, asked: Field) -> None:
    if sheet.hidden_under(at):
        reading.refuse(
            sheet.name, at, f"the cell of '{asked.heading}' is merged with another",
            "a cell for each answer", "unmerge the cells",
        )  # fmt: skip
        return
    cell = sheet.cells.get(at)
    if cell is None or (not cell.text.strip() and not cell.formula):
        return
    value = _value(reading, sheet, at, cell, asked)
    if value is None:
        return
    known = reading.answers[row].get(asked.key)
    if known is not None and known != value:
        reading.refuse(
            sheet.name, at, f"there are two answers for '{asked.heading}' of this row",
            f"one answer; the other stands at {reading.places.get(f'{row} {asked.key}', '')}",
            "clear one of the two",
        )  # fmt: skip
        return
    reading.answers[row][asked.key] = value
    place = f"{sheet.name}!{cell_name(at)}"
    reading.places.setdefault(row, place)
    reading.places.setdefault(f"{row} {asked.key}", place)


def _value(reading: _Reading, sheet: Sheet, at: Place, cell: Cell, asked: Field) -> Value | None:
    def refuse(found: str, expected: str, remedy: str) -> None:
        reading.refuse(sheet.name, at, found, expected, remedy)

    if cell.formula or cell.error:
        refuse(f"'{asked.heading}' holds a formula or an error", "a typed answer",
               "type the answer instead of the formula")  # fmt: skip
        return None
    text = cell.text.strip()
    if len(text) > LONGEST:
        refuse(f"'{asked.heading}' is {len(text)} characters long", f"at most {LONGEST}",
               "shorten it")  # fmt: skip
        return None
    if asked.answer == "date":
        day = _day(cell, reading.book)
        if day is None:
            refuse(f"'{text}' is no date", "a date such as 12-03-2026", "type the date again")
        return None if day is None else day.isoformat()
    if asked.answer == "text":
        return text
    parts = [part.strip() for part in _SPLIT.split(text)] if asked.answer == "codes" else [text]
    codes = [_code(part, asked) for part in parts if part]
    for part, code in zip([part for part in parts if part], codes, strict=True):
        if code is None:
            words = list(asked.choices.values())
            refuse(
                f"'{part}' is no answer to '{asked.heading}'", f"one of: {', '.join(words)}",
                suggestion(part, words) or "choose one from the list",
            )  # fmt: skip
            return None
    found = sorted({code for code in codes if code is not None})
    return found if asked.answer == "codes" else found[0]


def _code(text: str, asked: Field) -> str | None:
    """The code that was written, as a code or in words."""
    plain = " ".join(text.casefold().split()).strip("• ")
    for code, words in asked.choices.items():
        if plain in {code.casefold(), words.casefold()}:
            return code
    return None


def _day(cell: Cell, book: Workbook) -> dt.date | None:
    if cell.number is not None:
        first = dt.date(1904, 1, 1) if book.from_1904 else dt.date(1899, 12, 30)
        days = int(cell.number)
        if 0 < days < (_LAST - first).days:
            return _meant(first + dt.timedelta(days=days))
    text = " ".join(cell.text.split()).casefold()
    words = text.split()
    if len(words) == 3 and words[1] in MONTHS:  # noqa: PLR2004 - day, month, year
        text = f"{words[0]}-{MONTHS.index(words[1]) + 1}-{words[2]}"
    for form in _FORMS:
        try:
            return _meant(dt.datetime.strptime(text, form).date())  # noqa: DTZ007 - a day
        except ValueError:
            continue
    return None


def _meant(day: dt.date) -> dt.date | None:
    return day if _FIRST <= day < _LAST else None


def require_known(file: Path, filled: Filled, known: Collection[str]) -> None:
    """Raise RunError with every row of the workbook that the run never had on the list."""
    problems = [
        Problem(
            "this row is not on the list of the run",
            Where(f"{file.name}: {filled.places[key]}"),
            f"rows of the list {filled.list} of run {filled.run}",
            "use the workbook that this project wrote for the run",
        )
        for key in filled.answers
        if key not in known
    ]
    if problems:
        raise RunError(problems)
