"""Calling a meeting."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from screening.reference.roles import holding
from screening.review.deciding import RefusedError
from screening.review.meetings.forms import ConveneForm
from screening.review.meetings.holding import convene
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest


def view(request: ReviewRequest) -> HttpResponseBase:
    """The form, or the meeting that was made."""
    form = ConveneForm(request.viewer, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            made = convene(
                request.viewer, said["list"], said["day"], said["chair"], blind=said["blind"]
            )
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "De vergadering is vastgelegd.")
            return redirect("meeting", meeting=made.reference)
    status = 400 if form.is_bound else 200
    return render(request, "review/meeting_new.html", {"form": form}, status=status)


PAGE = Page(
    "meeting_new", "vergadering-beleggen/", "Vergadering beleggen", holding("convene"), view,
    methods=("GET", "POST"),
)  # fmt: skip
