"""What was decided on the site, in the file of the project that the next run reads.

Only what a list has columns for: of each case the last step that decided something, the day, who
does what follows and until when. No words of anybody but who was agreed on, and nothing of a case
that was destroyed. What was found at a visit is an answer on a form, which the run reads itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from screening.files.private import write_private
from screening.lists import LISTS
from screening.project.model import Project
from screening.reference.workflow import workflow_of
from screening.review.models import Case, Decision, Standing, Treatment
from screening.runs.earlier import Decided, decisions_text, remembers, told_of
from screening.runs.lock import alone
from screening.runs.names import DECISIONS

EFFECTIVE = (Decision.Kind.TAKEN, Decision.Kind.CONFIRMED)
"""A step that was proposed is none before somebody else confirmed it."""


def last_decisions(*lists: str) -> dict[int, Decision]:
    """Per case of these lists the last step that decided something."""
    found = (
        Decision.objects.filter(case__list__in=lists, kind__in=EFFECTIVE)
        .exclude(case__standing=Standing.DESTROYED)
        .select_related("case")
        .defer("reason", "contra", "answers", "seen")
        .order_by("pk")
    )
    return {each.case_id: each for each in found if _decides(each)}


def _decides(decision: Decision) -> bool:
    """Whether a step is to be told: not a weighing, nor one that takes an earlier end back."""
    flow = workflow_of(decision.case.list)
    step, was = flow.steps.get(decision.step), flow.states.get(decision.from_state)
    return not (step and step.again) and not (was and was.asks)


def agreed_on(decisions: Iterable[Decision]) -> dict[int, Treatment]:
    """By decision what was agreed in the meeting that took it, or that proposed it."""
    asked = {key: each.pk for each in decisions for key in (each.pk, each.proposal_id) if key}
    found = Treatment.objects.filter(decision__in=asked).filter(
        ~Q(owner="") | Q(term__isnull=False)
    )
    return {asked[each.decision_id]: each for each in found}


def decided() -> list[Decided]:
    """What is in the file."""
    last = last_decisions(*(name for name, kind in LISTS.items() if remembers(kind)))
    agreed = agreed_on(last.values())
    cases = Case.objects.filter(pk__in=last).prefetch_related("members").order_by("pk")
    return [_told(case, last[case.pk], agreed.get(last[case.pk].pk)) for case in cases]


def write_decisions(project: Project) -> None:
    """Write the file anew, whole or not at all; without any decision there is none to write."""
    with alone(project.folder):
        found = decided()
        file = project.folder / DECISIONS
        if found or file.exists():
            write_private(file, decisions_text(found))


def rewrite_decisions_after(project: Project) -> None:
    """Write the file once what is being decided now is kept; that stands whatever comes of this."""
    transaction.on_commit(lambda: write_decisions(project), robust=True)


def _told(case: Case, decision: Decision, agreed: Treatment | None) -> Decided:
    return Decided(
        list=case.list,
        nodes=tuple(sorted(each.node for each in case.members.all())),
        decision=told_of(LISTS[case.list], decision.result) or _led_to(decision),
        decided_on=timezone.localdate(decision.time),
        owner=agreed.owner if agreed else "",
        term=agreed.term if agreed else None,
    )


def _led_to(decision: Decision) -> str:
    state = workflow_of(decision.case.list).states.get(decision.to_state)
    return state.title if state else decision.to_state
