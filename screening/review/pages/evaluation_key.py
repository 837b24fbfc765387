"""The key of a blind list: per row where it came from, to read or as csv; that is recorded."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render

from screening.reference.roles import holding
from screening.review.origin_keys import blind_lists, csv_of, with_cases
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest, project_of_site


def view(request: ReviewRequest, run: str, name: str) -> HttpResponseBase:
    """The rows of one list of one run."""
    every = blind_lists(project_of_site().folder, request.viewer)
    found = next((each for each in every if (each.short, each.list) == (run, name)), None)
    if found is None:
        raise Http404
    form = "csv" if request.GET.get("als") == "csv" else ""
    request.viewer.note_list(name, {"sleutel": run, "als": form})
    if not form:
        context = {"listed": found, "rows": with_cases(found)}
        return render(request, "review/evaluation_key.html", context)
    answer = HttpResponse(csv_of(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="sleutel-{run}-{name}.csv"'
    return answer


PAGE = Page(
    "evaluation_key", "evaluatie/<str:run>/<str:name>/", "Evaluatie", holding("origins"), view
)
