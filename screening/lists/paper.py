"""How a list is printed: what comes first on the page of a row, and on the sheet before them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from screening.lists.column import Column


@dataclass(frozen=True)
class Section:
    """A part of the page of a row: groups of columns under a heading, or only these ``keys``."""

    heading: str
    groups: tuple[int, ...]
    keys: tuple[str, ...] = ()

    def of(self, columns: tuple[Column, ...]) -> tuple[Column, ...]:
        """The columns that stand in it, in the order of its groups."""
        return tuple(
            column
            for group in self.groups
            for column in columns
            if column.group == group and (not self.keys or column.key in self.keys)
        )


SHEET_WIDTH = 200
"""Characters beside each other that can be read on A4 landscape."""


@dataclass(frozen=True)
class Paper:
    """The pages of a list.

    ``page`` is the page of a row in reading order; empty is every column in its order.
    ``selection`` says why the row was chosen, on a sheet of its own that can be left out (T21).
    ``briefing`` holds for the whole list as a rule: said once before the pages where every row says
    the same, and else on each page. ``overview`` are the columns of the table before the pages,
    under ``overview_title``; with ``by_place`` its rows stand in the order of ``ROUND``, to plan a
    round. ``sheet`` are the columns of the list itself that a workbook shows and prints,
    within ``SHEET_WIDTH``; empty is as many as fit, and the others are folded away. ``heading`` are
    the columns that head a page; empty is the first of ``HEADINGS`` that the row has. The page of a
    row is one page, shortened where need be, unless it ``runs_on``.
    """

    page: tuple[Section, ...] = ()
    selection: tuple[Section, ...] = ()
    briefing: tuple[Section, ...] = ()
    overview: tuple[str, ...] = ("rank", "address", "trade_name")
    overview_title: str = "Overzicht"
    by_place: bool = False
    heading: tuple[str, ...] = ()
    sheet: tuple[str, ...] = ()
    runs_on: bool = False

    def headed(self, row: Mapping[str, object]) -> tuple[str, ...]:
        """The columns that head the page of a row, some of which may hold nothing."""
        return self.heading or (next((name for name in HEADINGS if row.get(name)), ""),)

    def without_selection(self, columns: tuple[Column, ...]) -> tuple[Column, ...]:
        """The columns without those that only say why a row was chosen."""
        dropped = {column.key for section in self.selection for column in section.of(columns)}
        return tuple(column for column in columns if column.key not in dropped)


HEADINGS = ("case", "application_id", "address", "area_name", "trade_name")
"""What a page is headed with: the first of these that its row has."""
PLACES = ("address", "case_about")
"""The columns that say where a row is, the first that it has: what its sheet is called after."""
ROUND = ("district", "street", "house_number", "parcel")
"""The order in which a round is planned."""
PLAIN = Paper()
