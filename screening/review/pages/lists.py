"""The lists somebody may read, with how much is on them."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render

from screening.review.counting import counted
from screening.review.site.page import READERS, Page
from screening.review.site.viewer import ReviewRequest


def view(request: ReviewRequest) -> HttpResponseBase:
    """A line per list."""
    return render(request, "review/lists.html", {"lists": counted(request.viewer)})


PAGE = Page("lists", "lijsten/", "Lijsten", READERS, view, menu=20)
