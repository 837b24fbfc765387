"""A list as a tidy workbook: the list, a page per row, and what the list is."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from screening.files.neutralise import neutral
from screening.files.private import write_private
from screening.lists.column import Column
from screening.lists.form import Field
from screening.publish.flat import flattened
from screening.publish.marks import NUMBER, Marks
from screening.publish.meta import ListMeta
from screening.publish.published import Format as ListFormat
from screening.publish.published import Published

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LIST_SHEET = "Lijst"
PROTECTED_SHEET = "AFGESCHERMD"
ABOUT_SHEET = "Toelichting"
A3, A4 = 8, 9
LINE = 13.5
"""Points of one line of text."""
TALLEST = 409.0
"""Points; a spreadsheet row cannot be higher."""
PAGE = (30, 90)
"""Widths in characters of the two columns of a page."""
HEADINGS = ("case", "address", "area_name", "trade_name")
"""What a page is headed with: the first of these that its row has."""
PAGES = 60
"""More rows than this get no page of their own: a workbook of hundreds of sheets is unusable."""


def write_workbook(listed: Published, path: Path) -> None:
    """Write one list; values of a list column become lines in a cell."""
    shown = flattened(listed.rows, listed.columns, "\n", bullet="• ")
    with open_workbook(path) as book:
        created = dt.datetime.combine(listed.meta.as_of, dt.time(), dt.UTC)
        book.set_properties({"title": listed.title, "created": created.replace(tzinfo=None)})
        styles = styles_of(book)
        name = PROTECTED_SHEET if listed.protected else LIST_SHEET
        marks = Marks(book, listed)
        _list_sheet(book.add_worksheet(name), shown, listed, styles, marks)
        if not listed.protected:
            for number, row in enumerate(shown.head(PAGES).iter_rows(named=True), 1):
                _page(book.add_worksheet(str(row["rank"])), (number, row), listed, styles, marks)
        _about(book.add_worksheet(ABOUT_SHEET), listed, styles)
        marks.close()


def put(sheet: Worksheet, line: int, index: int, text: str, style: Format) -> None:
    """Write a text; the only way in which one reaches a sheet, so that none can be a formula."""
    sheet.write_string(line, index, _clipped(neutral(text)), style)


_OPTIONS = {"default_date_format": "dd-mm-yyyy", "in_memory": True}
"""In memory: a temporary file per sheet costs more than the sheets take."""


@contextmanager
def open_workbook(path: Path) -> Iterator[Any]:
    """An open workbook; OSError when it cannot be written, as with every other file."""
    import xlsxwriter  # noqa: PLC0415 - loaded while extracts are read, see screening/pipeline.py
    from xlsxwriter.exceptions import FileCreateError  # noqa: PLC0415

    try:
        content = io.BytesIO()
        with xlsxwriter.Workbook(content, _OPTIONS) as book:
            yield book
    except FileCreateError as error:
        reason = error.args[0]
        raise reason if isinstance(reason, OSError) else OSError(str(reason)) from error
    write_private(path, content.getvalue())


def styles_of(book: Any) -> dict[str, Format]:
    """The cell formats that every workbook here uses, by name."""
    base = {"valign": "top", "font_name": "Arial", "font_size": 10}
    row = {**base, "bottom": 1, "bottom_color": "#D0D7DE"}
    return {
        "title": book.add_format({**base, "bold": True, "font_size": 14}),
        "status": book.add_format({**base, "italic": True, "font_color": "#444444"}),
        "note": book.add_format({**base, "text_wrap": True, "font_color": "#444444"}),
        "answer": book.add_format({**base, "border": 1, "border_color": "#888888"}),
        "head": book.add_format(
            {**base, "bold": True, "text_wrap": True, "bg_color": "#E7EDF3", "bottom": 1}
        ),
        "cell": book.add_format({**row, "text_wrap": True}),
        "number": book.add_format({**row, "num_format": "#,##0", "align": "left"}),
        "plain": book.add_format({**row, "num_format": "0", "align": "left"}),
        "date": book.add_format({**row, "num_format": "dd-mm-yyyy", "align": "left"}),
        "link": book.add_format({**row, "font_color": "#154273", "underline": 1}),
        "label": book.add_format({**base, "bold": True, "text_wrap": True}),
    }


def _list_sheet(
    sheet: Worksheet,
    rows: pl.DataFrame,
    listed: Published,
    styles: dict[str, Format],
    marks: Marks,
) -> None:
    head = 2
    linked = not listed.protected
    about = dict(listed.meta.lines())
    put(sheet, 0, 0, listed.title, styles["title"])
    put(sheet, 1, 0, about.get("Afgeschermd", about["Status"]), styles["status"])
    layout = listed.layout
    apart = [_hidden(column) or _folded(column, listed) for column in layout]
    for index, column in enumerate(layout):
        shut = {"hidden": apart[index], "level": int(apart[index] and not _hidden(column))}
        sheet.set_column(index, index, column.width, None, shut)
        put(sheet, head, index, column.heading, styles["head"])
        if isinstance(column, Field) or column.key == NUMBER:
            marks.column(sheet, head, index, column.key)
    marks.key_column(sheet, head, len(layout))
    for offset, row in enumerate(rows.iter_rows(named=True), start=head + 1):
        shown = [
            (row.get(each.key), each.width)
            for each, away in zip(layout, apart, strict=True)
            if not away
        ]
        sheet.set_row(offset, _height(shown))
        for index, column in enumerate(layout):
            _cell(sheet, offset, index, row.get(column.key), styles, _number(column))
        if linked and offset - head <= PAGES:
            sheet.write_url(
                offset, 0, f"internal:'{row['rank']}'!A1", styles["link"], str(row["rank"])
            )
    sheet.freeze_panes(head + 1, min(2, len(layout)))
    if rows.height:
        # The keys are sorted along.
        last = len(layout) - (0 if marks.keys else 1)
        sheet.autofilter(head, 0, head + rows.height, last)
    sheet.set_row(head, 2 * LINE)
    sheet.set_landscape()
    sheet.set_paper(A3)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    sheet.print_area(0, 0, head + rows.height, len(layout) - 1)


def _hidden(column: Column | Field) -> bool:
    """Whether a column is for programs."""
    return isinstance(column, Column) and column.hidden


def _folded(column: Column | Field, listed: Published) -> bool:
    """Whether a column is folded away, and so not printed; one click on the plus shows them."""
    return bool(listed.paper.sheet) and column.key not in listed.paper.sheet


def _page(
    sheet: Worksheet,
    numbered: tuple[int, dict[str, Any]],
    listed: Published,
    styles: dict[str, Format],
    marks: Marks,
) -> None:
    """Write what someone at the door or at the table needs, on one printed page."""
    number, row = numbered
    sheet.set_column(0, 0, PAGE[0])
    sheet.set_column(1, 1, PAGE[1])
    heading = next((row[name] for name in HEADINGS if row.get(name)), "")
    put(sheet, 0, 0, f"{listed.title} - nr. {row['rank']}", styles["title"])
    put(sheet, 1, 0, str(heading), styles["label"])
    sheet.write_url(2, 0, f"internal:'{LIST_SHEET}'!A1", styles["link"], "Terug naar de lijst")
    line = 4
    for column in listed.columns:
        if column.hidden or column.key == "rank" or row[column.key] in (None, ""):
            continue
        sheet.set_row(line, _height([(column.heading, PAGE[0]), (row[column.key], PAGE[1])]))
        put(sheet, line, 0, column.heading, styles["label"])
        _cell(sheet, line, 1, row[column.key], styles, _number(column))
        line += 1
    line += 1
    for question in listed.form:
        sheet.set_row(line, 2 * LINE)
        put(sheet, line, 0, question.heading, styles["label"])
        sheet.write_blank(line, 1, None, styles["answer"])
        marks.answer(sheet, line, 1, number, question.key)
        line += 1
    line += 1
    line = _meta(sheet, line, listed.meta, styles)
    sheet.print_area(0, 0, line, 1)
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 1)


def _meta(sheet: Worksheet, line: int, meta: ListMeta, styles: dict[str, Format]) -> int:
    for label, value in meta.lines():
        sheet.set_row(line, _height([(value, PAGE[1])]))
        put(sheet, line, 0, label, styles["label"])
        put(sheet, line, 1, value, styles["note"])
        line += 1
    return line


def _about(sheet: Worksheet, listed: Published, styles: dict[str, Format]) -> None:
    sheet.set_column(0, 0, PAGE[0])
    sheet.set_column(1, 1, PAGE[1])
    put(sheet, 0, 0, listed.title, styles["title"])
    line = _meta(sheet, 2, listed.meta, styles)
    for note in listed.notes:
        line += 1
        sheet.set_row(line, _height([(note, PAGE[1])]))
        put(sheet, line, 1, note, styles["cell"])
    for word, rule in listed.measured:
        line += 1
        sheet.set_row(line, _height([(rule, PAGE[1])]))
        put(sheet, line, 0, word, styles["label"])
        put(sheet, line, 1, rule, styles["note"])
    sheet.print_area(0, 0, line, 1)
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


def _height(cells: list[tuple[Any, int]]) -> float:
    """Points a row needs: nothing opens a workbook with wrapped rows at their full height."""
    lines = [_lines(str(value), width) for value, width in cells if value is not None]
    return min(TALLEST, LINE * max(lines, default=1))


@lru_cache(maxsize=4_096)
def _lines(text: str, width: int) -> int:
    """Lines of a text in a cell; what a list is, and its titles, come back on every page."""
    return sum(max(1, -(-len(part) // width)) for part in text.split("\n"))


def _number(column: Column | Field) -> str:
    return "number" if isinstance(column, Field) or column.grouped else "plain"


def _cell(
    sheet: Worksheet,
    line: int,
    index: int,
    value: Any,
    styles: dict[str, Format],
    number: str = "number",
) -> None:
    if value is None:
        sheet.write_blank(line, index, None, styles["cell"])
    elif isinstance(value, dt.date):
        moment = dt.datetime.combine(value, dt.time())
        sheet.write_datetime(line, index, moment, styles["date"])
    elif isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(line, index, value, styles[number])
    else:
        put(sheet, line, index, str(value), styles["cell"])


def _clipped(text: str) -> str:
    limit = 32_767  # a spreadsheet cell holds no more
    return text if len(text) <= limit else text[: limit - 20] + " (zie het json-bestand)"


FORMAT = ListFormat("xlsx", write_workbook)
