"""What was done with the data of a case or a report: who saw it, and what became of it."""

from __future__ import annotations

from urllib.parse import parse_qsl

from django.db.models import Q, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import render

from screening.lists import LISTS
from screening.reference.roles import roles
from screening.review.models import Case, ListAccess, Report
from screening.review.pages.search import SHORTEST, found_by
from screening.review.presenting import titled
from screening.review.reporting import flow
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest

_MOST = 20
_READS = 200


def view(request: ReviewRequest) -> HttpResponseBase:
    """The question, and per case everything that was done; never the reasons of the case."""
    asked = request.GET.get("q", "").strip()[:200]
    enough = len(asked) >= SHORTEST
    cases = list(found_by(Case.objects.all(), asked)[:_MOST]) if enough else []
    reports = list(_reports(asked)) if enough else []
    for report in reports:
        title = flow().states[report.state].title
        report.state_title = title  # type: ignore[attr-defined]
    for case in cases:
        titled(case)
        case.trail = case.accesses.order_by("-pk")  # type: ignore[attr-defined]
        request.viewer.note(case, "trail")
    name = request.GET.get("lijst", "")
    context = {
        "asked": asked,
        "cases": cases,
        "reports": reports,
        "lists": {key: kind.title for key, kind in LISTS.items()},
        "list": name if name in LISTS else "",
        "reads": _reads(name) if name in LISTS else [],
    }
    return render(request, "review/trail.html", context)


def _reads(name: str) -> list[ListAccess]:
    """The last times that somebody read a list, the last first, with the filters in words."""
    found = list(ListAccess.objects.filter(list=name).order_by("-pk")[:_READS])
    for each in found:
        told = parse_qsl(each.asked)
        each.filters = ", ".join(f"{key} {value}" for key, value in told)
    return found


def _reports(asked: str) -> QuerySet[Report]:
    """Reports with this reference, or of a place in whose address every word stands."""
    of_place = Q()
    for word in asked.split():
        of_place &= Q(content__place__icontains=word)
    found = Report.objects.filter(Q(reference__iexact=asked) | of_place)
    return found.prefetch_related("accesses").order_by("pk")[:_MOST]


_ROLES = frozenset(name for name, role in roles().items() if "trail" in role.may)
PAGE = Page("trail", "verantwoording/", "Verantwoording", _ROLES, view, menu=80)
