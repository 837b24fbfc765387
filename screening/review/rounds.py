"""Controls with their rounds: what was handed out, and what came back of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from screening.lists import LISTS
from screening.project.model import Project
from screening.publish.form_address import of_run
from screening.review.models import Case, CaseSeen
from screening.review.models.runs import heavy_of
from screening.review.results import Result, results_of, store
from screening.review.site.viewer import Viewer
from screening.review.visits.visit import title_of
from screening.runs.issued import issued

_Row = tuple[str, str, str]
"""The run, the list and the key that name a row."""
_ANY_RUN = ""


@dataclass(frozen=True)
class Handed:
    """A row that was handed out, with what is known of it now."""

    key: str
    title: str
    run: str
    case: Case | None
    result: Result | None

    @property
    def short(self) -> str:
        """How the address of its form names the run."""
        return of_run(self.run)


@dataclass(frozen=True)
class Round:
    """One list that was handed out for a control."""

    list: str
    run: str
    time: str
    day: str
    recipient: str
    rows: tuple[Handed, ...]

    @property
    def title(self) -> str:
        """The title of the list."""
        return LISTS[self.list].title

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Rows answered about, and what the answers say: in the words of rule quality."""
        known = [each.result for each in self.rows if each.result is not None]
        verdicts = [each.verdict for each in known]
        return {
            "rows": len(self.rows), "answered": len(known),
            "confirmed": verdicts.count("confirmed"), "refuted": verdicts.count("refuted"),
            "unknown": verdicts.count(None),
        }  # fmt: skip


def rounds_of(project: Project, name: str, viewer: Viewer) -> list[Round]:
    """The rounds of a control with the rows that somebody may read, the newest first.

    Of a list read in part those that were a case this person may see when the round was made; a
    round without such rows is not there.
    """
    entries = [
        entry for entry in issued(project.folder).entries()
        if entry["control"] == name and entry["list"] in viewer.lists
    ]  # fmt: skip
    known = results_of(store(project.folder).entries())
    results = {(each.run, each.list, each.key): each for each in known}
    cases = _cases(entries, viewer)
    found = [
        Round(
            entry["list"], entry["run"], entry["time"], entry["date"] or "",
            entry["recipient"] or "",
            tuple(
                _handed(entry, row, results, cases) for row in entry["rows"]
                if entry["list"] in viewer.whole or _at(entry, row) in cases
            ),
        )
        for entry in reversed(entries)
    ]  # fmt: skip
    return [each for each in found if each.rows or each.list in viewer.whole]


def _at(entry: Mapping[str, Any], row: Mapping[str, Any]) -> _Row:
    return entry["run"], entry["list"], row["key"]


def _cases(entries: Iterable[Mapping[str, Any]], viewer: Viewer) -> dict[_Row, Case]:
    """Of each row in its run the case that it was, and whatever run it was in, the newest.

    As far as this person may see those.
    """
    keys = {row["key"] for entry in entries for row in entry["rows"]}
    seen = (
        CaseSeen.objects.filter(viewer.readable("case__"), key__in=keys)
        .select_related("case", "run")
        .defer(*heavy_of("run"))
        .order_by("pk")
    )
    return {
        (run, each.case.list, each.key): each.case
        for each in seen for run in (each.run.name, _ANY_RUN)
    }  # fmt: skip


def _handed(
    entry: Mapping[str, Any], row: Mapping[str, Any], results: Mapping[_Row, Result],
    cases: Mapping[_Row, Case],
) -> Handed:  # fmt: skip
    case = cases.get(_at(entry, row)) or cases.get((_ANY_RUN, entry["list"], row["key"]))
    result = results.get(_at(entry, row))
    return Handed(row["key"], title_of(row, case), entry["run"], case, result)
