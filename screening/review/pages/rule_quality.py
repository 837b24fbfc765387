"""What came of each rule: confirmed, refuted, unknown, beside the random part; what is followed."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from screening.lists import LISTS
from screening.review.following import followed, suppressed
from screening.review.quality_of_project import quality_of
from screening.review.rule_quality import FEWEST, MOST_FOLLOWED, RuleQuality
from screening.review.site.page import READERS, Page
from screening.review.site.viewer import ReviewRequest, project_of_site


def view(request: ReviewRequest) -> HttpResponseBase:
    """A table per list that somebody reads whole, over everything and per control."""
    every = quality_of(project_of_site().folder, followed(), suppressed(timezone.localdate()))
    mine = [each for each in every if each.list in request.viewer.whole]
    tables = [
        {"action": action, "title": LISTS[name].title, "rules": [*rules]}
        for (action, name), rules in groupby(mine, key=_of)
    ]
    warned = [each for each in mine if each.warnings]
    context = {"tables": tables, "warned": warned, "fewest": FEWEST, "most": MOST_FOLLOWED}
    return render(request, "review/rule_quality.html", context)


def _of(each: RuleQuality) -> tuple[str | None, str]:
    return each.action, each.list


PAGE = Page("rule_quality", "regels/", "Wat regels opleveren", READERS, view, menu=50)
