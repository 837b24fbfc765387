"""Taking a step with a case in a meeting."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect

from screening.reference.roles import holding
from screening.reference.workflow import workflow_of
from screening.review.deciding import RefusedError, require_as_seen
from screening.review.meetings.forms import TreatForm
from screening.review.meetings.treating import take
from screening.review.models import Decision
from screening.review.pages.meeting_case import on_agenda, shown
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest


def view(request: ReviewRequest, meeting: str, reference: str) -> HttpResponseBase:
    """Back to the agenda when it is done; else the case with what is missing."""
    item = on_agenda(request, meeting, reference)
    form = TreatForm(item.case, request.viewer, request.POST)
    try:
        require_as_seen(item.case, *form.seen_before)
        if not form.is_valid():
            return shown(request, item, treat=form)
        decision = take(request.viewer, meeting, reference, form.choice(), form.follow())
    except RefusedError as why:
        return shown(request, item, treat=form, why=why)
    request.viewer.note(item.case, "decide")
    told = f"Vastgelegd: {workflow_of(item.case.list).steps[decision.step].title}."
    if decision.kind == Decision.Kind.PROPOSED:
        told += " De stap gaat in als een tweede persoon hem bevestigt."
    messages.success(request, told)
    return redirect("meeting", meeting=meeting)


PAGE = Page(
    "meeting_decide", "vergaderingen/<str:meeting>/zaken/<str:reference>/besluit/",
    "Besluiten in de vergadering", holding("convene") | holding("vote"), view, methods=("POST",),
)  # fmt: skip
