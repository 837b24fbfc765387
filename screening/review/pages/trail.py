"""What the system did with the data of a case: who saw it, and what was done with it."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render

from screening.reference.roles import roles
from screening.review.models import Case
from screening.review.pages.search import SHORTEST, found_by
from screening.review.presenting import titled
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest

_MOST = 20


def view(request: ReviewRequest) -> HttpResponseBase:
    """The question, and per case everything that was done; never the reasons of the case."""
    asked = request.GET.get("q", "").strip()[:200]
    enough = len(asked) >= SHORTEST
    cases = list(found_by(Case.objects.all(), asked)[:_MOST]) if enough else []
    for case in cases:
        titled(case)
        case.trail = case.accesses.order_by("-pk")  # type: ignore[attr-defined]
        request.viewer.note(case, "trail")
    return render(request, "review/trail.html", {"asked": asked, "cases": cases})


_ROLES = frozenset(name for name, role in roles().items() if "trail" in role.may)
PAGE = Page("trail", "verantwoording/", "Verantwoording", _ROLES, view, menu=80)
