"""One area: what several sources say of it, side by side, each with its mark."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.shortcuts import render

from screening.publish.area_words import above_in_words, cells, heads, kind_of_area
from screening.reference.pictures import pictures
from screening.reference.roles import holding
from screening.review.area_rows import last_rows
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest


def view(request: ReviewRequest, code: str) -> HttpResponseBase:
    """Its pictures; 404 for an area of which the run keeps no figures."""
    run, every = last_rows(request.viewer)
    rows = [row for row in every if row["area_code"] == code]
    if not rows:
        raise Http404
    shown = [
        {
            "about": about,
            "above": above_in_words(found),
            "rows": [list(zip(heads(), cells(row), strict=True)) for row in found],
        }
        for name, about in pictures().items()
        if (found := [row for row in rows if row["picture"] == name])
    ]
    told = {"name": rows[0]["name"], "kind": kind_of_area(rows[0]["level_of_area"]), "code": code}
    return render(
        request, "review/area.html",
        {"area": told, "pictures": shown, "heads": heads(), "run": run},
    )  # fmt: skip


PAGE = Page("area", "gebieden/<str:code>/", "Gebied", holding("areas"), view)
