"""The address that the terminal prints: opens the site for the one person who started it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare

from screening.review.roles import alone, play_everybody
from screening.review.site.page import ANYONE, Page
from screening.review.site.viewer import ReviewRequest, played, project_of_site


def view(request: ReviewRequest, key: str) -> HttpResponseBase:
    """Begin a session for who knows the key of this start; others on the machine do not."""
    expected = str(settings.SCREENING_OPENING)
    project = project_of_site()
    if project.review.identity is not None or not expected:
        raise Http404
    if not constant_time_compare(key, expected):
        raise Http404
    user = alone(project.operator or "Beoordelaar")
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    if not played():
        return redirect("my_work")
    play_everybody()
    return redirect("demo_role")


PAGE = Page("opening", "open/<str:key>/", "Openen", ANYONE, view)
