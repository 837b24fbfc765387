"""The monthly picture: what stands out per area and kind, with what people added about it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponseBase
from django.shortcuts import render

from screening.publish.monthly.section import peaks
from screening.publish.monthly.words import CAVEATS, SMALL, level, named
from screening.reference.roles import holding
from screening.review.duiding import kept
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest, project_of_site
from screening.runs.monthly import pictures, read_picture

_LONGEST = 2_000


class NoteForm(forms.Form):
    """A text about one figure that is shown."""

    figure = forms.ChoiceField(label="Bij welk cijfer")
    text = forms.CharField(
        label="Duiding", max_length=_LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Wat het cijfer kan verklaren of betekenen. Noem geen adres, bedrijf of persoon.",
    )  # fmt: skip

    def __init__(self, content: dict[str, Any], data: Any = None) -> None:
        super().__init__(data)
        self.cells = {f"{c['area_code']}|{c['kind']}": c for c in _first_what_stands_out(content)}
        said = [(key, f"{c['name']}, {c['kind_words']}") for key, c in self.cells.items()]
        self.fields["figure"].choices = said  # type: ignore[attr-defined]

    def clean_text(self) -> str:
        """In words."""
        text = str(self.cleaned_data["text"]).strip()
        if not any(sign.isalpha() for sign in text):
            raise forms.ValidationError("Schrijf de duiding in woorden.")
        return text


def view(
    request: ReviewRequest, month: str | None = None, form: NoteForm | None = None
) -> HttpResponseBase:
    """The picture of the last month, or of the one that is named; ``form`` as it was sent in."""
    folder = project_of_site().folder
    content = read_picture(folder, month)
    if content is None:
        if month is not None:
            raise Http404
        return render(request, "review/monthly.html", {"content": None})
    if form is None and request.viewer.may("interpret"):
        form = NoteForm(content)
    return render(
        request, "review/monthly.html", _shown(content, form, pictures(folder)),
        status=400 if form is not None and form.is_bound else 200,
    )  # fmt: skip


def _first_what_stands_out(content: dict[str, Any]) -> list[dict[str, Any]]:
    told = [each for each in content["cells"] if each["stands_out"] or each["count"] is not None]
    return sorted(told, key=lambda each: not each["stands_out"])


def _shown(content: dict[str, Any], form: NoteForm | None, known: list[str]) -> dict[str, Any]:
    notes = kept(content["month"])
    rows = [
        {
            **each, "season": level(each["season"]), "peers": level(each["peers"]),
            "notes": [n for n in notes
                      if (n.area_code, n.kind) == (each["area_code"], each["kind"])],
        }
        for each in _first_what_stands_out(content)
    ]  # fmt: skip
    ahead = [{**each, "month": named(each["month"])} for each in content["ahead"]]
    return {
        "content": content, "month": named(content["month"]), "small": SMALL,
        "out": [each for each in rows if each["stands_out"]], "rows": rows,
        "caveats": CAVEATS, "peaks": peaks(content), "ahead": ahead, "form": form,
        "months": [(each, named(each)) for each in reversed(known)],
    }  # fmt: skip


PAGE = Page("monthly", "maandbeeld/", "Maandbeeld", holding("areas"), view, menu=55)
