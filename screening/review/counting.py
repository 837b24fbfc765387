"""How many cases there are per list, of what somebody may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.db.models import Count, Q

from screening.lists import LISTS
from screening.reference.workflow import workflow_of
from screening.review.models import Standing
from screening.review.site.viewer import Viewer


@dataclass(frozen=True)
class ListCount:
    """A list with its numbers: cases on it, new ones, and those with work to do."""

    name: str
    title: str
    listed: int
    new: int
    open: int


def counted(viewer: Viewer) -> list[ListCount]:
    """The lists somebody may read that hold cases, in order."""
    listed = Q(standing=Standing.LISTED)
    rows = (
        viewer.cases().order_by().values("list")
        .annotate(
            listed=Count("pk", filter=listed),
            new=Count("pk", filter=listed & Q(new=True)),
            open=Count("pk", filter=listed & open_cases()),
        )
    )  # fmt: skip
    found = {row["list"]: row for row in rows}
    return [
        ListCount(name, kind.title, *(found[name][key] for key in ("listed", "new", "open")))
        for name, kind in LISTS.items()
        if name in found
    ]


def open_cases() -> Q:
    """Cases in a state that does not end the work."""
    everywhere, of_lists = _ending()
    ended = Q(state__in=everywhere)
    for state, lists in of_lists.items():
        ended |= Q(state=state, list__in=lists)
    return ~ended


@cache
def _ending() -> tuple[tuple[str, ...], Mapping[str, Sequence[str]]]:
    """The states that end the work of every list that has them, and the lists of the others."""
    having: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for name in LISTS:
        for state in workflow_of(name).states.values():
            having[state.name].append((name, state.ends))
    ending = {state: [name for name, ends in of if ends] for state, of in having.items()}
    everywhere = tuple(state for state, of in having.items() if len(ending[state]) == len(of))
    return everywhere, {
        state: lists for state, lists in ending.items() if lists and state not in everywhere
    }
