"""What was decided on the site, in the file of the project that the next run reads.

Only what a list has columns for: of each case the last step that decided something, the day, who
does what follows and until when. No words of anybody but who was agreed on, and nothing of a case
that was destroyed. What was found at a visit is an answer on a form, which the run reads itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from screening.files.private import write_private
from screening.lists import LISTS
from screening.project.model import Project
from screening.reference.workflow import workflow_of
from screening.review.models import CaseMember, Decision, Standing, Treatment
from screening.runs.earlier import Decided, decisions_text, remembers, told_of
from screening.runs.lock import alone
from screening.runs.names import DECISIONS

EFFECTIVE = (Decision.Kind.TAKEN, Decision.Kind.CONFIRMED)
"""A step that was proposed is none before somebody else confirmed it."""


class _Step(NamedTuple):
    """What of a step is looked at; thousands of them are, after each step that is taken."""

    pk: int
    case_id: int
    list: str
    step: str
    from_state: str
    to_state: str
    result: Mapping[str, Any]
    time: dt.datetime
    proposal_id: int | None


_ASKED = ["case__list" if name == "list" else name for name in _Step._fields]


def _last_steps(*lists: str) -> dict[int, _Step]:
    """Per case of these lists the last step that decided something."""
    found = (
        Decision.objects.filter(case__list__in=lists, kind__in=EFFECTIVE)
        .exclude(case__standing=Standing.DESTROYED)
        .order_by("pk")
        .values_list(*_ASKED)
    )
    steps = map(_Step._make, found.iterator())
    return {each.case_id: each for each in steps if _decides(each)}


def _decides(taken: _Step) -> bool:
    """Whether a step is to be told: not a weighing, nor one that takes an earlier end back."""
    flow = workflow_of(taken.list)
    step, was = flow.steps.get(taken.step), flow.states.get(taken.from_state)
    return not (step and step.again) and not (was and was.asks)


def _agreed_on(steps: Iterable[_Step]) -> dict[int, Treatment]:
    """By step what was agreed in the meeting that took it, or that proposed it."""
    asked = {key: each.pk for each in steps for key in (each.pk, each.proposal_id) if key}
    found = Treatment.objects.exclude(owner="", term=None)
    return {asked[each.decision_id]: each for each in found if each.decision_id in asked}


def decided() -> list[Decided]:
    """What is in the file."""
    last = _last_steps(*(name for name, kind in LISTS.items() if remembers(kind)))
    agreed = _agreed_on(last.values())
    nodes: dict[int, list[str]] = {case: [] for case in sorted(last)}
    for case, node in CaseMember.objects.order_by("node").values_list("case_id", "node"):
        if case in nodes:
            nodes[case].append(node)
    return [_told(last[case], of, agreed.get(last[case].pk)) for case, of in nodes.items()]


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


def _told(step: _Step, nodes: Iterable[str], agreed: Treatment | None) -> Decided:
    return Decided(
        list=step.list,
        nodes=tuple(nodes),
        decision=told_of(LISTS[step.list], step.result) or _led_to(step),
        decided_on=timezone.localdate(step.time),
        owner=agreed.owner if agreed else "",
        term=agreed.term if agreed else None,
    )


def _led_to(step: _Step) -> str:
    state = workflow_of(step.list).states.get(step.to_state)
    return state.title if state else step.to_state
