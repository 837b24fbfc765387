"""The questions of a list as fields of a page, a few at a time, for a small screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from screening.lists.form import Field
from screening.review.filled import LONGEST, Value

AT_ONCE = 3
"""Questions a step asks: what a phone shows without much scrolling."""
_LINE = 30
"""Characters; a question that is wider gets more than a line."""
_DAYS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d-%m-%y")
_FIRST, _LAST = dt.date(1990, 1, 1), dt.date(2100, 1, 1)


def steps_of(form: Sequence[Field]) -> list[tuple[Field, ...]]:
    """The questions in steps, in order."""
    return [tuple(form[first : first + AT_ONCE]) for first in range(0, len(form), AT_ONCE)]


def typed_in(form: Sequence[Field], posted: QueryDict) -> dict[str, Any]:
    """What was typed for these questions, as it was typed; nothing is lost that is no answer."""
    return {
        each.key: posted.getlist(each.key)[:100]
        if each.answer == "codes"
        else posted.get(each.key, "")[: 2 * LONGEST]
        for each in form
    }


def asked(form: Sequence[Field], typed: Mapping[str, Any] | None = None) -> forms.Form:
    """The questions as a form; bound to what was ``typed`` where that is given."""
    page = forms.Form(typed, use_required_attribute=False)
    for each in form:
        page.fields[each.key] = _field(each)
    return page


def _field(each: Field) -> forms.Field:
    common: dict[str, Any] = {"label": each.heading, "required": False}
    if each.answer == "date":
        return forms.DateField(
            **common, input_formats=_DAYS, validators=[_meant],
            widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": "Dit is geen datum; schrijf die als 12-03-2026."},
        )  # fmt: skip
    if each.answer == "code":
        choices = [("", "nog niet bekend"), *each.choices.items()]
        return forms.ChoiceField(**common, choices=choices, widget=forms.RadioSelect)
    if each.answer == "codes":
        return forms.MultipleChoiceField(
            **common, choices=list(each.choices.items()), widget=forms.CheckboxSelectMultiple
        )
    widget = forms.Textarea({"rows": 3}) if each.width >= _LINE else forms.TextInput()
    return forms.CharField(**common, max_length=LONGEST, widget=widget)


def _meant(day: dt.date) -> None:
    if not _FIRST <= day < _LAST:
        raise forms.ValidationError("Kies een dag tussen 1990 en 2100.")


def answers_of(page: forms.Form) -> dict[str, Value]:
    """The answers of a form without errors, as the record keeps them; an empty one is none."""
    found: dict[str, Value] = {}
    for name, value in page.cleaned_data.items():
        if isinstance(value, dt.date):
            found[name] = value.isoformat()
        elif isinstance(value, list) and value:
            found[name] = sorted(value)
        elif isinstance(value, str) and value.strip():
            found[name] = value.strip()
    return found


def in_words(form: Sequence[Field], answers: Mapping[str, Value]) -> list[tuple[str, str]]:
    """Each question with its answer in words; empty where there is none."""
    return [(each.heading, _words(each, answers.get(each.key))) for each in form]


def _words(asked: Field, value: Value | None) -> str:
    if value is None:
        return ""
    if asked.answer == "date" and isinstance(value, str):
        return "-".join(reversed(value.split("-")))
    codes = value if isinstance(value, list) else [value]
    return "; ".join(asked.choices.get(code, code) for code in codes)
