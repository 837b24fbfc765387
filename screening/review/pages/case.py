"""A case: why it is on the list, what speaks against that, what is missing, what was decided."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from screening.lists import LISTS
from screening.review.models import Case, Standing
from screening.review.presenting import annex_of, parts_of, titled, told_decisions
from screening.review.site.page import READERS, Page
from screening.review.site.viewer import ReviewRequest, project_of_site


def view(request: ReviewRequest, reference: str) -> HttpResponseBase:
    """The page; that it was seen is recorded."""
    viewer = request.viewer
    case = get_object_or_404(viewer.cases().select_related("now", "pending"), reference=reference)
    viewer.note(case, "case")
    score = project_of_site().review.show_score or request.GET.get("toon") == "punten"
    context = {
        "case": titled(case),
        "list_title": LISTS[case.list].title,
        "parts": parts_of(case, score=score),
        "annex": annex_of(case) if viewer.may("annex") else [],
        "signals": case.now.signals if case.now else [],
        "decisions": told_decisions(case),
        "warnings": list(_warnings(case)),
        "score": score,
    }
    return render(request, "review/case.html", context)


def _warnings(case: Case) -> Iterable[str]:
    if case.standing == Standing.GONE:
        yield "In de laatste run is er geen signaal meer: gegevens zijn veranderd of gecorrigeerd."


PAGE = Page("case", "zaken/<str:reference>/", "Casus", READERS, view)
