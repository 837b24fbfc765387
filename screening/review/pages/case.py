"""A case: why it is on the list, what speaks against that, what is missing, what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render

from screening.lists import LISTS
from screening.reference.workflow import consents, workflow_of
from screening.review.connecting import Links, connected_to, earlier_decisions, links_of
from screening.review.deciding import may_answer, may_consent, steps_for
from screening.review.destroying import destroyed_on
from screening.review.forms import AnswerForm, DecideForm
from screening.review.meetings.voting import agendas_with, blinded
from screening.review.models import Case, CaseSeen, Standing
from screening.review.presenting import annex_of, columns_of, parts_of, titled, told_decisions
from screening.review.sharing import open_to
from screening.review.site.page import READERS, Page
from screening.review.site.viewer import ReviewRequest, project_of_site
from screening.review.timeline import seen_of, timeline_of


def view(request: ReviewRequest, reference: str) -> HttpResponseBase:
    """The page; that it was seen is recorded."""
    case = case_of(request, reference)
    request.viewer.note(case, "case")
    return render(request, "review/case.html", context_of(request, case))


def case_of(request: ReviewRequest, reference: str) -> Case:
    """The case that is asked for; 404 when it is not for this person."""
    cases = request.viewer.cases().select_related("now__run", "pending").defer("now__run__lists")
    return get_object_or_404(cases, reference=reference)


def context_of(
    request: ReviewRequest,
    case: Case,
    *,
    decide: DecideForm | None = None,
    answer: AnswerForm | None = None,
) -> dict[str, Any]:
    """What the page of a case shows, with a form that was not accepted where there is one."""
    viewer = request.viewer
    steps, decisions = steps_for(case, viewer), told_decisions(case)
    meetings, links, seen = agendas_with(viewer, case), links_of(case, viewer), seen_of(case)
    blind, whole = bool(meetings) and blinded(viewer, case), case.list in viewer.whole
    score = score_shown(request) and not blind and whole
    columns = columns_of(case.list, score=score, whole=whole, leading=not blind)
    return {
        "case": titled(case),
        "list_title": LISTS[case.list].title,
        "destroyed_on": destroyed_on(case),
        "parts": parts_of(case, columns),
        "score": score,
        "points": whole,
        "blind": blind,
        "shares": list(open_to(case).values()) if viewer.may("share") else [],
        "meetings": meetings,
        "annex": annex_of(case) if viewer.may("annex") else [],
        "signals": case.now.signals if case.now else [],
        "map": _map(case),
        "timeline": timeline_of(case, seen, links, decisions),
        "connected": [titled(each) for each in connected_to(case, viewer)],
        "came_from": links.came_from,
        "earlier": earlier_decisions(links.came_from),
        "decisions": decisions,
        "pending": decisions[-1] if case.pending_id else None,
        "consents": list(case.consents.all()),
        "warnings": list(_warnings(case, seen, links)),
        "decide": decide or (DecideForm(case, steps) if steps else None),
        "answer": answer or (AnswerForm(case) if may_answer(case, viewer) else None),
        "to_consent": [consents()[name] for name in may_consent(case, viewer)],
    }


def score_shown(request: HttpRequest) -> bool:
    """Whether the weights of the engine are shown: when the project says so, or somebody asks."""
    return project_of_site().review.show_score or request.GET.get("toon") == "punten"


def _map(case: Case) -> dict[str, Any] | None:
    """What is drawn: areas of the run in which the case was seen, its own one, and its place."""
    held = case.now.run.map if case.now else {}
    areas = [{**each, "own": each["name"] == case.neighbourhood} for each in held.get("areas", [])]
    if case.now is None or not (case.now.point or any(each["own"] for each in areas)):
        return None
    return {**held, "areas": areas, "point": case.now.point}


def _warnings(case: Case, seen: Sequence[CaseSeen], links: Links) -> Iterable[str]:
    """What the reader must know before anything else."""
    ends = workflow_of(case.list).states[case.state].ends
    shared = [each.recipient for each in case.packages.all()]
    if case.standing == Standing.JOINED:
        names = ", ".join(link.target.reference for link in links.went_to) or "een andere casus"
        yield f"Deze casus is opgegaan in {names}. Lees en beslis daar verder."
    if case.standing == Standing.GONE and case.now and case.now.signals:
        yield (
            "In de laatste run is er geen signaal meer: gegevens zijn veranderd of gecorrigeerd. "
            "Besluiten van eerder rusten op wat toen bekend was."
        )
    vanished = [each["title"] for each in seen[-1].vanished] if seen else []
    if vanished:
        yield f"Vervallen sinds de run daarvoor: {'; '.join(vanished)}."
    if shared and (vanished or case.standing == Standing.GONE):
        yield f"Wat vervallen is, is eerder gedeeld met: {'; '.join(shared)}. Laat het hun weten."
    if ends and case.standing == Standing.LISTED and case.changed:
        yield (
            "Over deze casus is eerder besloten, en hij staat weer op de lijst met iets anders dan "
            "toen. Het besluit is context en geen bewijs."
        )


PAGE = Page("case", "zaken/<str:reference>/", "Casus", READERS, view)
