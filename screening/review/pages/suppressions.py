"""What is left out of account, and until when; what ends first stands first."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render

from screening.review.site.page import READERS, Page
from screening.review.site.viewer import ReviewRequest
from screening.review.suppressing import SOON, active, ending_soon, over

_SHOWN = 50


def view(request: ReviewRequest) -> HttpResponseBase:
    """Those of lists that this person may read."""
    mine = request.viewer.readable("case__")
    now = list(active().filter(mine).select_related("case"))
    soon = set(ending_soon(request.viewer).values_list("pk", flat=True))
    for each in now:
        each.soon = each.pk in soon  # type: ignore[attr-defined]
    ended = over().filter(mine).select_related("case", "end")
    context = {
        "suppressions": now,
        "soon": len(soon),
        "days": SOON,
        "over": list(ended[:_SHOWN]),
        "may_end": request.viewer.may("suppress"),
    }
    return render(request, "review/suppressions.html", context)


PAGE = Page("suppressions", "onderdrukkingen/", "Onderdrukkingen", READERS, view, menu=60)
