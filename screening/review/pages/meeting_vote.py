"""Voting on a case in a meeting."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect

from screening.reference.roles import holding
from screening.review.deciding import RefusedError, require_as_seen
from screening.review.meetings.forms import VoteForm
from screening.review.meetings.voting import cast
from screening.review.pages.meeting_case import on_agenda, shown
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest


def view(request: ReviewRequest, meeting: str, reference: str) -> HttpResponseBase:
    """Back to the case in the meeting when it is done; else with what is missing."""
    item = on_agenda(request, meeting, reference)
    form = VoteForm(item.case, request.POST)
    try:
        require_as_seen(item.case, *form.seen_before)
        if not form.is_valid():
            return shown(request, item, vote=form)
        said = form.cleaned_data
        cast(request.viewer, meeting, reference, said["step"], said["reason"], form.seen_before)
    except RefusedError as why:
        return shown(request, item, vote=form, why=why)
    request.viewer.note(item.case, "vote")
    messages.success(request, "Uw stem is vastgelegd.")
    return redirect("meeting_case", meeting=meeting, reference=reference)


PAGE = Page(
    "meeting_vote", "vergaderingen/<str:meeting>/zaken/<str:reference>/stem/", "Stemmen",
    holding("vote"), view, methods=("POST",),
)  # fmt: skip
