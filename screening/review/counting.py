"""How many cases there are per list, of what somebody may see."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from screening.lists import LISTS
from screening.reference.workflow import workflow_of, workflows
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
    wanted = Q()
    for flow in workflows().values():
        ending = [name for name, state in flow.states.items() if state.ends]
        lists = [name for name in LISTS if workflow_of(name).name == flow.name]
        wanted |= Q(list__in=lists) & ~Q(state__in=ending)
    return wanted
