"""Effects of measures and controls that somebody worked out and kept, with what they do not say."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render

from screening.reference.roles import holding
from screening.review.effect_in_words import caveats, in_words, period
from screening.review.kept_effects import effect_in, kept
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest, project_of_site


def view(request: ReviewRequest) -> HttpResponseBase:
    """The newest first; counts of areas only, so nothing of a case is in it."""
    entries = kept(project_of_site().folder).entries()
    effects = [
        {
            "found": (found := effect_in(entry)),
            "entry": entry,
            "words": in_words(found),
            "caveats": caveats(found),
            "periods": [period(found.period_before), period(found.period_after)],
        }
        for entry in reversed(entries)
    ]
    return render(request, "review/effects.html", {"effects": effects})


PAGE = Page("effects", "effecten/", "Effect van maatregelen", holding("areas"), view, menu=60)
