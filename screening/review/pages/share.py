"""Making a package about a case ready for a partner, after the decision to share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render

from screening.reference.roles import holding
from screening.reference.sharing import Recipient
from screening.review.deciding import RefusedError
from screening.review.models import Case
from screening.review.pages.case import case_of
from screening.review.presenting import titled
from screening.review.sharing import Wanted, columns_for, make, open_to
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest

_BASIS, _NAME, _LONGEST = 400, 200, 4_000


class _Form(forms.Form):
    fields_chosen = forms.MultipleChoiceField(
        label="Welke gegevens", widget=forms.CheckboxSelectMultiple,
        help_text="Alleen wat de ontvanger nodig heeft.",
        error_messages={"required": "Kies ten minste één gegeven."},
    )  # fmt: skip
    basis = forms.CharField(label="Grondslag", max_length=_BASIS)
    privacy = forms.CharField(
        label="Toets vooraf, in woorden", max_length=_LONGEST,
        help_text="Waarom delen nodig is, en waarom deze gegevens en niet minder.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    contact = forms.CharField(
        label="Contactpunt", max_length=_NAME,
        help_text="Bij wie de ontvanger en betrokkenen terecht kunnen.",
    )  # fmt: skip
    selection = forms.BooleanField(
        label="Met het blad waarom de casus gekozen is", required=False,
        help_text="Dat is geen bewijs, en kan meestal weg.",
    )  # fmt: skip

    def __init__(self, case: Case, recipient: Recipient, data: Any = None) -> None:
        super().__init__(data, initial={"basis": recipient.basis})
        self.fields["fields_chosen"].choices = [  # type: ignore[attr-defined]
            (column.key, column.heading) for column in columns_for(case, recipient)
        ]

    def wanted(self, name: str) -> Wanted:
        """What was asked; of a valid form."""
        said = self.cleaned_data
        return Wanted(
            name, said["basis"], said["privacy"], said["contact"], tuple(said["fields_chosen"]),
            said["selection"],
        )  # fmt: skip


def view(request: ReviewRequest, reference: str, recipient: str) -> HttpResponseBase:
    """The form, or the package; 404 where nothing may go to this recipient now."""
    case = case_of(request, reference)
    found = open_to(case).get(recipient)
    if found is None:
        raise Http404
    form = _Form(case, found, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = make(request.viewer, reference, form.wanted(recipient))
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            answer = HttpResponse(made.content, content_type="application/zip")
            name = f"pakket-{recipient}-{case.reference}.zip"
            answer["Content-Disposition"] = f'attachment; filename="{name}"'
            return answer
    context = {"case": titled(case), "recipient": found, "form": form,
               "packages": list(case.packages.all())}  # fmt: skip
    return render(request, "review/share.html", context, status=400 if form.is_bound else 200)


PAGE = Page(
    "share", "zaken/<str:reference>/delen/<str:recipient>/", "Delen", holding("share"), view,
    methods=("GET", "POST"),
)  # fmt: skip
