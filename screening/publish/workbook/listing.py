"""The list as a sheet that prints in full on A4, and the planning of a round."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from screening.lists.column import Column
from screening.lists.form import Field
from screening.lists.paper import SHEET_WIDTH
from screening.publish.flat import flattened
from screening.publish.marks import NUMBER, Marks
from screening.publish.notice import NOTICE
from screening.publish.paper.document import overview_of
from screening.publish.published import Published
from screening.publish.workbook.book import printed, put, put_title, put_value
from screening.publish.workbook.choices import Choices
from screening.publish.workbook.fit import height, width_for

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

HEAD = 2
WIDEST = 110
"""Characters; a column grows to this before a text is cut in print."""
BARE = 9
"""Characters of a column in which no row has anything."""
PLAN = ("Ploeg", "Tijd")
_PLAN_WIDTH = 120


def write_list(
    sheet: Worksheet,
    listed: Published,
    links: Sequence[str],
    styles: dict[str, Format],
    marks: Marks,
    choices: Choices,
) -> None:
    """Write a row a line with every column, and a link to the page of the row where it has one."""
    rows = flattened(listed.worded, listed.columns, "\n", bullet="• ")
    layout, count = listed.layout, rows.height
    texts = {key: [_text(value) for value in rows[key]] for key in rows.columns}
    widths = [_width(column, texts.get(column.key, [])) for column in layout]
    shown = _shown(listed)
    about = dict(listed.meta.lines())
    put_title(sheet, listed.title, styles)
    put(sheet, 1, 0, about.get("Afgeschermd", about["Status"]), styles["status"])
    for index, column in enumerate(layout):
        sheet.set_column(index, index, widths[index], None, _folded(column, shown))
        put(sheet, HEAD, index, column.heading, styles["head"])
        if isinstance(column, Field) or column.key == NUMBER:
            marks.column(sheet, HEAD, index, column.key)
        if isinstance(column, Field) and count:
            choices.offer(sheet, HEAD + 1, HEAD + count, index, column)
    sheet.set_row(HEAD, _head_height(layout, widths, shown))
    marks.key_column(sheet, HEAD, len(layout))
    for number, row in enumerate(rows.iter_rows(named=True)):
        line = HEAD + 1 + number
        told = [
            (texts[each.key][number], width)
            for each, width in zip(layout, widths, strict=True)
            if each.key in shown
        ]
        sheet.set_row(line, height(told))
        for index, each in enumerate(layout):
            _cell(sheet, (line, index), each, row.get(each.key), styles)
        if number < len(links):
            sheet.write_url(line, 0, internal(links[number]), styles["link"], str(row["rank"]))
    sheet.freeze_panes(HEAD + 1, min(2, len(layout)))
    if count:  # the keys are sorted along
        sheet.autofilter(HEAD, 0, HEAD + count, len(layout) - (0 if marks.keys else 1))
    printed(sheet, NOTICE, across=True)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD)
    last = max(index for index, each in enumerate(layout) if each.key in shown)
    sheet.print_area(0, 0, HEAD + count, last)


def write_planning(
    sheet: Worksheet, listed: Published, links: Sequence[str], styles: dict[str, Format]
) -> None:
    """Write the rows in the order of a round, with room for who goes when."""
    told = overview_of(listed)
    whole = sum(told["widths"])
    widths = [*(width * _PLAN_WIDTH / whole for width in told["widths"]), 14, 10]
    put_title(sheet, f"{listed.title} - {told['title'].lower()}", styles)
    put(sheet, 1, 0, NOTICE, styles["status"])
    for index, heading in enumerate((*told["head"], *PLAN)):
        sheet.set_column(index, index, widths[index])
        put(sheet, HEAD, index, heading, styles["head"])
    sheet.set_row(HEAD, height(zip(told["head"], widths, strict=False)))
    for line, row in enumerate(told["rows"], HEAD + 1):
        sheet.set_row(line, max(18.0, height(zip(row["cells"], widths, strict=False))))
        for index, text in enumerate(row["cells"]):
            put(sheet, line, index, text, styles["cell"])
        if row["row"] <= len(links):
            target = internal(links[row["row"] - 1])
            sheet.write_url(line, 0, target, styles["link"], row["cells"][0])
        for index in range(len(row["cells"]), len(widths)):
            sheet.write_blank(line, index, None, styles["answer"])
    sheet.freeze_panes(HEAD + 1, 1)
    sheet.repeat_rows(HEAD)
    printed(sheet, NOTICE, across=True)
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, HEAD + len(told["rows"]), len(widths) - 1)


def internal(sheet: str) -> str:
    """The address of the first cell of a sheet, for a link."""
    quoted = sheet.replace("'", "''")
    return f"internal:'{quoted}'!A1"


def _shown(listed: Published) -> set[str]:
    """The columns that a reader sees at once, and that are printed."""
    columns = [column for column in listed.columns if not column.hidden]
    if listed.paper.sheet:
        return {column.key for column in columns} & set(listed.paper.sheet)
    kept: set[str] = set()
    used = 0
    for column in columns:
        used += column.width
        if used <= SHEET_WIDTH or not kept:
            kept.add(column.key)
    return kept


def _folded(column: Column | Field, shown: set[str]) -> dict[str, Any]:
    """Columns for programs are hidden; others that are not printed fold out with a click.

    Questions stay in sight, beside what is printed.
    """
    if isinstance(column, Field) or column.key in shown:
        return {}
    return {"hidden": True} if column.hidden else {"level": 1, "hidden": True}


def _width(column: Column | Field, texts: Sequence[str]) -> float:
    if isinstance(column, Field):
        return column.width
    words = max(map(len, column.heading.split()))
    if not any(texts):
        return max(BARE, min(words + 2, column.width))
    return width_for(texts, max(column.width, words + 2), WIDEST)


def _head_height(
    layout: Sequence[Column | Field], widths: Sequence[float], shown: set[str]
) -> float:
    return height(
        (each.heading, width * 0.9)  # bold is wider
        for each, width in zip(layout, widths, strict=True)
        if isinstance(each, Field) or each.key in shown
    )


def _cell(
    sheet: Worksheet,
    at: tuple[int, int],
    column: Column | Field,
    value: Any,
    styles: dict[str, Format],
) -> None:
    if isinstance(column, Field):
        style = styles["day" if column.answer == "date" else "answer"]
        sheet.write_blank(*at, None, style)
    else:
        put_value(sheet, *at, value, styles, grouped=column.grouped)


def _text(value: Any) -> str:
    return "" if value is None else str(value)
