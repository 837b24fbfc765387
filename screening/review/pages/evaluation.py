"""The blind lists there are, for who evaluates: how much of each was drawn at random."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render

from screening.reference.roles import holding
from screening.review.origin_keys import blind_lists
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest, project_of_site


def view(request: ReviewRequest) -> HttpResponseBase:
    """A line per list of a run."""
    lists = blind_lists(project_of_site().folder, request.viewer)
    return render(request, "review/evaluation.html", {"lists": lists})


PAGE = Page("evaluation", "evaluatie/", "Evaluatie", holding("origins"), view, menu=55)
