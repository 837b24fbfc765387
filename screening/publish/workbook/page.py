"""The page of a row: what someone at the door or at the table needs, and the form, on one A4."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from screening.lists.form import Field
from screening.publish.flat import DAY
from screening.publish.form_address import code_of
from screening.publish.marks import Marks
from screening.publish.paper.shorter import versions
from screening.publish.published import Published
from screening.publish.workbook.book import TITLE, printed, put, put_title, put_wide
from screening.publish.workbook.choices import Choices
from screening.publish.workbook.fit import LINE, MOST_LINES, height, lines
from screening.publish.workbook.listing import internal

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

COLUMNS = (19, 33, 19, 33)
"""Widths in characters: a label and its value, twice."""
VALUE = sum(COLUMNS[1:])
LABEL = COLUMNS[0] * 0.9
"""A label is bold, and so wider."""
LAST = len(COLUMNS) - 1
CODE = 62.0
"""Points of the side of a code that a telephone reads: 22 mm."""
POINTS_PER_PIXEL = 0.75
PAPER_HEIGHT = 770.0
"""Points that A4 holds at full size."""
SMALLEST = 0.62
"""A page is not set smaller than this: it would be on one page, and nobody could read it."""
ANSWER, LEAST_ANSWER = 2 * LINE + 2, LINE + 6
"""Points to write an answer in, and where a page is full."""
Part = tuple[str, Any, Any]
_DATE = re.compile(r"\d{2}-\d{2}-\d{4}")


def write_page(
    sheet: Worksheet,
    page: Mapping[str, Any],
    listed: Published,
    back: str,
    styles: dict[str, Format],
    marks: Marks,
    choices: Choices,
) -> None:
    """Write one page as it is printed; ``back`` is the sheet to go back to."""
    about = dict(listed.meta.lines())
    for index, width in enumerate(COLUMNS):
        sheet.set_column(index, index, width)
    put_title(sheet, page["heading"], styles)
    put(sheet, 1, 0, f"{listed.title}, peildatum {about['Peildatum']}", styles["status"])
    sheet.write_url(1, LAST, internal(back), styles["link"], "Terug naar de lijst")
    line = 2
    parts, answer, fits = _fitted(page, about["Status"], listed.form)
    for kind, first, second in parts:
        tall = _tall(kind, first, second)
        sheet.set_row(line, tall, styles["part"] if kind == "part" else None)
        _line(sheet, line, (kind, first, second), styles)
        line += 1
    line = _form(sheet, line, page, listed, styles, marks, choices, answer)
    printed(sheet, f"Run {about['Run']}. Ontvanger: {about['Ontvanger']}.")
    sheet.fit_to_pages(1, 1 if fits else 0)
    sheet.print_area(0, 0, line, LAST)


def _fitted(
    page: Mapping[str, Any], status: str, form: Sequence[Field]
) -> tuple[list[Part], float, bool]:
    """The lines of the page or of a shorter version, how high an answer is, and whether it fits."""
    code = CODE + 4 if page["online"] else 0
    rooms = (ANSWER,) if page["runs_on"] else (ANSWER, LEAST_ANSWER)
    parts: list[Part] = []
    for version in versions(page):
        parts = [part for section in version["sections"] for part in _section(section)]
        if version["empty"]:
            parts.append(("note", version["empty"], ""))
        parts.append(("text", "Status", status))
        body = TITLE + 2 * LINE + sum(_tall(*each) for each in parts)
        for answer in rooms:
            asked = sum(_high(each, answer) for each in form) + 2 * LINE + code if form else 0
            if (body + asked) * SMALLEST < PAPER_HEIGHT:
                return parts, answer, True
    return parts, rooms[-1], False


def _high(question: Field, answer: float) -> float:
    """Points of a question: room to ``answer`` in, and for what is asked."""
    return max(answer, height([(question.heading, LABEL)]))


def _section(section: Mapping[str, Any]) -> Iterator[Part]:
    """The lines of a section: its heading, two facts a line, and a line per text."""
    yield "part", section["heading"], ""
    facts = section["facts"]
    for index in range(0, len(facts), 2):
        yield "facts", facts[index], facts[index + 1] if index + 1 < len(facts) else None
    for name, told, _, joined in section["blocks"]:
        label, texts = name, ["; ".join(told)] if joined else told
        bullet = "• " if len(texts) > 1 else ""
        for text in texts:
            for piece in _pieces(f"{bullet}{text}"):
                yield "text", label, piece
                label = ""


def _pieces(text: str) -> Iterator[str]:
    """The text in parts that each fit the tallest row."""
    if lines(text, VALUE) < MOST_LINES:
        yield text
        return
    half = text.find(" ", len(text) // 2)
    cut = half if half > 0 else len(text) // 2
    yield from _pieces(text[:cut])
    yield from _pieces(text[cut:].lstrip())


def _tall(kind: str, first: Any, second: Any) -> float:
    if kind == "facts":
        pairs = [each for each in (first, second) if each]
        cells = [(text, width) for pair in pairs for text, width in _facts_cells(pair)]
        return height(cells)
    if kind == "text":
        return height([(first, LABEL), (second, VALUE)])
    return height([(first, COLUMNS[0] + VALUE)]) + (2 if kind == "part" else 0)


def _facts_cells(pair: Sequence[str]) -> list[tuple[str, float]]:
    return [(pair[0], LABEL), (pair[1], COLUMNS[1])]


def _line(
    sheet: Worksheet, line: int, told: tuple[str, Any, Any], styles: dict[str, Format]
) -> None:
    kind, first, second = told
    if kind == "facts":
        for index, pair in enumerate((first, second)):
            if pair:
                put(sheet, line, 2 * index, pair[0], styles["label"])
                _fact(sheet, line, 2 * index + 1, pair[1], styles)
    elif kind == "text":
        put(sheet, line, 0, first, styles["label"])
        if lines(second, COLUMNS[1]) == 1:  # cells are joined only where a text needs the room
            put(sheet, line, 1, second, styles["fact"])
        else:
            put_wide(sheet, line, (1, LAST), second, styles["fact"])
    elif kind == "part":
        put(sheet, line, 0, first, styles["part"])
    else:
        put_wide(sheet, line, (0, LAST), first, styles["note"])


def _fact(sheet: Worksheet, line: int, index: int, text: str, styles: dict[str, Format]) -> None:
    """A day as a day; all else is text, a number of an address or company too."""
    if _DATE.fullmatch(text):
        moment = dt.datetime.strptime(text, DAY)  # noqa: DTZ007 - a day has no zone
        sheet.write_datetime(line, index, moment, styles["fact_day"])
    else:
        put(sheet, line, index, text, styles["fact"])


def _online(sheet: Worksheet, line: int, address: str, styles: dict[str, Format]) -> None:
    """Write where the form is on the review site, with its code."""
    sheet.set_row(line, CODE + 4)
    put(sheet, line, 0, "Op een telefoon", styles["label"])
    put_wide(sheet, line, (1, LAST - 1), f"Met een eigen account: {address}", styles["fact"])
    picture = code_of(address, "png")
    wide = int.from_bytes(picture[16:20], "big") * POINTS_PER_PIXEL
    sheet.insert_image(
        line, LAST, "code.png",
        {"image_data": io.BytesIO(picture), "x_scale": CODE / wide, "y_scale": CODE / wide,
         "x_offset": 2, "y_offset": 2, "description": f"QR-code van {address}"},
    )  # fmt: skip


def _form(
    sheet: Worksheet,
    line: int,
    page: Mapping[str, Any],
    listed: Published,
    styles: dict[str, Format],
    marks: Marks,
    choices: Choices,
    answer: float,
) -> int:
    """Write the questions with a cell to ``answer`` in, so high; gives the last line."""
    if not listed.form:
        return line
    sheet.set_row(line, LINE + 4, styles["part"])
    put(sheet, line, 0, "In te vullen", styles["part"])
    if page["online"]:
        line += 1
        _online(sheet, line, page["online"], styles)
    for question in listed.form:
        line += 1
        sheet.set_row(line, _high(question, answer))
        style = styles["day" if question.answer == "date" else "answer"]
        put(sheet, line, 0, question.heading, styles["label"])
        sheet.merge_range(line, 1, line, LAST, "", style)
        choices.offer(sheet, line, line, 1, question)
        marks.answer(sheet, line, 1, page["row"], question.key)
    return line
