"""The monthly picture as a file: a table, the facts, or a page, with what was added about it."""

from __future__ import annotations

import json

from django.http import Http404, HttpResponse, HttpResponseBase

from screening.publish.monthly.page import ahead_csv, cells_csv, page
from screening.reference.roles import holding
from screening.review.duiding import kept
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest, project_of_site
from screening.runs.monthly import read_picture


def view(request: ReviewRequest, month: str, form: str) -> HttpResponseBase:
    """The file of a month in the form that is asked for."""
    del request
    content = read_picture(project_of_site().folder, month)
    if content is None:
        raise Http404
    notes = kept(month)
    if form == "json":
        said = [{**vars(each)} for each in notes]
        text = json.dumps({**content, "duiding": said}, ensure_ascii=False, indent=1)
        return _file(f"{text}\n", "application/json", f"maandbeeld-{month}.json")
    if form == "csv":
        return _file(cells_csv(content, notes), "text/csv", f"maandbeeld-{month}.csv")
    if form == "vooruitblik.csv":
        return _file(ahead_csv(content), "text/csv", f"vooruitblik-{month}.csv")
    if form == "html":
        return _file(page(content, notes), "text/html", f"maandbeeld-{month}.html")
    raise Http404


def _file(text: str, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


PAGE = Page(
    "monthly_file",
    "maandbeeld/<str:month>/bestand/<str:form>/",
    "Maandbeeld",
    holding("areas"),
    view,
)
