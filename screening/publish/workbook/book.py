"""An open workbook, its cell formats, and the only way in which a text reaches a cell."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screening.files.neutralise import neutral
from screening.files.private import write_private

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

A4 = 9
MARGINS = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.7}
"""Inches."""
TITLE = 20
"""Points of the row of a title."""
_OPTIONS = {"default_date_format": "dd-mm-yyyy", "in_memory": True}
"""In memory: a temporary file per sheet costs more than the sheets take."""
_LONGEST_FOOTER = 250


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


def add_sheet(book: Any, name: str) -> Worksheet:
    """A new sheet, the last of the workbook."""
    sheet: Worksheet = book.add_worksheet(name, _sheet_class())
    return sheet


@cache
def _sheet_class() -> type[Worksheet]:
    """Sheets that look once at what a formula says, and not again for each cell that has it.

    The hundred expressions over every formula took as long as all rows of the sheets.
    """
    from xlsxwriter.worksheet import Worksheet as Plain  # noqa: PLC0415 - as the workbook itself

    @lru_cache(maxsize=512)
    def prepared(formula: str, expand: bool) -> str:
        said: str = Plain()._prepare_formula(formula, expand)  # noqa: SLF001 - as it prepares it
        return said

    class Sheet(Plain):  # type: ignore[misc]
        def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
            return prepared(formula, expand_future_functions or self.use_future_functions)

    return Sheet


def styles_of(book: Any) -> dict[str, Format]:
    """The cell formats that every workbook here uses, by name."""
    base = {"valign": "top", "font_name": "Arial", "font_size": 9}
    row = {**base, "bottom": 1, "bottom_color": "#D0D7DE"}
    return {
        "title": book.add_format({**base, "bold": True, "font_size": 14}),
        "part": book.add_format({**base, "bold": True, "bg_color": "#E7EDF3"}),
        "status": book.add_format({**base, "italic": True, "font_color": "#444444"}),
        "note": book.add_format({**base, "text_wrap": True, "font_color": "#444444"}),
        "answer": book.add_format(
            {**base, "border": 1, "border_color": "#888888", "text_wrap": True}
        ),
        "day": book.add_format(
            {**base, "border": 1, "border_color": "#888888", "num_format": "dd-mm-yyyy",
             "align": "left"}
        ),
        "head": book.add_format(
            {**base, "bold": True, "text_wrap": True, "bg_color": "#E7EDF3", "bottom": 1}
        ),
        "cell": book.add_format({**row, "text_wrap": True}),
        "number": book.add_format({**row, "num_format": "#,##0.##", "align": "left"}),
        "whole": book.add_format({**row, "num_format": "#,##0", "align": "left"}),
        "plain": book.add_format({**row, "num_format": "0", "align": "left"}),
        "date": book.add_format({**row, "num_format": "dd-mm-yyyy", "align": "left"}),
        "link": book.add_format(
            {**row, "font_color": "#154273", "underline": 1, "text_wrap": True}
        ),
        "label": book.add_format({**base, "bold": True, "text_wrap": True}),
        "fact": book.add_format({**base, "text_wrap": True}),
        "fact_day": book.add_format({**base, "num_format": "dd-mm-yyyy", "align": "left"}),
    }  # fmt: skip


def put(sheet: Worksheet, line: int, index: int, text: str, style: Format) -> None:
    """Write a text; the only way in which one reaches a sheet, so that none can be a formula."""
    sheet.write_string(line, index, _clipped(neutral(text)), style)


def put_title(sheet: Worksheet, text: str, styles: Mapping[str, Format]) -> None:
    """Write the first row: its letters are higher than a row is by itself."""
    sheet.set_row(0, TITLE)
    put(sheet, 0, 0, text, styles["title"])


def put_wide(
    sheet: Worksheet, line: int, columns: tuple[int, int], text: str, style: Format
) -> None:
    """Write a text over the columns from the first to the last of them."""
    sheet.merge_range(line, columns[0], line, columns[1], "", style)
    put(sheet, line, columns[0], text, style)


def put_value(
    sheet: Worksheet,
    line: int,
    index: int,
    value: Any,
    styles: dict[str, Format],
    *,
    grouped: bool = True,
) -> None:
    """Write a value of a row: days as days, numbers as numbers, and all else as text."""
    if value is None:
        sheet.write_blank(line, index, None, styles["cell"])
    elif isinstance(value, dt.date):
        moment = dt.datetime.combine(value, dt.time())
        sheet.write_datetime(line, index, moment, styles["date"])
    elif isinstance(value, int | float) and not isinstance(value, bool):
        style = "whole" if float(value).is_integer() else "number"
        style = style if grouped else "plain"
        sheet.write_number(line, index, value, styles[style])
    else:
        put(sheet, line, index, str(value), styles["cell"])


def printed(sheet: Worksheet, footer: str, *, across: bool = False) -> None:
    """Set a sheet on A4 with page numbers; ``across`` is landscape."""
    sheet.set_paper(A4)
    if across:
        sheet.set_landscape()
    sheet.set_margins(**MARGINS)
    said = neutral(footer).replace("&", "&&")[:_LONGEST_FOOTER]
    sheet.set_footer(f"&L&7{said}&R&7Pagina &P van &N")


def _clipped(text: str) -> str:
    limit = 32_767  # a spreadsheet cell holds no more
    return text if len(text) <= limit else text[: limit - 20] + " (zie het json-bestand)"
