"""What is known of a case is destroyed when its time is over; that it was, stays on record.

Two terms run. A case in a state with ``destroy_years`` has had its time that many years after it
came there. A case that nobody decided on, and that is on no list any more, has had its time when
that of the signals of the packs is over, counted from the run that listed it last. What stays is
the reference, the list and the state, the days, who looked (``Access``), and the ``Destruction``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from screening.lists import LISTS
from screening.reference.workflow import workflow_of
from screening.review.models import (
    AgendaItem,
    Case,
    CaseArea,
    CaseMember,
    CaseName,
    CaseSeen,
    CaseTopic,
    Consent,
    Decision,
    Destruction,
    SharePackage,
    Standing,
    Suppression,
    SuppressionEnd,
    Treatment,
    Vote,
    VoteClosing,
)
from screening.review.overwriting import overwriting
from screening.review.suppressing import active

UNTITLED = "Vernietigde casus"
_AWAY = (Standing.GONE, Standing.BELOW, Standing.JOINED)
_OF_CASE: tuple[tuple[type[models.Model], str], ...] = (
    (Treatment, "item__case"),
    (VoteClosing, "item__case"),
    (Vote, "case"),
    (Consent, "case"),
    (SharePackage, "case"),
    (SuppressionEnd, "suppression__case"),
    (Suppression, "case"),
    (Decision, "case"),
    (CaseSeen, "case"),
    (CaseMember, "case"),
    (CaseName, "case"),
    (CaseArea, "case"),
    (CaseTopic, "case"),
)
"""What goes, in an order in which nothing points to what went, and how it hangs on a case.

The packs of its reasons stay: by them it is known who may read the minutes in which it stood.
"""


@dataclass(frozen=True)
class _Term:
    """Which cases a term is about, and the term in words."""

    cases: QuerySet[Case]
    rule: str


def expired(now: dt.datetime, signal_days: int | None = None) -> QuerySet[Case]:
    """The cases of which the time is over; without ``signal_days`` only those decided on."""
    found = Case.objects.none()
    for term in _terms(now, signal_days):
        found |= term.cases
    return found


def destroy_expired(now: dt.datetime | None = None, signal_days: int | None = None) -> int:
    """Destroy what is known of cases whose time is over; how many there were."""
    now = now or timezone.now()
    due = list(expired(now, signal_days).values_list("pk", flat=True))
    if due:
        with overwriting():
            for key in due:
                _destroy(key, now, signal_days)
    return len(due)


def destroyed_on(case: Case) -> dt.date | None:
    """The day from which nothing is known of a case any more, if it stays where it is."""
    return workflow_of(case.list).states[case.state].over_on(timezone.localdate(case.since))


def _terms(now: dt.datetime, signal_days: int | None) -> list[_Term]:
    held = active(timezone.localdate(now)).values("case")
    left = Case.objects.exclude(standing=Standing.DESTROYED).filter(pending=None)
    left = left.exclude(pk__in=held)
    terms = []
    for name in LISTS:
        for state in workflow_of(name).states.values():
            ended = state.over_before(now)
            if ended is not None:
                of_state = left.filter(list=name, state=state.name, since__lte=ended)
                terms.append(_Term(of_state, state.kept))
    if signal_days is not None:
        last = timezone.localdate(now) - dt.timedelta(days=signal_days)
        never = left.filter(standing__in=_AWAY, version=0).filter(
            Q(now__run__as_of__lt=last) | Q(now=None)
        )
        terms.append(_Term(never, f"niet behandeld en van de lijst: {signal_days} dagen"))
    return terms


def _destroy(key: int, now: dt.datetime, signal_days: int | None) -> None:
    """The record first: the database lets go of what belongs to a case that was destroyed only."""
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=key)
        rules = [t.rule for t in _terms(now, signal_days) if t.cases.filter(pk=key).exists()]
        if not rules:  # somebody took it up again meanwhile
            return
        going: list[QuerySet[models.Model]] = [
            QuerySet(model).filter(**{on: case}) for model, on in _OF_CASE
        ]
        keys = [f"{each.model.__name__}:{pk}" for each in going
                for pk in each.order_by("pk").values_list("pk", flat=True)]  # fmt: skip
        digest = hashlib.sha256("\n".join(keys).encode()).hexdigest()
        Destruction.objects.create(case=case, rule=rules[0], count=len(keys), digest=digest)
        Case.objects.filter(pk=key).update(
            now=None, standing=Standing.DESTROYED, title="", rank=None, new=False, changed=False,
            district="", neighbourhood="", term=None,
        )  # fmt: skip
        AgendaItem.objects.filter(case=case).update(title=UNTITLED)
        QuerySet(Decision).filter(case=case, proposal__isnull=False).delete()
        for each in going:
            each.delete()
