"""The areas of the municipality, with what is above comparable areas, of the run that is shown."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render

from screening.publish.area_words import above_in_words, kind_of_area
from screening.reference.roles import holding
from screening.review.area_rows import by_area, last_rows
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest


def view(request: ReviewRequest) -> HttpResponseBase:
    """Every area with figures; of areas only, so nothing of a case is in it."""
    run, rows = last_rows(request.viewer)
    areas = [
        {
            "code": found[0]["area_code"],
            "name": found[0]["name"],
            "kind": kind_of_area(found[0]["level_of_area"]),
            "above": above_in_words(found),
        }
        for found in by_area(rows)
    ]
    return render(request, "review/areas.html", {"areas": areas, "run": run})


PAGE = Page("areas", "gebieden/", "Gebieden", holding("areas"), view, menu=55)
