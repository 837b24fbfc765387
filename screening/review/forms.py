"""The forms by which people decide: the same fields for every step, whichever way it goes (T17)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from screening.reference.workflow import Step, questions, workflow_of
from screening.review.deciding import Answer, Choice
from screening.review.models import Case
from screening.review.presenting import seen_hash

_ANSWERS = "answer_"
_LONGEST = 4_000


class _Words(forms.CharField):
    """Words at some length."""

    def __init__(self, label: str, help_text: str) -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            max_length=_LONGEST,
            widget=forms.Textarea(attrs={"rows": 4}),
            error_messages={"required": "Schrijf dit in woorden."},
        )


class SeenForm(forms.Form):
    """A form about a case as somebody saw it: with the version, and the hash of what was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, case: Case, data: Mapping[str, Any] | None = None) -> None:
        shown = {"version": case.version, "seen": seen_hash(case)}
        super().__init__(data, initial=shown)

    @property
    def seen_before(self) -> tuple[int, str]:
        """The version and the hash that came with the form; -1 for a version that is none."""
        given = str(self.data.get("version", ""))
        return int(given) if given.isdecimal() else -1, str(self.data.get("seen", ""))

    def shown_anew(self, case: Case) -> None:
        """From here on about the case as it is now; what was typed stays."""
        self.data = {**self.data.dict(), "version": case.version, "seen": seen_hash(case)}  # type: ignore[attr-defined]


class DecideForm(SeenForm):
    """Which step, and why; every step asks the same."""

    step = forms.ChoiceField(
        label="Wat wordt besloten",
        widget=forms.RadioSelect,
        error_messages={"required": "Kies wat wordt besloten."},
    )
    reason = _Words("Reden, in woorden", "Waarom dit besluit, en waar dat op rust.")
    contra = _Words(
        "Wat ervoor pleit iets anders te doen",
        "Ook gewone verklaringen. Zag u niets, schrijf dat dan op.",
    )

    def __init__(
        self, case: Case, steps: Sequence[Step], data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(case, data)
        self.fields["step"].choices = [(step.name, _told(step)) for step in steps]  # type: ignore[attr-defined]
        state = workflow_of(case.list).states[case.state]
        for name in state.asks:
            question = questions()[name]
            self.fields[f"{_ANSWERS}{name}"] = forms.ChoiceField(
                label=question.title,
                choices=list(question.choices.items()),
                widget=forms.RadioSelect,
                error_messages={"required": "Kies een antwoord."},
            )
        asked = [f"{_ANSWERS}{name}" for name in state.asks]
        self.order_fields([*asked, "step", "reason", "contra"])

    def choice(self) -> Choice:
        """What was chosen; of a valid form."""
        said = self.cleaned_data
        answers = {
            name.removeprefix(_ANSWERS): value
            for name, value in said.items()
            if name.startswith(_ANSWERS)
        }
        return Choice(
            said["step"], said["reason"], said["contra"], said["version"], said["seen"], answers
        )


class AnswerForm(SeenForm):
    """What a second person says of a step that somebody else proposed."""

    agrees = forms.ChoiceField(
        label="Gaat deze stap door?",
        choices=[("ja", "ja, de stap gaat door"), ("nee", "nee, de casus blijft waar hij is")],
        widget=forms.RadioSelect,
        error_messages={"required": "Kies of de stap doorgaat."},
    )
    reason = _Words("Reden, in woorden", "Wat u zelf las en hoe u het weegt.")
    contra = _Words(
        "Wat ervoor pleit iets anders te doen",
        "Ook gewone verklaringen. Zag u niets, schrijf dat dan op.",
    )

    def answer(self) -> Answer:
        """What was answered; of a valid form."""
        said = self.cleaned_data
        return Answer(
            said["agrees"] == "ja", said["reason"], said["contra"], said["version"], said["seen"]
        )


class ConsentForm(forms.Form):
    """When it was agreed, and in which words."""

    given_on = forms.DateField(
        label="Datum van de instemming",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Vul de datum in.", "invalid": "Vul een datum in."},
    )
    words = _Words("Wat is afgesproken", "Wie stemde in, waarmee, en onder welke voorwaarden.")

    def clean_given_on(self) -> dt.date:
        """Not in the future."""
        given: dt.date = self.cleaned_data["given_on"]
        if given > dt.datetime.now(tz=dt.UTC).date():
            raise forms.ValidationError("Deze datum ligt in de toekomst.")
        return given


def _told(step: Step) -> str:
    return f"{step.title} (een tweede persoon bevestigt)" if step.second else step.title
