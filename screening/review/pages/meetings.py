"""The meetings there are, the newest first."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import render

from screening.lists import LISTS
from screening.reference.roles import holding
from screening.review.meetings.holding import is_settled, meetings_of
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest

_PER_PAGE = 50


def view(request: ReviewRequest) -> HttpResponseBase:
    """The page."""
    found = meetings_of(request.viewer).select_related("minutes")
    page = Paginator(found, _PER_PAGE).get_page(request.GET.get("bladzijde"))
    for meeting in page:
        meeting.list_title = LISTS[meeting.list].title  # type: ignore[attr-defined]
        meeting.settled = is_settled(meeting)  # type: ignore[attr-defined]
    context = {"page": page, "convenes": request.viewer.may("convene")}
    return render(request, "review/meetings.html", context)


PAGE = Page("meetings", "vergaderingen/", "Vergaderingen", holding("meet"), view, menu=25)
