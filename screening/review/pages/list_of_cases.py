"""The cases of a list, filtered by what stands in the address, so that it can be kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpResponseBase
from django.shortcuts import render

from screening.lists import LISTS
from screening.lists.leading import without_leading
from screening.reference.workflow import workflow_of
from screening.review.meetings.voting import blinded_on
from screening.review.models import Case, CaseArea, CaseTopic, LoadedRun, Standing
from screening.review.pages.case import score_shown
from screening.review.presenting import titled
from screening.review.site.page import READERS, Page
from screening.review.site.viewer import ReviewRequest
from screening.review.suppressing import hidden, marked

_PER_PAGE = 50
_ALL = ("", "alle")
_RANKED = "lijst"
_Order = tuple[str, tuple[str, ...]]
_ORDERS: Mapping[str, _Order] = {
    _RANKED: ("in de volgorde van de lijst", ("rank", "pk")),
    "plaats": ("op plaats", ("district", "neighbourhood", "title", "pk")),
    "kenmerk": ("op kenmerk, dus willekeurig", ("reference",)),
}


class _Select(forms.Select):
    """A list to choose from, written in one go: areas are many."""

    template_name = "review/_select.html"


class _Filters(forms.Form):
    """What can stand in the address."""

    gebied = forms.ChoiceField(label="Gebied", required=False, widget=_Select)
    over = forms.ChoiceField(label="Thema of fenomeen", required=False, widget=_Select)
    stand = forms.ChoiceField(label="Stand", required=False, widget=_Select)
    run = forms.ChoiceField(label="In de laatste run", required=False, widget=_Select)
    volgorde = forms.ChoiceField(label="Volgorde", required=False, widget=_Select)
    verborgen = forms.ChoiceField(
        label="Onderdrukt", required=False, widget=_Select,
        choices=[("", "niet tonen"), ("toon", "ook tonen")],
    )  # fmt: skip

    def __init__(
        self, data: Any, cases: QuerySet[Case], name: str, orders: Mapping[str, _Order]
    ) -> None:
        super().__init__(data)
        pairs = cases.order_by().values_list("district", "neighbourhood").distinct()
        lying = CaseArea.objects.filter(case__in=cases).values_list("name", flat=True).distinct()
        areas = sorted({area for pair in pairs for area in pair if area} | {*lying})
        topics = CaseTopic.objects.filter(case__in=cases).values_list("name", flat=True).distinct()
        self._choices("over", [(topic, topic) for topic in sorted(topics)])
        states = workflow_of(name).states
        self._choices("gebied", [(area, area) for area in areas])
        self._choices("stand", [(key, state.title) for key, state in states.items()])
        self._choices("run", [("nieuw", "nieuw"), ("veranderd", "veranderd"), *_standings()])
        self.fields["volgorde"].choices = [  # type: ignore[attr-defined]
            (key, told) for key, (told, _) in orders.items()
        ]

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [_ALL, *choices]  # type: ignore[attr-defined]


def _standings() -> list[tuple[str, str]]:
    return [(each.value, str(each.label)) for each in Standing if each != Standing.DESTROYED]


def view(request: ReviewRequest, name: str) -> HttpResponseBase:
    """A page of the list, which is recorded; 404 for a list that is not for this person."""
    if name not in request.viewer.lists:
        raise Http404
    every = request.viewer.cases_on(name)
    blind = blinded_on(request.viewer, name)
    orders = {key: each for key, each in _ORDERS.items() if not blind or key != _RANKED}
    form = _Filters(request.GET, every, name, orders)
    asked = form.cleaned_data if form.is_valid() else {}
    told, order = orders[asked.get("volgorde") or ("kenmerk" if blind else _RANKED)]
    found = every.filter(_wanted(asked)).order_by(*order)
    marks = marked(every)
    away = [] if asked.get("verborgen") else hidden(marks)
    left_out = found.filter(pk__in=away).count()
    found = found.exclude(pk__in=away)
    if LISTS[name].queue:
        found = found.annotate(
            due=F("now__row__decision_due"), answered=F("now__row__answered")
        )  # fmt: skip
    shown = Paginator(found, _PER_PAGE)
    page = shown.get_page(request.GET.get("bladzijde"))
    lying = _lying(page.object_list)
    for case in page:
        titled(case).marks = marks.get(case.pk)  # type: ignore[attr-defined]
        case.lies = case.neighbourhood or case.district or ", ".join(lying[case.pk])  # type: ignore[attr-defined]
    run = LoadedRun.objects.defer("map").last()
    facts = run.lists.get(name, {}) if run else {}
    notes = facts.get("notes") or []
    context = {
        "name": name,
        "title": LISTS[name].title,
        "facts": facts,
        "notes": _notes(request, name, notes, blind=blind),
        "form": form,
        "page": page,
        "count": page.paginator.count,
        "left_out": left_out,
        "order_told": told,
        "blind": blind,
        "queue": LISTS[name].queue,
        "areas": len(form.fields["gebied"].choices) > 1,  # type: ignore[attr-defined]
    }
    request.viewer.note_list(name, {**_given(asked), "bladzijde": str(page.number)})
    return render(request, "review/list.html", context)


def _notes(
    request: ReviewRequest, name: str, notes: Sequence[str], *, blind: bool
) -> Sequence[str]:
    """What the list says of itself; it counts over the whole list, so to who reads that whole."""
    if name not in request.viewer.whole:
        return ()
    return notes if score_shown(request) and not blind else without_leading(notes)


def _given(asked: Mapping[str, str]) -> dict[str, str]:
    """The filters that were chosen; what is no choice stands in none of them."""
    return {key: value for key, value in asked.items() if value}


def _lying(cases: Iterable[Case]) -> Mapping[int, list[str]]:
    """The areas of cases that lie in more than one, in one question."""
    silent = [case.pk for case in cases if not (case.neighbourhood or case.district)]
    found: dict[int, list[str]] = defaultdict(list)
    if silent:
        named = CaseArea.objects.filter(case__in=silent).order_by("case", "name")
        for case, name in named.values_list("case_id", "name"):
            found[case].append(name)
    return found


def _wanted(asked: dict[str, str]) -> Q:
    wanted = Q()
    if asked.get("gebied"):
        area = asked["gebied"]
        lying = CaseArea.objects.filter(name=area).values("case")
        wanted &= Q(district=area) | Q(neighbourhood=area) | Q(pk__in=lying)
    if asked.get("over"):
        wanted &= Q(pk__in=CaseTopic.objects.filter(name=asked["over"]).values("case"))
    if asked.get("stand"):
        wanted &= Q(state=asked["stand"])
    which = asked.get("run")
    if which == "nieuw":
        wanted &= Q(new=True, standing=Standing.LISTED)
    elif which == "veranderd":
        wanted &= Q(changed=True)
    elif which:
        wanted &= Q(standing=which)
    return wanted


PAGE = Page("list", "lijsten/<str:name>/", "Lijst", READERS, view)
