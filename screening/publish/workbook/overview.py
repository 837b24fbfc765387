"""The first sheet: what the list is, how to read it, what was measured and what was not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from screening.publish.published import Published
from screening.publish.workbook.book import printed, put, put_title
from screening.publish.workbook.fit import height

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

COLUMNS = (26, 82)
READING = (
    "Elke regel is een reden om te kijken en geen vaststelling. Kijk eerst naar wat er bekend is "
    "en naar gewone verklaringen; wat ontbreekt, staat er met wie het kan leveren."
)
SHEETS = (
    "'{list}' heeft alle kolommen, gevuld of niet: wat niet wordt afgedrukt, is ingeklapt en opent "
    "met het plusteken boven de kolommen. Achter elk nummer staat een blad met een "
    "formulier; wat daar of op de lijst is ingevuld, kan worden teruggelezen."
)
BLANK = (
    "Een lege cel betekent: niet bekend in de bestanden die zijn gelezen. "
    "Het betekent nooit dat er niets is."
)


def write_overview(
    sheet: Worksheet,
    listed: Published,
    list_sheet: str,
    pages: int,
    styles: dict[str, Format],
) -> None:
    """Write it; ``pages`` is how many rows have a sheet of their own."""
    for index, width in enumerate(COLUMNS):
        sheet.set_column(index, index, width)
    put_title(sheet, listed.title, styles)
    count = listed.rows.height
    told = f"{count} {'regel' if count == 1 else 'regels'}"
    if listed.form and pages < count:
        told += f"; de eerste {pages} hebben een blad"
    line = _part(sheet, 2, "Wat dit is", [("Aantal", told)], styles)
    line = _rows(sheet, line, [("", note) for note in listed.notes], styles)
    how = [("", READING), ("", BLANK)]
    if listed.form:
        how.insert(1, ("", SHEETS.format(list=list_sheet)))
    line = _part(sheet, line + 1, "Hoe te lezen", how, styles)
    line = _part(sheet, line + 1, "Waarvoor, voor wie en waaruit", listed.meta.lines(), styles)
    if listed.measured:
        line = _part(sheet, line + 1, "Wat is gemeten en wat niet", listed.measured, styles)
    printed(sheet, f"Run {listed.meta.run}")
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, line - 1, 1)


def _part(
    sheet: Worksheet,
    line: int,
    heading: str,
    rows: Sequence[tuple[str, str]],
    styles: dict[str, Format],
) -> int:
    put(sheet, line, 0, heading, styles["part"])
    sheet.write_blank(line, 1, None, styles["part"])
    return _rows(sheet, line + 1, rows, styles)


def _rows(
    sheet: Worksheet, line: int, rows: Iterable[tuple[str, str]], styles: dict[str, Format]
) -> int:
    for label, text in rows:
        sheet.set_row(line, height([(label, COLUMNS[0] * 0.9), (text, COLUMNS[1])]))
        put(sheet, line, 0, label, styles["label"])
        put(sheet, line, 1, text, styles["fact"])
        line += 1
    return line
