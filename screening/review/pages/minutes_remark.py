"""Adding to minutes that were settled."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect

from screening.reference.roles import holding
from screening.review.deciding import RefusedError
from screening.review.meetings.forms import RemarkForm
from screening.review.meetings.minutes import record_of, remark
from screening.review.pages.meeting import meeting_of
from screening.review.pages.minutes import shown
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest


def view(request: ReviewRequest, meeting: str) -> HttpResponseBase:
    """Back to the minutes when it is done; else the minutes with what was typed."""
    held = meeting_of(request.viewer, meeting)
    form = RemarkForm(request.POST)
    if form.is_valid():
        try:
            remark(request.viewer, held.reference, form.cleaned_data["words"])
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "De aanvulling is vastgelegd.")
            return redirect("minutes", meeting=held.reference)
    return shown(request, record_of(held), form, status=400)


PAGE = Page(
    "minutes_remark", "vergaderingen/<str:meeting>/verslag/aanvullen/", "Verslag aanvullen",
    holding("convene") | holding("vote"), view, methods=("POST",),
)  # fmt: skip
