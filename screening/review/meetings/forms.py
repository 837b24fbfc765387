"""The forms of a meeting: calling one, voting, and deciding with who does it and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone

from screening.lists import LISTS
from screening.review.deciding import steps_for
from screening.review.forms import DecideForm, SeenForm
from screening.review.meetings.holding import lists_with_meetings, people_with
from screening.review.meetings.treating import Follow
from screening.review.meetings.voting import options
from screening.review.models import Account, Case
from screening.review.site.viewer import Viewer

_LONGEST, _NAME = 4_000, 200


def _day(label: str, help_text: str, *, required: bool) -> forms.DateField:
    return forms.DateField(
        label=label, help_text=help_text, required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        error_messages={"invalid": "Geef een dag, zoals 29-11-2026."},
    )  # fmt: skip


class ConveneForm(forms.Form):
    """Which list, when, under whom, and whether people vote blind."""

    list = forms.ChoiceField(label="Over welke lijst", widget=forms.RadioSelect)
    day = _day("Dag van de vergadering", "Zoals 29-11-2026.", required=True)
    chair = forms.ChoiceField(label="Voorzitter")
    blind = forms.BooleanField(
        label="Blind stemmen", required=False, initial=True,
        help_text="Punten, herkomst en stemmen van anderen zijn pas te zien na de eigen stem.",
    )  # fmt: skip

    def __init__(self, viewer: Viewer, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"day": timezone.localdate()})
        lists = lists_with_meetings(viewer)
        chairs = {each.pk: each for name in lists for each in people_with("preside", name)}
        self._chairs = {str(pk): each for pk, each in chairs.items()}
        self.fields["list"].choices = [(name, LISTS[name].title) for name in lists]  # type: ignore[attr-defined]
        self.fields["chair"].choices = [(pk, str(each)) for pk, each in self._chairs.items()]  # type: ignore[attr-defined]

    def clean_chair(self) -> Account:
        """The account that was chosen."""
        return self._chairs[self.cleaned_data["chair"]]


class VoteForm(SeenForm):
    """What a member would decide, and why."""

    step = forms.ChoiceField(
        label="Uw stem", widget=forms.RadioSelect,
        error_messages={"required": "Kies waarvoor u stemt."},
    )  # fmt: skip
    reason = forms.CharField(
        label="Waarom, in woorden", max_length=_LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Schrijf dit in woorden."},
    )  # fmt: skip

    def __init__(self, case: Case, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(case, data)
        self.auto_id = "vote_%s"  # the form of a decision stands on the same page
        self.fields["step"].choices = [(step.name, step.title) for step in options(case)]  # type: ignore[attr-defined]


class TreatForm(DecideForm):
    """The same as outside a meeting, with who does what follows and until when."""

    owner = forms.CharField(
        label="Wie pakt het op", required=False, max_length=_NAME,
        help_text="Mag leeg blijven.",
    )  # fmt: skip
    term = _day("Termijn", "De laatste dag; mag leeg blijven.", required=False)

    def __init__(self, case: Case, viewer: Viewer, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(case, steps_for(case, viewer), data)

    def clean_term(self) -> dt.date | None:
        """Not in the past."""
        term: dt.date | None = self.cleaned_data["term"]
        if term is not None and term < timezone.localdate():
            raise forms.ValidationError("Deze termijn is al voorbij.")
        return term

    def follow(self) -> Follow:
        """Who, and until when; of a valid form."""
        return Follow(self.cleaned_data["owner"], self.cleaned_data["term"])


class RemarkForm(forms.Form):
    """What is added to minutes that were settled."""

    words = forms.CharField(
        label="Aanvulling", max_length=_LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Schrijf dit in woorden."},
    )  # fmt: skip
