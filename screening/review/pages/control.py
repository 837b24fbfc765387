"""A control with its rounds: the rows that were handed out, and what came back per row."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.shortcuts import render

from screening.review.pages.controls import ROLES
from screening.review.rounds import rounds_of
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest, project_of_site
from screening.review.visits.visit import visited_lists


def view(request: ReviewRequest, control: str) -> HttpResponseBase:
    """The newest round first; of lists somebody may not read not even the number is told."""
    project = project_of_site()
    rounds = rounds_of(project, control, request.viewer)
    action = project.actions.get(control)
    if action is None and not rounds:
        raise Http404
    for each in {row.case for one in rounds for row in one.rows if row.case is not None}:
        request.viewer.note(each, "control")
    context = {"name": control, "action": action, "rounds": rounds,
               "fills": visited_lists(request.viewer)}  # fmt: skip
    return render(request, "review/control.html", context)


PAGE = Page("control", "controles/<str:control>/", "Controle", ROLES, view)
