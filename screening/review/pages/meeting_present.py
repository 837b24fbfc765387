"""Noting who is present at a meeting."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect

from screening.reference.roles import holding
from screening.review.deciding import RefusedError
from screening.review.meetings.holding import note_present
from screening.review.pages.meeting import meeting_of
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest


def view(request: ReviewRequest, meeting: str) -> HttpResponseBase:
    """Back to the meeting, with why it was not done where it was not."""
    held = meeting_of(request.viewer, meeting)
    chosen = [int(each) for each in request.POST.getlist("present") if each.isdecimal()]
    try:
        note_present(request.viewer, held.reference, chosen)
        messages.success(request, "Vastgelegd wie er is.")
    except RefusedError as error:
        messages.warning(request, str(error))
    return redirect("meeting", meeting=held.reference)


PAGE = Page(
    "meeting_present", "vergaderingen/<str:meeting>/aanwezig/", "Aanwezig", holding("convene"),
    view, methods=("POST",),
)  # fmt: skip
