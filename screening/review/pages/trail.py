"""What was done with the data of a case or a report: who saw it, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q, QuerySet
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import render

from screening.lists import LISTS
from screening.reference.roles import holding
from screening.reference.workflow import workflow_of
from screening.review.models import Case, ListAccess, Report, Standing
from screening.review.pages.search import SHORTEST, found_by
from screening.review.presenting import titled
from screening.review.reporting import flow
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest, Viewer, packs_seen, seen_by

_MOST = 20
_READS = 200


def view(request: ReviewRequest) -> HttpResponseBase:
    """The question, and per case everything that was done; never the reasons of the case."""
    asked = request.GET.get("q", "").strip()[:200]
    enough = len(asked) >= SHORTEST
    lists = _lists(request.viewer)
    cases = list(found_by(_watched(request.viewer), asked)[:_MOST]) if enough else []
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
        "lists": lists,
        "list": name if name in lists else "",
        "reads": _reads(request.viewer, name) if name in lists else [],
    }
    return render(request, "review/trail.html", context)


def _lists(viewer: Viewer) -> Mapping[str, str]:
    """The lists of which somebody may see the trail, with their titles."""
    every = viewer.may("every_trail")
    return {key: kind.title for key, kind in LISTS.items() if every or key in viewer.lists}


def _watched(viewer: Viewer) -> QuerySet[Case]:
    """The cases of which somebody may see the trail; also what was destroyed is told there."""
    mine, every = viewer.readable(), viewer.roles & holding("every_trail")
    if every:
        packs = packs_seen(every)
        mine |= seen_by(LISTS, {} if packs is None else dict.fromkeys(LISTS, packs))
    return Case.objects.filter(mine)


def _whole(viewer: Viewer) -> frozenset[str]:
    """The lists of which somebody may see what others asked: it tells of all that is on them."""
    every = viewer.roles & holding("every_trail")
    return frozenset(LISTS) if every and packs_seen(every) is None else viewer.whole


def _reads(viewer: Viewer, name: str) -> list[ListAccess]:
    """The last times that somebody read a list, the last first, with the filters in words."""
    found = list(ListAccess.objects.filter(list=name).order_by("-pk")[:_READS])
    whole = name in _whole(viewer)
    for each in found:
        told = QueryDict(each.asked if whole else "").items()
        each.filters = ", ".join(f"{key} {_in_words(name, key, str(value))}" for key, value in told)
    return found


def _in_words(name: str, key: str, value: str) -> str:
    """What was chosen in a filter of the list, as its page called it then or calls it now."""
    if key == "stand":
        state = workflow_of(name).states.get(value)
        return state.title if state else "van toen"
    if key == "run" and value in Standing.values:
        return str(Standing(value).label)
    return value


def _reports(asked: str) -> QuerySet[Report]:
    """Reports with this reference, or of a place in whose address every word stands."""
    of_place = Q()
    for word in asked.split():
        of_place &= Q(content__place__icontains=word)
    found = Report.objects.filter(Q(reference__iexact=asked) | of_place)
    return found.prefetch_related("accesses").order_by("pk")[:_MOST]


PAGE = Page("trail", "verantwoording/", "Verantwoording", holding("trail"), view, menu=80)
