"""The second pair of eyes: confirming or declining what somebody else proposed (T20)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from screening.review.deciding import RefusedError, answer, may_answer, require_as_seen
from screening.review.forms import AnswerForm
from screening.review.pages.case import case_of, context_of
from screening.review.pages.decide import WRONG, refuse
from screening.review.site.page import READERS, Page
from screening.review.site.viewer import ReviewRequest


def view(request: ReviewRequest, reference: str) -> HttpResponseBase:
    """Back to the case when it is done; else the case with what is missing, and what was typed."""
    case = case_of(request, reference)
    form = AnswerForm(case, request.POST)
    try:
        require_as_seen(case, *form.seen_before)
        if not may_answer(case, request.viewer):
            messages.warning(request, "Er wacht hier niets op u als tweede persoon.")
            return redirect("case", reference=reference)
        decision = answer(request.viewer, reference, form.answer()) if form.is_valid() else None
    except RefusedError as refused:
        return refuse(request, reference, form, refused)
    if decision is not None:
        request.viewer.note(case, "second")
        messages.success(request, f"Vastgelegd: {decision.get_kind_display()}.")
        return redirect("case", reference=reference)
    context = context_of(request, case, answer=form)
    return render(request, "review/case.html", context, status=WRONG)


PAGE = Page("second", "zaken/<str:reference>/tweede/", "Tweede persoon", READERS, view,
            methods=("POST",))  # fmt: skip
