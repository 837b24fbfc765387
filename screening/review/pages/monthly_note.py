"""A text that somebody adds to a figure of the monthly picture (duiding)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect

from screening.reference.roles import holding
from screening.review.models import FigureNote
from screening.review.pages.monthly import NoteForm
from screening.review.pages.monthly import view as shown
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest, project_of_site
from screening.runs.monthly import read_picture


def view(request: ReviewRequest, month: str) -> HttpResponseBase:
    """Keep the text with its figure, or say what is wrong with it."""
    content = read_picture(project_of_site().folder, month)
    if content is None:
        raise Http404
    form = NoteForm(content, request.POST)
    if not form.is_valid():
        return shown(request, month, form)
    cell, viewer = form.cells[form.cleaned_data["figure"]], request.viewer
    FigureNote.objects.create(
        area_code=cell["area_code"], area_name=cell["name"][:200], kind=cell["kind"], month=month,
        text=form.cleaned_data["text"], user=viewer.account, user_name=str(viewer.account)[:200],
        role=viewer.role_for(tuple(holding("interpret"))) or "",
    )  # fmt: skip
    messages.success(request, "Vastgelegd: de duiding staat bij het cijfer.")
    return redirect("monthly_of", month=month)


PAGE = Page(
    "monthly_note", "maandbeeld/<str:month>/duiding/", "Duiding toevoegen", holding("interpret"),
    view, methods=("POST",),
)  # fmt: skip
