"""What happened around a case, in order: what the registers say, the runs, and what was decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from screening.lists import LISTS
from screening.lists.column import Column, Shape
from screening.lists.shared import HITS, VALID, WEIGHT
from screening.lists.tvo import SOURCES
from screening.review.connecting import Links
from screening.review.models import Case, CaseLink, CaseSeen, Decision, Standing

_NO_EVENT = {VALID.key, SOURCES.key, *(column.key for column in WEIGHT)}
"""Days that are about the list itself, or about how new registers are: nothing happened then."""


_OF_VALUES = {HITS.key: ("Nieuwste gegeven van een signaal", "title")}
"""Columns of which a value is told on its day in fewer words: what happened, and what names it."""


@dataclass(frozen=True, order=True)
class Event:
    """Something on a day."""

    day: dt.date
    what: str
    text: str


def seen_of(case: Case) -> list[CaseSeen]:
    """The case in every run, the first first, without its rows: what changed, and when."""
    light = ("case", "standing", "changed", "vanished", "run__as_of")
    return list(case.seen.select_related("run").only(*light))


def timeline_of(
    case: Case, seen: Iterable[CaseSeen], links: Links, decisions: Iterable[Decision]
) -> list[Event]:  # fmt: skip
    """Visits, permits, closures and other dated rows of the list; runs, joins and decisions."""
    found = set(_of_row(case)) | set(_of_runs(seen)) | set(_of_links(links))
    found |= {
        Event(timezone.localtime(each.time).date(), "Besluit",
              f"{each.step_title}: {each.get_kind_display()}")
        for each in decisions
    }  # fmt: skip
    return sorted(found)


def _of_row(case: Case) -> Iterable[Event]:
    if case.now is None:
        return
    for column in LISTS[case.list].open_columns:
        if column.key in _NO_EVENT:
            continue
        if column.kind == "date" and not column.hidden:
            day = _day(case.now.row.get(column.key))
            if day is not None:
                yield Event(day, column.heading, "")
        elif isinstance(column.kind, Shape):
            yield from _of_values(column, column.kind, case.now)


def _of_values(column: Column, shape: Shape, seen: CaseSeen) -> Iterable[Event]:
    """Structured values with a day; their texts stand in the same order."""
    dated = next((name for name, kind in shape.fields if kind == "date"), None)
    if dated is None:
        return
    what, named = _OF_VALUES.get(column.key, (column.heading, ""))
    values = [each for each in seen.row.get(column.key) or [] if each is not None]
    for value, text in zip(values, seen.told.get(column.key, []), strict=False):
        day = _day(_field(value, dated))
        if day is not None:
            yield Event(day, what, str(_field(value, named)) if named else text)


def _field(value: Mapping[str, Any], name: str) -> Any:
    return value.get(name)


def _of_runs(every: Iterable[CaseSeen]) -> Iterable[Event]:
    first = True
    for seen in every:
        told = "voor het eerst op de lijst" if first else str(Standing(seen.standing).label)
        gone = [f"vervallen: {each['title']}" for each in seen.vanished]
        words = "; ".join([told, *seen.changed, *gone])
        if first or seen.changed or seen.vanished or seen.standing != Standing.LISTED:
            yield Event(seen.run.as_of, "Run", words)
        first = False


def _of_links(links: Links) -> Iterable[Event]:
    for link in links.targets:
        yield Event(link.run.as_of, "Run", f"{link.get_kind_display()} {link.target.reference}")
    for link in links.sources:
        told = "met" if link.kind == CaseLink.Kind.JOINED else "uit"
        yield Event(link.run.as_of, "Run", f"samengekomen {told} {link.source.reference}")


def _day(value: Any) -> dt.date | None:
    try:
        return None if value is None else dt.date.fromisoformat(str(value))
    except ValueError:
        return None
