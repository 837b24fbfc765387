"""Leaving a rule out of account for a subject of a case: which signal, why, until when."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from screening.reference.roles import holding
from screening.review.deciding import RefusedError
from screening.review.models import Case
from screening.review.presenting import titled
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest
from screening.review.suppressing import MOST_DAYS, Key, free, key_of, suppress

_USUAL_DAYS = 90
_LONGEST = 2_000


class _Form(forms.Form):
    signal = forms.ChoiceField(label="Signaal", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Waarom", max_length=_LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Bijvoorbeeld: wat er is nagegaan, en waarom dit signaal hier niets zegt.",
    )  # fmt: skip
    until = forms.DateField(
        label="Tot en met", help_text="Ten hoogste een jaar; daarna telt het signaal weer mee.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        error_messages={"invalid": "Geef een dag, zoals 29-11-2026."},
    )  # fmt: skip

    def __init__(self, case: Case, data: Any = None) -> None:
        until = timezone.localdate() + dt.timedelta(days=_USUAL_DAYS)
        super().__init__(data, initial={"until": until})
        self.keys = {"|".join(key): key for key in free(case)}
        choices = [("|".join(key), title) for key, title in _told(case).items()]
        self.fields["signal"].choices = choices  # type: ignore[attr-defined]

    def clean_until(self) -> dt.date:
        until: dt.date = self.cleaned_data["until"]
        today = timezone.localdate()
        if not today < until <= today + dt.timedelta(days=MOST_DAYS):
            raise ValidationError("De einddag ligt na vandaag en ten hoogste een jaar verder.")
        return until


def _told(case: Case) -> dict[Key, str]:
    """The signals that can be suppressed; what each says too where two have the same title."""
    titles = free(case)
    texts = {key_of(each): each.get("text", "") for each in case.now.signals} if case.now else {}
    times = Counter(titles.values())
    return {
        key: f"{title}: {texts[key]}" if times[title] > 1 else title
        for key, title in titles.items()
    }


def view(request: ReviewRequest, reference: str) -> HttpResponseBase:
    """The form, or what came of it."""
    viewer = request.viewer
    case = get_object_or_404(viewer.cases().select_related("now", "pending"), reference=reference)
    viewer.note(case, "suppress")
    form = _Form(case, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            suppress(viewer, case, form.keys[said["signal"]], said["reason"], said["until"])
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Vastgelegd: het signaal is onderdrukt.")
            return redirect("case", reference=reference)
    return render(
        request, "review/suppress.html",
        {"case": titled(case), "form": form, "any": bool(form.keys)},
        status=400 if form.is_bound else 200,
    )  # fmt: skip


PAGE = Page(
    "suppress", "zaken/<str:reference>/onderdrukken/", "Signaal onderdrukken",
    holding("suppress"), view, methods=("GET", "POST"),
)  # fmt: skip
