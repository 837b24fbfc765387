"""The reports that came in: what is new first; who made them is told to few."""

from __future__ import annotations

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import render

from screening.reference.roles import holding
from screening.reference.vocabulary import words
from screening.review.models import Report
from screening.review.reporting import flow, pending, to_weigh
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest

_PER_PAGE = 50


class _Filters(forms.Form):
    stand = forms.ChoiceField(label="Stand", required=False)
    onderwerp = forms.ChoiceField(label="Onderwerp", required=False)

    def __init__(self, data: object) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        states = [(name, state.title) for name, state in flow().states.items()]
        self.fields["stand"].choices = [("", "alle"), *states]  # type: ignore[attr-defined]
        self.fields["onderwerp"].choices = [  # type: ignore[attr-defined]
            ("", "alle"), *words("signal_topic").items(),
        ]  # fmt: skip


def view(request: ReviewRequest) -> HttpResponseBase:
    """A page of them: what has to be weighed, the urgent first, and then the rest."""
    form = _Filters(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    reports = Report.objects.filter(content__isnull=False).select_related("content")
    if asked.get("stand"):
        reports = reports.filter(state=asked["stand"])
    if asked.get("onderwerp"):
        reports = reports.filter(content__topic=asked["onderwerp"])
    page = Paginator(
        reports.order_by("-content__urgent", "version", "pk"), _PER_PAGE
    ).get_page(request.GET.get("bladzijde"))  # fmt: skip
    for each in page:
        shown(each)
    context = {"form": form, "page": page, "new": to_weigh().count(), "count": page.paginator.count,
               "files": request.viewer.may("reporters")}  # fmt: skip
    return render(request, "review/reports.html", context)


def shown(report: Report) -> Report:
    """The report with the words for its state, its topic and its source, for templates."""
    report.state_title = flow().states[report.state].title  # type: ignore[attr-defined]
    report.topic_title = words("signal_topic")[report.content.topic]  # type: ignore[attr-defined]
    report.source_title = words("signal_source")[report.content.source]  # type: ignore[attr-defined]
    report.waits = pending(report)  # type: ignore[attr-defined]
    return report


PAGE = Page("reports", "meldingen/", "Meldingen", holding("weigh"), view, menu=45)
