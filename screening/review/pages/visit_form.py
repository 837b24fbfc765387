"""The form of an address for who visits it: a few questions at a time, kept at every step.

Plain pages that are sent whole: no script, a slow line will do. What was typed is kept on the
server with each step, also when it is no answer; two people each have their own. Sending it twice
records it once.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from screening.lists import LISTS
from screening.publish.form_address import of_run
from screening.reference.roles import roles
from screening.review.models import FormDraft
from screening.review.results import GivenAnswers, OtherAnswersError, add_answers, was_added
from screening.review.site.page import Page
from screening.review.site.viewer import ReviewRequest, project_of_site
from screening.review.visits.form_fields import answers_of, asked, in_words, steps_of, typed_in
from screening.review.visits.visit import Visit, known_of, visit_of

_BACK, _ON, _RECORD, _CORRECT = "terug", "verder", "vastleggen", "verbeteren"


def view(request: ReviewRequest, run: str, key: str) -> HttpResponseBase:
    """A step of the form, what it comes to, or that it was recorded."""
    project = project_of_site()
    visit = visit_of(project.folder, request.viewer, run, key)
    if visit is None:
        raise Http404
    if request.method == "POST":
        return _posted(request, visit)
    if request.GET.get("klaar"):
        return _page(request, visit, "visit_done", {"answers": _recorded(visit)})
    if visit.case is not None:
        request.viewer.note(visit.case, "visit_form")
    draft = _draft(request, visit)
    step = _number(request.GET.get("stap", "1"))
    return _step(request, visit, draft, step)


def _posted(request: ReviewRequest, visit: Visit) -> HttpResponseBase:
    token = request.POST.get("token", "")[:40]
    draft = _drafts(request, visit).filter(token=token).first()
    if draft is None:
        if was_added(project_of_site().folder, token):  # sent twice
            return redirect(f"{request.path}?klaar=1")
        draft = _draft(request, visit)  # of an earlier filling-in: what was typed comes in this one
    step, steps = _number(request.POST.get("stap", "1")), steps_of(visit.form)
    if step <= len(steps):
        draft.typed = {**draft.typed, **typed_in(steps[step - 1], request.POST)}
        draft.save()
    to = request.POST.get("naar", _ON)
    if to in {_RECORD, _CORRECT}:
        return _record(request, visit, draft, correct=to == _CORRECT)
    if to == _BACK:
        return redirect(f"{request.path}?stap={max(1, step - 1)}")
    if step <= len(steps) and not asked(steps[step - 1], draft.typed).is_valid():
        return _step(request, visit, draft, step, status=400)
    return redirect(f"{request.path}?stap={step + 1}")


def _step(
    request: ReviewRequest, visit: Visit, draft: FormDraft, step: int, *, status: int = 200
) -> HttpResponseBase:
    steps = steps_of(visit.form)
    common = {"draft": draft, "step": step, "steps": len(steps) + 1}
    if step > len(steps):
        return _whole(request, visit, draft, common)
    # Bound only after something was typed, so that nobody begins with errors.
    known = {each.key for each in steps[step - 1]} & {*draft.typed}
    form = asked(steps[step - 1], draft.typed if known else None)
    return _page(request, visit, "visit_form", {**common, "form": form}, status=status)


def _whole(
    request: ReviewRequest, visit: Visit, draft: FormDraft, common: dict[str, Any],
    *, other: list[tuple[str, str, str]] | None = None, status: int = 200,
) -> HttpResponseBase:  # fmt: skip
    """Everything that was answered, to read once more before it is recorded."""
    form = asked(visit.form, draft.typed)
    if not form.is_valid():
        first = next(
            number for number, step in enumerate(steps_of(visit.form), 1)
            if any(each.key in form.errors for each in step)
        )  # fmt: skip
        return _step(request, visit, draft, first, status=400)
    answers = answers_of(form)
    told = {**common, "answers": in_words(visit.form, answers), "other": other or [],
            "empty": not answers}  # fmt: skip
    return _page(request, visit, "visit_whole", told, status=status)


def _record(
    request: ReviewRequest, visit: Visit, draft: FormDraft, *, correct: bool
) -> HttpResponseBase:
    steps = len(steps_of(visit.form)) + 1
    common = {"draft": draft, "step": steps, "steps": steps}
    form = asked(visit.form, draft.typed)
    answers = answers_of(form) if form.is_valid() else {}
    if not answers:
        return _whole(request, visit, draft, common, status=400)
    given = GivenAnswers(visit.run, visit.list, visit.key, visit.row, answers,
                         str(request.viewer.account), draft.token)  # fmt: skip
    try:
        add_answers(project_of_site(), given, correct=correct)
    except OtherAnswersError as error:
        mine = dict(in_words(visit.form, answers))
        kept = dict(in_words(visit.form, error.kept))
        other = [(name, kept[name], mine[name]) for name in kept if kept[name]]
        return _whole(request, visit, draft, common, other=other, status=409)
    if visit.case is not None:
        request.viewer.note(visit.case, "result")
    draft.delete()
    return redirect(f"{request.path}?klaar=1")


def _recorded(visit: Visit) -> list[tuple[str, str]]:
    known = known_of(project_of_site().folder, visit)
    return [] if known is None else in_words(visit.form, known.answers)


def _drafts(request: ReviewRequest, visit: Visit) -> Any:
    return FormDraft.objects.filter(
        run=visit.run, list=visit.list, key=visit.key, user=request.viewer.account
    )


def _draft(request: ReviewRequest, visit: Visit) -> FormDraft:
    draft, _ = FormDraft.objects.get_or_create(
        run=visit.run, list=visit.list, key=visit.key, user=request.viewer.account
    )
    return draft


def _number(text: str) -> int:
    return max(1, min(int(text), 99)) if text.isdecimal() and len(text) < 3 else 1  # noqa: PLR2004


def _page(
    request: ReviewRequest, visit: Visit, name: str, more: dict[str, Any], *, status: int = 200
) -> HttpResponseBase:
    context = {
        "visit": visit,
        "list_title": LISTS[visit.list].title,
        "here": reverse("visit_form", kwargs={"run": of_run(visit.run), "key": visit.key}),
        **more,
    }  # fmt: skip
    return render(request, f"review/{name}.html", context, status=status)


_ROLES = frozenset(name for name, role in roles().items() if "results" in role.may)
PAGE = Page(
    "visit_form", "f/<str:run>/<str:key>/", "Formulier", _ROLES, view, methods=("GET", "POST")
)
