"""The row of a list that a form is about, found by what its printed page says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from screening.lists import LISTS
from screening.lists.form import Field
from screening.publish.form_address import of_run
from screening.review.flagged import handed_out
from screening.review.models import Case, CaseSeen
from screening.review.results import Result, result_of, rows_of_list
from screening.review.site.viewer import Viewer
from screening.runs.read import run_names


@dataclass(frozen=True)
class Visit:
    """A row that somebody goes to; ``row`` is what the record of results keeps of it."""

    run: str
    list: str
    key: str
    title: str
    row: Mapping[str, Any]
    case: Case | None = None

    @property
    def form(self) -> tuple[Field, ...]:
        """The questions."""
        return LISTS[self.list].form


def visited_lists(viewer: Viewer) -> frozenset[str]:
    """The lists of addresses that somebody may read, and fill in forms of."""
    return frozenset(name for name in viewer.filled_in() if LISTS[name].visited)


def visit_of(project: Path, viewer: Viewer, short: str, key: str) -> Visit | None:
    """The row that a printed address names, on a list that this person fills in; None for none.

    First by what the site knows of it; a row that was handed out beyond what the run's list had
    room for stands in the record of that.
    """
    lists = visited_lists(viewer)
    runs = [name for name in run_names(project) if of_run(name) == short]
    for run in runs:
        mine = viewer.readable("case__")
        names = CaseSeen.objects.filter(mine, key=key, case__list__in=lists, run__name=run)
        seen = names.select_related("case").first()
        named = {seen.case.list} if seen else handed_out(project, run, key) & lists & viewer.whole
        for name in sorted(named):
            row = rows_of_list(project, run, name).get(key)
            if row is not None:
                case = seen.case if seen else None
                return Visit(run, name, key, title_of(row, case), row, case)
    return None


def title_of(row: Mapping[str, Any], case: Case | None) -> str:
    """What a row is called: by its case, else by its address as it was handed out."""
    return case.title if case else str(row.get("address") or f"BAG-id {row['place']}")


def known_of(project: Path, visit: Visit) -> Result | None:
    """What is recorded of the row, if anything."""
    return result_of(project, visit.run, visit.list, visit.key)
