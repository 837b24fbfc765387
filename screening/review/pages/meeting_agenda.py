"""Changing the agenda of a meeting, one case at a time."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect

from screening.reference.roles import holding
from screening.review.deciding import RefusedError
from screening.review.meetings.holding import move, put_on, take_off
from screening.review.pages.meeting import meeting_of
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest


def view(request: ReviewRequest, meeting: str) -> HttpResponseBase:
    """Back to the meeting, with why it was not done where it was not."""
    held = meeting_of(request.viewer, meeting)
    case = request.POST.get("case", "").strip().upper()
    what = request.POST.get("what", "")
    try:
        if what == "off":
            take_off(request.viewer, held.reference, case)
        elif what in {"up", "down"}:
            move(request.viewer, held.reference, case, up=what == "up")
        else:
            put_on(request.viewer, held.reference, case)
            messages.success(request, f"De casus {case} staat op de agenda.")
    except RefusedError as error:
        messages.warning(request, str(error))
    return redirect("meeting", meeting=held.reference)


PAGE = Page(
    "meeting_agenda", "vergaderingen/<str:meeting>/agenda/", "Agenda", holding("convene"), view,
    methods=("POST",),
)  # fmt: skip
