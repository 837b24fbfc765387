"""What is left out of account, and until when; what ends first stands first."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from screening.review.site.page import READERS, Page
from screening.review.site.viewer import ReviewRequest
from screening.review.suppressing import active, over

_SOON = 30
_SHOWN = 50


def view(request: ReviewRequest) -> HttpResponseBase:
    """Those of lists that this person may read."""
    lists = request.viewer.lists
    now = list(active().filter(case__list__in=lists).select_related("case"))
    soon = timezone.localdate() + dt.timedelta(days=_SOON)
    for each in now:
        each.soon = each.until <= soon  # type: ignore[attr-defined]
    ended = over().filter(case__list__in=lists).select_related("case", "end")
    context = {
        "suppressions": now,
        "soon": sum(each.until <= soon for each in now),
        "days": _SOON,
        "over": list(ended[:_SHOWN]),
        "may_end": request.viewer.may("suppress"),
    }
    return render(request, "review/suppressions.html", context)


PAGE = Page("suppressions", "onderdrukkingen/", "Onderdrukkingen", READERS, view, menu=60)
