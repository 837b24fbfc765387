"""Taking a step with a case."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from screening.reference.workflow import workflow_of
from screening.review.deciding import ConflictError, RefusedError, require_as_seen, steps_for, take
from screening.review.forms import AnswerForm, DecideForm
from screening.review.models import Decision
from screening.review.pages.case import case_of, context_of
from screening.review.site.faults import typed_in
from screening.review.site.page import READERS, Page
from screening.review.site.viewer import ReviewRequest

CONFLICT, WRONG = 409, 400


def view(request: ReviewRequest, reference: str) -> HttpResponseBase:
    """Back to the case when it is done; else the case with what is missing, and what was typed."""
    case = case_of(request, reference)
    steps = steps_for(case, request.viewer)
    form = DecideForm(case, steps, request.POST)
    try:
        require_as_seen(case, *form.seen_before)
        if not steps:
            messages.warning(request, "Er is hier nu geen stap die bij uw rol hoort.")
            return redirect("case", reference=reference)
        decision = take(request.viewer, reference, form.choice()) if form.is_valid() else None
    except RefusedError as refused:
        return refuse(request, reference, form, refused)
    if decision is not None:
        request.viewer.note(case, "decide")
        title = workflow_of(case.list).steps[decision.step].title
        told = f"Vastgelegd: {title}."
        if decision.kind == Decision.Kind.PROPOSED:
            told += " De stap gaat in als een tweede persoon hem bevestigt."
        messages.success(request, told)
        return redirect("case", reference=reference)
    context = context_of(request, case, decide=form)
    return render(request, "review/case.html", context, status=WRONG)


def refuse(
    request: ReviewRequest, reference: str, form: DecideForm | AnswerForm, why: RefusedError
) -> HttpResponseBase:
    """The case as it is now, with why the step was not taken and what was typed."""
    case = case_of(request, reference)
    before, _ = form.seen_before
    conflict = isinstance(why, ConflictError)
    form.is_valid()
    if conflict:
        form.errors.clear()
    form.add_error(None, str(why))
    form.shown_anew(case)
    decide = form if isinstance(form, DecideForm) else None
    context = context_of(
        request, case, decide=decide, answer=None if isinstance(form, DecideForm) else form
    )
    context["since"] = [each for each in context["decisions"] if conflict and each.version > before]
    context["typed"] = typed_in(request)
    return render(request, "review/case.html", context, status=CONFLICT if conflict else WRONG)


PAGE = Page("decide", "zaken/<str:reference>/besluit/", "Besluiten", READERS, view,
            methods=("POST",))  # fmt: skip
