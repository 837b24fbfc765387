"""Cases by address, number or trade name, of what somebody may see."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import render

from screening.review.loading import search_form
from screening.review.models import Case, CaseName
from screening.review.presenting import titled
from screening.review.site.page import READERS, Page
from screening.review.site.viewer import ReviewRequest

SHORTEST = 3
_MOST = 50


def found_by(cases: QuerySet[Case], asked: str) -> QuerySet[Case]:
    """The cases with a name in which the text stands, or with this reference."""
    named = CaseName.objects.filter(folded__contains=search_form(asked)).values("case")
    found = Q(pk__in=named) | Q(reference__iexact=asked.strip())
    return cases.filter(found).order_by("title", "pk")


def view(request: ReviewRequest) -> HttpResponseBase:
    """The question, and what was found."""
    asked = request.GET.get("q", "").strip()[:200]
    short = 0 < len(asked) < SHORTEST
    some = [] if short or not asked else list(found_by(request.viewer.cases(), asked)[: _MOST + 1])
    context = {
        "asked": asked,
        "short": short,
        "cases": [titled(case) for case in some[:_MOST]],
        "more": len(some) > _MOST,
    }
    return render(request, "review/search.html", context)


PAGE = Page("search", "zoeken/", "Zoeken", READERS, view, menu=30)
