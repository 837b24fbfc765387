"""The chair settles the minutes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect

from screening.reference.roles import holding
from screening.review.deciding import RefusedError
from screening.review.meetings.minutes import settle
from screening.review.pages.meeting import meeting_of
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest


def view(request: ReviewRequest, meeting: str) -> HttpResponseBase:
    """Back to the minutes, with why they were not settled where they were not."""
    held = meeting_of(request.viewer, meeting)
    try:
        settle(request.viewer, held.reference, request.POST.get("seen", ""))
        messages.success(request, "Het verslag is vastgesteld.")
    except RefusedError as error:
        messages.warning(request, str(error))
    return redirect("minutes", meeting=held.reference)


PAGE = Page(
    "minutes_settle", "vergaderingen/<str:meeting>/verslag/vaststellen/", "Verslag vaststellen",
    holding("preside"), view, methods=("POST",),
)  # fmt: skip
