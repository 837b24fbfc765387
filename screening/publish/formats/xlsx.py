"""A list as a workbook: what it is, the list, the planning of a round, and a page per row."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from screening.lists.paper import HEADINGS, PLACES
from screening.publish.flat import spoken
from screening.publish.marks import NUMBER, Marks
from screening.publish.paper.document import pages_of
from screening.publish.published import Format, Published
from screening.publish.workbook.book import add_sheet, open_workbook, styles_of
from screening.publish.workbook.choices import Choices
from screening.publish.workbook.listing import write_list, write_planning
from screening.publish.workbook.names import sheet_names
from screening.publish.workbook.overview import write_overview
from screening.publish.workbook.page import write_page

OVERVIEW_SHEET = "Overzicht"
LIST_SHEET = "Lijst"
PLANNING_SHEET = "Planning"
PROTECTED_SHEET = "AFGESCHERMD"
PAGES = 60
"""More rows than this get no page of their own: a workbook of hundreds of sheets is unusable."""


def write_workbook(listed: Published, path: Path) -> None:
    """Write one list; values of a list column become lines in a cell.

    A protected annex is its list and what it is: it has no planning and no pages.
    """
    shown = listed.worded.head(0 if listed.protected else PAGES)
    naming = {*HEADINGS, *PLACES, *listed.paper.heading, NUMBER}
    about = [column for column in listed.columns if column.key in naming]
    names = sheet_names(listed, spoken(shown, about))
    with open_workbook(path) as book:
        created = dt.datetime.combine(listed.meta.as_of, dt.time(), dt.UTC)
        book.set_properties({"title": listed.title, "created": created.replace(tzinfo=None)})
        styles, marks, choices = styles_of(book), Marks(book, listed), Choices(listed.form)
        name = PROTECTED_SHEET if listed.protected else LIST_SHEET
        write_overview(add_sheet(book, OVERVIEW_SHEET), listed, name, len(names), styles)
        write_list(add_sheet(book, name), listed, names, styles, marks, choices)
        if listed.paper.by_place and not listed.protected:
            write_planning(add_sheet(book, PLANNING_SHEET), listed, names, styles)
        told = pages_of(listed, len(names))
        for page in told["pages"]:
            if page["form"]:
                sheet = add_sheet(book, names[page["row"] - 1])
                write_page(sheet, page, listed, name, styles, marks, choices)
        choices.write(book, styles)
        marks.close()


FORMAT = Format("xlsx", write_workbook)
