"""A meeting: its agenda, who is present, and what can be done with it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from screening.lists import LISTS
from screening.reference.roles import holding
from screening.reference.workflow import workflow_of
from screening.review.meetings.holding import (
    agenda_of,
    is_settled,
    meetings_of,
    members_of,
    present_at,
)
from screening.review.models import AgendaItem, Case, Meeting, Standing
from screening.review.presenting import titled
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest, Viewer

_OFFERED = 20


def view(request: ReviewRequest, meeting: str) -> HttpResponseBase:
    """The page."""
    return render(request, "review/meeting.html", context_of(request.viewer, meeting))


def meeting_of(viewer: Viewer, reference: str) -> Meeting:
    """The meeting that is asked for; 404 when it is not for this person."""
    return get_object_or_404(meetings_of(viewer), reference=reference)


def context_of(viewer: Viewer, reference: str) -> dict[str, Any]:
    """What the page of a meeting shows."""
    meeting = meeting_of(viewer, reference)
    items = list(agenda_of(meeting).prefetch_related("treatments"))
    for item in items:
        titled(item.case)
    present = {each.member_id for each in present_at(meeting)}
    members = [(member, member.pk in present) for member in members_of(meeting)]
    settled = is_settled(meeting)
    keeps = viewer.may("convene") and not settled
    waiting = _waiting(viewer, meeting)
    return {
        "meeting": meeting,
        "list_title": LISTS[meeting.list].title,
        "items": items,
        "members": members,
        "present": [member for member, here in members if here],
        "settled": settled,
        "keeps": keeps,
        "offered": [titled(case) for case in waiting[:_OFFERED]] if keeps else [],
        "more": max(0, waiting.count() - _OFFERED) if keeps else 0,
    }


def _waiting(viewer: Viewer, meeting: Meeting) -> QuerySet[Case]:
    """Cases of the list that can be decided on and stand on no agenda that is still open."""
    flow = workflow_of(meeting.list)
    able = [
        name for name, state in flow.states.items()
        if not state.ends and any(step.result for step in flow.steps_from(name))
    ]  # fmt: skip
    cases = viewer.cases().filter(list=meeting.list, state__in=able, pending__isnull=True)
    return (
        cases.exclude(standing__in=(Standing.JOINED, Standing.GONE))
        .exclude(agenda_items__in=_open_items(meeting))
        .order_by("since", "pk")
    )


def _open_items(meeting: Meeting) -> QuerySet[AgendaItem]:
    return AgendaItem.objects.filter(
        meeting__list=meeting.list, meeting__minutes__isnull=True, off=False
    )


PAGE = Page("meeting", "vergaderingen/<str:meeting>/", "Vergadering", holding("meet"), view)
