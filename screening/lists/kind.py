"""What a list is: its facts, in a file of its own beside this one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from screening.lists.column import Column
from screening.lists.form import Field
from screening.lists.paper import PLAIN, Paper

Placing = Literal["theme", "address", "company", "case", "application", "branch"]
"""What a row of a list is about: an address where a theme has something to look at, an address, a
company, a case (connected addresses and companies), an application, or a branch in an area."""
Order = Literal["points", "people_first", "deadline"]
"""By points; those where people are at risk before all others; or a queue by law, by deadline,
which holds every candidate."""
VISIT_SEVERITY = 2
"""A visit or a talk needs at least one reason of this severity; lighter ones only inform."""


@dataclass(frozen=True)
class ListKind:
    """The facts of one list, and the only place where its columns and its form are said.

    ``columns`` are fixed: each is there, filled or not, in this order. ``form`` is what people fill
    in on a row. ``order`` is where the list comes among the lists of a run. ``capacity`` is the
    number of rows there is room for unless the project says otherwise; a queue has none.
    ``least_severity`` is what one reason must have to bring somebody on it; None where something
    else decides. ``theme`` is the theme of integral controls it is for, and only such lists may
    have a random part (T22). ``paper`` is how it is printed.
    """

    name: str
    title: str
    order: int
    capacity: int
    placing: Placing
    columns: tuple[Column, ...]
    form: tuple[Field, ...] = ()
    least_severity: int | None = None
    theme: str | None = None
    ordered_by: Order = "points"
    paper: Paper = PLAIN

    def share(self, of_packs: Iterable[float]) -> float:
        """The part that is drawn at random: what all packs behind it allow; 0 without a theme."""
        return min(of_packs) if self.theme is not None else 0.0

    @property
    def visited(self) -> bool:
        """Whether its rows are addresses to go to, so that its form is filled in there."""
        return self.placing in {"theme", "address"}

    @property
    def queue(self) -> bool:
        """Whether it holds every candidate, whatever room there is."""
        return self.ordered_by == "deadline"

    @property
    def open_columns(self) -> tuple[Column, ...]:
        """The columns of the list itself."""
        return tuple(column for column in self.columns if not column.protected)

    @property
    def annex_columns(self) -> tuple[Column, ...]:
        """The columns of the protected annex: where the row is, and what few may read.

        Empty where nothing is protected.
        """
        kept = tuple(column for column in self.columns if column.protected)
        named = tuple(column for column in self.columns if column.key in NAMING)
        return named + kept if kept else ()


def laid_out(columns: tuple[Column, ...], form: tuple[Field, ...]) -> tuple[Column | Field, ...]:
    """Columns with the questions of the form before the last group, which says what it rests on."""
    last = columns[-1].group if columns else 0
    audit = tuple(column for column in columns if column.group == last)
    return (*(column for column in columns if column.group != last), *form, *audit)


NAMING = ("rank", "address", "trade_name", "vbo_id")
"""How a row of the annex says which row of the list it belongs to."""
