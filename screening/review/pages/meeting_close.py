"""The chair closes a vote of which some who are present did not take part."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect

from screening.reference.roles import holding
from screening.review.deciding import RefusedError
from screening.review.meetings.voting import close
from screening.review.pages.meeting_case import on_agenda
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest


def view(request: ReviewRequest, meeting: str, reference: str) -> HttpResponseBase:
    """Back to the case in the meeting."""
    item = on_agenda(request, meeting, reference)
    try:
        close(request.viewer, meeting, reference)
        request.viewer.note(item.case, "vote_closed")
        messages.success(request, "De stemming is gesloten.")
    except RefusedError as error:
        messages.warning(request, str(error))
    return redirect("meeting_case", meeting=meeting, reference=reference)


PAGE = Page(
    "meeting_close", "vergaderingen/<str:meeting>/zaken/<str:reference>/sluiten/",
    "Stemming sluiten", holding("preside"), view, methods=("POST",),
)  # fmt: skip
