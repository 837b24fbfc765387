"""A list as a tidy workbook: the list, a page per row, and what the list is."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from screening.files.neutralise import neutral
from screening.files.private import write_private
from screening.publish.columns import COLUMNS, RESULT_COLUMNS, Column
from screening.publish.flat import joined
from screening.publish.meta import ListMeta
from screening.publish.published import Format as ListFormat
from screening.publish.published import Published

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LIST_SHEET = "Lijst"
ABOUT_SHEET = "Toelichting"
A3, A4 = 8, 9
LINE = 13.5
"""Points of one line of text."""
TALLEST = 409.0
"""Points; a spreadsheet row cannot be higher."""
PAGE = (30, 90)
"""Widths in characters of the two columns of a page."""
PRINTED_WIDTH = 260
"""Characters that can still be read on one A3 sheet."""
HEADINGS = ("case", "address", "area_name", "trade_name")
"""What a page is headed with: the first of these that its row has."""
PAGES = 60
"""More rows than this get no page of their own: a workbook of hundreds of sheets is unusable."""


def write_workbook(
    rows: pl.DataFrame,
    path: Path,
    title: str,
    meta: ListMeta,
    notes: list[str],
    measured: Sequence[tuple[str, str]] = (),
) -> None:
    """Write one list; ``rows`` has columns of ``COLUMNS``, list columns become lines in a cell.

    ``measured`` says per rule whether it was measured; it stands below the ``notes``.
    """
    shown = rows.with_columns(joined(rows, "\n", bullet="• "))
    with open_workbook(path) as book:
        created = dt.datetime.combine(meta.as_of, dt.time(), dt.UTC)
        book.set_properties({"title": title, "created": created.replace(tzinfo=None)})
        styles = styles_of(book)
        _list_sheet(book.add_worksheet(LIST_SHEET), shown, title, meta, styles)
        for row in shown.head(PAGES).iter_rows(named=True):
            _page(book.add_worksheet(str(row["rank"])), row, title, meta, styles)
        _about(book.add_worksheet(ABOUT_SHEET), title, meta, notes, measured, styles)


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
        "date": book.add_format({**row, "num_format": "dd-mm-yyyy", "align": "left"}),
        "link": book.add_format({**row, "font_color": "#154273", "underline": 1}),
        "label": book.add_format({**base, "bold": True, "text_wrap": True}),
    }


def _list_sheet(
    sheet: Worksheet,
    rows: pl.DataFrame,
    title: str,
    meta: ListMeta,
    styles: dict[str, Format],
) -> None:
    head = 2
    put(sheet, 0, 0, title, styles["title"])
    put(sheet, 1, 0, dict(meta.lines())["Status"], styles["status"])
    columns = [COLUMNS[name] for name in rows.columns]
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width, None, {"hidden": column.hidden})
        put(sheet, head, index, column.title, styles["head"])
    for offset, row in enumerate(rows.iter_rows(named=True), start=head + 1):
        shown = [(row[column.name], column.width) for column in columns if not column.hidden]
        sheet.set_row(offset, _height(shown))
        for index, column in enumerate(columns):
            _cell(sheet, offset, index, row[column.name], styles)
        if offset - head <= PAGES and "rank" in row:
            sheet.write_url(
                offset, 0, f"internal:'{row['rank']}'!A1", styles["link"], str(row["rank"])
            )
    sheet.freeze_panes(head + 1, min(2, len(columns)))
    if rows.height:
        sheet.autofilter(head, 0, head + rows.height, len(columns) - 1)
    sheet.set_row(head, 2 * LINE)
    sheet.set_landscape()
    sheet.set_paper(A3)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    sheet.print_area(0, 0, head + rows.height, _printed(columns))


def _page(
    sheet: Worksheet,
    row: dict[str, Any],
    title: str,
    meta: ListMeta,
    styles: dict[str, Format],
) -> None:
    """Write what someone at the door or at the table needs, on one printed page."""
    sheet.set_column(0, 0, PAGE[0])
    sheet.set_column(1, 1, PAGE[1])
    heading = next((row[name] for name in HEADINGS if row.get(name)), "")
    put(sheet, 0, 0, f"{title} - nr. {row['rank']}", styles["title"])
    put(sheet, 1, 0, str(heading), styles["label"])
    sheet.write_url(2, 0, f"internal:'{LIST_SHEET}'!A1", styles["link"], "Terug naar de lijst")
    line = 4
    for column in [COLUMNS[name] for name in row if not COLUMNS[name].hidden]:
        if column.name == "rank" or row[column.name] in (None, ""):
            continue
        sheet.set_row(line, _height([(column.title, PAGE[0]), (row[column.name], PAGE[1])]))
        put(sheet, line, 0, column.title, styles["label"])
        _cell(sheet, line, 1, row[column.name], styles)
        line += 1
    line = _results(sheet, line + 1, RESULT_COLUMNS, styles)
    line = _meta(sheet, line, meta, styles)
    sheet.print_area(0, 0, line, 1)
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 1)


def _results(sheet: Worksheet, line: int, columns: list[Column], styles: dict[str, Format]) -> int:
    for column in columns:
        sheet.set_row(line, 2 * LINE)
        put(sheet, line, 0, column.title, styles["label"])
        sheet.write_blank(line, 1, None, styles["answer"])
        line += 1
    return line + 1


def _meta(sheet: Worksheet, line: int, meta: ListMeta, styles: dict[str, Format]) -> int:
    for label, value in meta.lines():
        sheet.set_row(line, _height([(value, PAGE[1])]))
        put(sheet, line, 0, label, styles["label"])
        put(sheet, line, 1, value, styles["note"])
        line += 1
    return line


def _about(
    sheet: Worksheet,
    title: str,
    meta: ListMeta,
    notes: list[str],
    measured: Sequence[tuple[str, str]],
    styles: dict[str, Format],
) -> None:
    sheet.set_column(0, 0, PAGE[0])
    sheet.set_column(1, 1, PAGE[1])
    put(sheet, 0, 0, title, styles["title"])
    line = _meta(sheet, 2, meta, styles)
    for note in notes:
        line += 1
        sheet.set_row(line, _height([(note, PAGE[1])]))
        put(sheet, line, 1, note, styles["cell"])
    for word, rule in measured:
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


def _printed(columns: list[Column]) -> int:
    """Index of the last column that still fits a printed page; the rest is on the pages."""
    used = 0
    for index, column in enumerate(columns):
        used += 0 if column.hidden else column.width
        if used > PRINTED_WIDTH:
            return index - 1
    return len(columns) - 1


def _cell(sheet: Worksheet, line: int, index: int, value: Any, styles: dict[str, Format]) -> None:
    if value is None:
        sheet.write_blank(line, index, None, styles["cell"])
    elif isinstance(value, dt.date):
        moment = dt.datetime.combine(value, dt.time())
        sheet.write_datetime(line, index, moment, styles["date"])
    elif isinstance(value, int | float) and not isinstance(value, bool):
        sheet.write_number(line, index, value, styles["number"])
    else:
        put(sheet, line, index, str(value), styles["cell"])


def _clipped(text: str) -> str:
    limit = 32_767  # a spreadsheet cell holds no more
    return text if len(text) <= limit else text[: limit - 20] + " (zie het json-bestand)"


def _write(listed: Published, path: Path) -> None:
    write_workbook(listed.rows, path, listed.title, listed.meta, listed.notes, listed.measured)


FORMAT = ListFormat("xlsx", _write)
