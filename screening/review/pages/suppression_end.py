"""Ending a suppression before its day."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from screening.reference.roles import holding
from screening.review.deciding import RefusedError
from screening.review.models import Suppression
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest
from screening.review.suppressing import end

_LONGEST = 2_000


class _Form(forms.Form):
    reason = forms.CharField(
        label="Waarom", max_length=_LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )


def view(request: ReviewRequest, suppression: int) -> HttpResponseBase:
    """The form, or what came of it."""
    mine = Suppression.objects.filter(request.viewer.readable("case__"))
    found = get_object_or_404(mine.select_related("case"), pk=suppression)
    form = _Form(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            end(request.viewer, found, form.cleaned_data["reason"])
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Vastgelegd: het signaal telt weer mee.")
            return redirect("suppressions")
    return render(
        request, "review/suppression_end.html", {"suppression": found, "form": form},
        status=400 if form.is_bound else 200,
    )  # fmt: skip


PAGE = Page(
    "suppression_end", "onderdrukkingen/<int:suppression>/", "Onderdrukking beëindigen",
    holding("suppress"), view, methods=("GET", "POST"),
)  # fmt: skip
