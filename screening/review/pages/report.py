"""Saying what was seen somewhere, in two steps: the place, and then what, when and how urgent."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from screening.reference.roles import holding
from screening.reference.vocabulary import words
from screening.review.models import KnownAddress, Report
from screening.review.places import NotAPointError, found, near, point_of
from screening.review.reporting import Told, faults_in, flow, receive
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest, Viewer

_LONGEST = 2_000
_OLDEST_DAYS = 366
_OFFERED = ("boa", "inspector", "kcc", "official", "partner")
_OWN = 20


@dataclass(frozen=True)
class Place:
    """Where it is about: an address, a point, or both."""

    vbo_id: str = ""
    words: str = ""
    point: tuple[float, float] | None = None

    @property
    def known(self) -> bool:
        """Whether there is a place at all."""
        return bool(self.vbo_id) or self.point is not None

    @property
    def told(self) -> str:
        """In words."""
        if self.vbo_id:
            return self.words
        x, y = self.point or (0, 0)
        return f"punt {x:.0f}, {y:.0f} (RD)"


class _Form(forms.Form):
    """What, when, how urgent; the place was chosen before."""

    token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    topic = forms.ChoiceField(label="Onderwerp")
    facts = forms.CharField(
        label="Wat is gezien", max_length=_LONGEST,
        help_text="In feiten: wat was er te zien, te horen of te ruiken? Schrijf geen namen "
        "en geen oordeel over mensen.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
    seen_on = forms.DateField(
        label="Wanneer", help_text="De dag waarop het gezien is.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        error_messages={"invalid": "Geef een dag, zoals 29-11-2026."},
    )  # fmt: skip
    source = forms.ChoiceField(label="U meldt als")
    urgent = forms.ChoiceField(
        label="Kan het wachten", choices=[("nee", "ja, dit kan wachten"), ("ja", "nee, kijk snel")],
        help_text="Is er nu gevaar, bel dan 112.", widget=forms.RadioSelect, initial="nee",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics, sources = words("signal_topic"), words("signal_source")
        self.fields["topic"].choices = [("", "kies"), *topics.items()]  # type: ignore[attr-defined]
        self.fields["source"].choices = [  # type: ignore[attr-defined]
            (name, sources[name]) for name in _OFFERED
        ]

    def clean_facts(self) -> str:
        text = str(self.cleaned_data["facts"]).strip()
        faults = faults_in(text)
        if faults:
            raise ValidationError(" ".join(faults))
        if not any(sign.isalpha() for sign in text):
            raise ValidationError("Schrijf in woorden wat er gezien is.")
        return text

    def clean_seen_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["seen_on"]
        today = timezone.localdate()
        if day > today:
            raise ValidationError("Deze dag is nog niet geweest.")
        if (today - day).days > _OLDEST_DAYS:
            raise ValidationError("Dit is langer dan een jaar geleden; meld wat recent is gezien.")
        return day


def view(request: ReviewRequest) -> HttpResponseBase:
    """The place, then the form; after sending, that it came in and what became of earlier ones."""
    given = request.POST if request.method == "POST" else request.GET
    place, fault = _place(given)
    if not place.known:
        return _ask_place(request, given, fault)
    if request.method != "POST":
        form = _Form(initial={"token": secrets.token_urlsafe(24), "source": _usual(request.viewer)})
        return _ask(request, place, form)
    form = _Form(request.POST)
    if not form.is_valid():
        return _ask(request, place, form)
    made = receive(request.viewer.account, [_told(form.cleaned_data, place)])
    if made:
        messages.success(request, f"Uw melding {made[0].reference} is ontvangen.")
    else:
        messages.info(request, "Deze melding was al ontvangen; er is niets dubbel vastgelegd.")
    return redirect("report")


def _told(said: Mapping[str, Any], place: Place) -> Told:
    x, y = place.point or (None, None)
    return Told(
        said["token"],
        {
            "place": place.told, "vbo_id": place.vbo_id, "x_rd": x, "y_rd": y,
            "topic": said["topic"], "seen": said["facts"], "seen_on": said["seen_on"],
            "urgent": said["urgent"] == "ja", "source": said["source"],
        },
    )  # fmt: skip


def _place(given: Mapping[str, Any]) -> tuple[Place, str]:
    """The place that was chosen, and what was wrong with a point."""
    address = KnownAddress.objects.filter(pk=str(given.get("adres", ""))[:16]).first()
    if address is not None:
        return Place(address.vbo_id, address.address), ""
    if given.get("adres"):
        return Place(), "Dit adres staat niet in het adressenbestand; zoek het opnieuw."
    first, second = (str(given.get(name, "")).strip() for name in ("een", "twee"))
    if not (first or second):
        return Place(), ""
    try:
        point = point_of(first, second)
    except NotAPointError as error:
        return Place(), str(error)
    return (Place(point=point) if given.get("punt") else Place()), ""


def _ask_place(request: ReviewRequest, given: Mapping[str, Any], fault: str) -> HttpResponseBase:
    asked = str(given.get("q", "")).strip()[:200]
    addresses, more = found(asked)
    first, second = (str(given.get(name, "")).strip()[:30] for name in ("een", "twee"))
    point = point_of(first, second) if (first or second) and not fault else None
    context = {
        "asked": asked,
        "addresses": addresses,
        "more": more,
        "first": first,
        "second": second,
        "point": point,
        "around": near(*point) if point else [],
        "fault": fault,
        "own": _own(request.viewer),
        "loaded": KnownAddress.objects.exists(),
    }
    return render(request, "review/report_place.html", context)


def _ask(request: ReviewRequest, place: Place, form: _Form) -> HttpResponseBase:
    return render(
        request, "review/report.html", {"place": place, "form": form},
        status=400 if form.is_bound else 200,
    )  # fmt: skip


def _usual(viewer: Viewer) -> str:
    return "inspector" if "inspector" in viewer.roles else "boa"


def _own(viewer: Viewer) -> list[Report]:
    """What this person reported, and what became of it: the state, not the reasons."""
    reports = Report.objects.filter(content__user=viewer.account).select_related("content")
    found_now = list(reports.order_by("-pk")[:_OWN])
    for each in found_now:
        each.state_title = flow().states[each.state].title  # type: ignore[attr-defined]
        each.topic_title = words("signal_topic")[each.content.topic]  # type: ignore[attr-defined]
    return found_now


PAGE = Page(
    "report", "melden/", "Melding doen", holding("report"), view, menu=40, methods=("GET", "POST")
)
