"""The one place where a case changes its state: by a named person, with a reason in words.

A step is checked against the table of workflows and against what the person had before them. It and
its record are one transaction; what two people do at once happens one after the other, and the
second is told what changed. Nothing here sends anything to anybody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from screening.reference.workflow import (
    State,
    Step,
    consents,
    questions,
    workflow_of,
)
from screening.review.decided_file import rewrite_decisions_after
from screening.review.models import Case, Consent, Decision, LoadedRun, Standing
from screening.review.models.runs import HEAVY
from screening.review.presenting import seen_hash
from screening.review.site.viewer import Viewer, played, project_of_site


class RefusedError(Exception):
    """A step is not taken; says in Dutch why, and what to do."""


class ConflictError(RefusedError):
    """Something changed since the person opened the page."""


@dataclass(frozen=True)
class Choice:
    """What somebody wants to do with a case, and what they had before them when they chose it."""

    step: str
    reason: str
    contra: str
    version: int
    seen: str
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What a second person says of a proposal."""

    agrees: bool
    reason: str
    contra: str
    version: int
    seen: str


def steps_for(case: Case, viewer: Viewer) -> list[Step]:
    """The steps somebody may take with a case as it stands."""
    if case.pending_id is not None or case.standing == Standing.JOINED:
        return []
    steps = workflow_of(case.list).steps_from(case.state)
    return [step for step in steps if viewer.role_for(step.roles)]


def may_answer(case: Case, viewer: Viewer) -> bool:
    """Whether somebody may be the second person for what waits on a case."""
    if case.pending is None:
        return False
    step = workflow_of(case.list).steps[case.pending.step]
    return bool(viewer.role_for(step.second)) and case.pending.user_id != viewer.account.pk


def may_consent(case: Case, viewer: Viewer) -> list[str]:
    """Which consents somebody may record: those of steps that they may take from here."""
    found = [step.consent for step in steps_for(case, viewer) if step.consent]
    return list(dict.fromkeys(found))


def consent(viewer: Viewer, reference: str, kind: str, given_on: dt.date, words: str) -> Consent:
    """Record that who has to agree did so. Raises RefusedError."""
    with transaction.atomic():
        case = viewer.cases().select_related("pending").get(reference=reference)
        if kind not in may_consent(case, viewer):
            raise RefusedError("Deze instemming hoort niet bij een stap die u nu kunt nemen.")
        if not any(sign.isalpha() for sign in words):
            raise RefusedError("Schrijf in woorden wat is afgesproken.")
        allowed = [s.roles for s in steps_for(case, viewer) if s.consent == kind]
        account = viewer.account
        return Consent.objects.create(
            case=case, kind=kind, given_on=given_on, words=words.strip(), user=account,
            user_name=str(account)[:200], role=_role(viewer, allowed[0]),
        )  # fmt: skip


def take(viewer: Viewer, reference: str, choice: Choice) -> Decision:
    """Take a step, or propose it where a second person has to confirm it.

    Raises RefusedError, and ConflictError when the case is not as the person saw it;
    Case.DoesNotExist for a case that is not theirs to see.
    """
    with transaction.atomic():
        case = _held(viewer, reference, choice.version, choice.seen)
        flow = workflow_of(case.list)
        step = flow.steps.get(choice.step)
        if step is None or case.state not in step.from_:
            raise RefusedError("Deze stap kan niet vanuit de stand waarin de casus is.")
        if case.pending_id is not None:
            raise RefusedError("Er wacht al een stap op een tweede persoon; die gaat eerst.")
        role = _role(viewer, step.roles)
        _require_words(choice.reason, choice.contra)
        answers = answers_to(flow.states[case.state], choice.answers)
        _require_consent(case, step)
        if step.second:
            require_two(step)
        return _record(
            case, viewer, role, step,
            kind=Decision.Kind.PROPOSED if step.second else Decision.Kind.TAKEN,
            reason=choice.reason.strip(), contra=choice.contra.strip(), answers=answers,
            seen=choice.seen,
        )  # fmt: skip


def answer(viewer: Viewer, reference: str, said: Answer) -> Decision:
    """Confirm or decline what somebody else proposed.

    Raises as :func:`take`; also for the person who proposed it (T20).
    """
    with transaction.atomic():
        case = _held(viewer, reference, said.version, said.seen)
        pending = case.pending
        if pending is None:
            raise RefusedError("Er wacht bij deze casus niets op een tweede persoon.")
        step = workflow_of(case.list).steps[pending.step]
        if pending.user_id == viewer.account.pk:
            raise RefusedError(
                "U heeft deze stap zelf voorgesteld; iemand anders beoordeelt of hij doorgaat."
            )
        role = _role(viewer, step.second)
        _require_words(said.reason, said.contra)
        if said.agrees:
            _require_consent(case, step)
        return _record(
            case, viewer, role, step,
            kind=Decision.Kind.CONFIRMED if said.agrees else Decision.Kind.DECLINED,
            reason=said.reason.strip(), contra=said.contra.strip(), answers={}, seen=said.seen,
        )  # fmt: skip


def _held(viewer: Viewer, reference: str, version: int, seen: str) -> Case:
    """The case, held until the end of the transaction, as the person saw it."""
    case = viewer.cases().select_for_update(of=("self",)).select_related("now", "pending").get(
        reference=reference
    )  # fmt: skip
    if case.standing == Standing.JOINED:
        raise RefusedError("Deze casus is opgegaan in een andere; beslis daar.")
    require_as_seen(case, version, seen)
    return case


def require_as_seen(case: Case, version: int, seen: str) -> None:
    """Raise ConflictError when a case is not as somebody saw it."""
    if case.version != version or seen_hash(case) != seen:
        raise ConflictError(
            "De casus is veranderd nadat u hem opende. Lees eerst wat er veranderde; wat u schreef "
            "staat er nog en is niet vastgelegd."
        )


def _role(viewer: Viewer, allowed: tuple[str, ...]) -> str:
    role = viewer.role_for(allowed)
    if role is None:
        raise RefusedError("Deze stap hoort niet bij uw rol.")
    return role


def _require_words(reason: str, contra: str) -> None:
    if not any(sign.isalpha() for sign in reason):
        raise RefusedError("Schrijf in woorden waarom u dit besluit.")
    if not any(sign.isalpha() for sign in contra):
        raise RefusedError(
            "Schrijf in woorden wat ervoor pleit iets anders te doen, of dat u niets zag."
        )


def answers_to(state: State, given: Mapping[str, str]) -> dict[str, str]:
    """The answers to what a state asks; raises RefusedError when one is missing."""
    known = questions()
    missing = [
        known[name].title for name in state.asks if given.get(name) not in known[name].choices
    ]
    if missing:
        raise RefusedError(f"Beantwoord ook: {'; '.join(missing)}")
    return {name: given[name] for name in state.asks}


def _require_consent(case: Case, step: Step) -> None:
    if step.consent and not standing_consents(case).filter(kind=step.consent).exists():
        words = consents()[step.consent].title
        raise RefusedError(
            f"Leg eerst vast: {words}. Zonder kan deze stap niet; een instemming van voordat de "
            "casus opnieuw in behandeling kwam, telt niet."
        )


def standing_consents(case: Case) -> QuerySet[Consent]:
    """The consents that hold: given since the case was last taken up again, if it ever was."""
    steps = workflow_of(case.list).steps
    again = [name for name, step in steps.items() if step.again]
    last = case.decisions.filter(step__in=again, kind__in=_EFFECTIVE).last()
    if last is None:
        return case.consents.all()
    return case.consents.filter(time__gt=last.time, given_on__gte=timezone.localdate(last.time))


def require_two(step: Step) -> None:
    """Raise RefusedError where a second person is needed and the site knows one only.

    Where all data is invented one person plays several, each with an account of its own.
    """
    if project_of_site().review.identity is None and not played():
        raise RefusedError(
            f"De stap '{step.title}' heeft een tweede persoon nodig, en deze site kent er nu één. "
            "Zet review.identity op local en maak twee accounts: screening review user add NAAM."
        )


def _record(
    case: Case, viewer: Viewer, role: str, step: Step, *, kind: Decision.Kind, reason: str,
    contra: str, answers: dict[str, str], seen: str,
) -> Decision:  # fmt: skip
    """Add the decision and bring the case to where it leads, one version further."""
    account, now = viewer.account, timezone.now()
    decision = Decision.objects.create(
        case=case, version=case.version + 1, kind=kind, step=step.name, from_state=case.state,
        to_state=step.to, user=account, user_name=str(account)[:200], role=role, reason=reason,
        contra=contra, answers=answers, seen=seen, run=LoadedRun.objects.defer(*HEAVY).latest("pk"),
        result=dict(step.result) if kind in _EFFECTIVE else {},
        proposal=case.pending if kind in _ANSWERS else None,
    )  # fmt: skip
    moves = {"state": step.to, "since": now} if kind in _EFFECTIVE else {}
    changed = Case.objects.filter(pk=case.pk, version=case.version).update(
        version=case.version + 1,
        pending=decision if kind == Decision.Kind.PROPOSED else None,
        **moves,
    )
    if changed != 1:
        raise ConflictError("Iemand anders was u net voor; er is niets vastgelegd.")
    if kind in _EFFECTIVE:
        rewrite_decisions_after(project_of_site())
    return decision


_EFFECTIVE = (Decision.Kind.TAKEN, Decision.Kind.CONFIRMED)
_ANSWERS = (Decision.Kind.CONFIRMED, Decision.Kind.DECLINED)
