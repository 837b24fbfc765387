"""Rules left out of account for a subject: by whom, why, until when; counted all the same.

The run knows nothing of it. The site marks such signals, and leaves a case of which every signal is
suppressed out of its list unless somebody asks; how many those are is always said. A suppression
ends by itself after its last day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from screening.reference.roles import holding
from screening.review.deciding import RefusedError
from screening.review.models import Case, CaseMember, Suppression, SuppressionEnd
from screening.review.site.viewer import Viewer

MOST_DAYS = 365
SOON = 30
"""Days before its end that a suppression is brought to notice."""

Key = tuple[str, str]
"""A rule and the node of a subject."""


@dataclass(frozen=True)
class Marked:
    """How many signals of a case are suppressed, and whether that is every one."""

    count: int
    every: bool


def key_of(signal: Mapping[str, str]) -> Key:
    """What a signal of a case is suppressed by."""
    return signal["rule"], f"{signal['subject_type']}:{signal['subject']}"


def active(day: dt.date | None = None) -> QuerySet[Suppression]:
    """The suppressions that hold on a day (today), those that end first at the front."""
    day = day or timezone.localdate()
    return Suppression.objects.filter(until__gte=day, end__isnull=True)


def over(day: dt.date | None = None) -> QuerySet[Suppression]:
    """The suppressions that do not hold any more, those that ended last at the front."""
    day = day or timezone.localdate()
    ended = Q(until__lt=day) | Q(end__isnull=False)
    return Suppression.objects.filter(ended).order_by("-until", "-pk")


def ending_soon(viewer: Viewer) -> QuerySet[Suppression]:
    """The suppressions of lists somebody may read that end within a month."""
    soon = timezone.localdate() + dt.timedelta(days=SOON)
    return active().filter(viewer.readable("case__"), until__lte=soon)


def marked(cases: QuerySet[Case]) -> dict[int, Marked]:
    """Of these cases those with suppressed signals."""
    held = list(active().values_list("rule", "node", "case_id"))
    if not held:
        return {}
    keys = {(rule, node) for rule, node, _ in held}
    near = CaseMember.objects.filter(
        Q(node__in={node for _, node, _ in held})
        | Q(node__in=CaseMember.objects.filter(case__in={case for *_, case in held}).values("node"))
    ).values("case_id")
    asked = cases.filter(Q(pk__in=near) | Q(pk__in={case for *_, case in held}))
    found = {}
    for case in asked.order_by().select_related("now"):
        signals = [key_of(each) for each in case.now.signals] if case.now else []
        count = sum(each in keys for each in signals)
        if count:
            found[case.pk] = Marked(count, count == len(signals))
    return found


def hidden(marks: Mapping[int, Marked]) -> list[int]:
    """Of marked cases those of which every signal is suppressed."""
    return [case for case, each in marks.items() if each.every]


def of_case(case: Case) -> dict[Key, Suppression]:
    """The suppressions that hold for signals of a case."""
    signals = {key_of(each) for each in case.now.signals} if case.now else set()
    some = active().filter(node__in={node for _, node in signals}).select_related("case")
    return {
        (each.rule, each.node): each for each in some if (each.rule, each.node) in signals
    }  # fmt: skip


def explained(held: Iterable[Suppression], viewer: Viewer) -> frozenset[int]:
    """The keys of suppressions of which somebody may read by whom and why.

    One holds for its signal in every case; the words were written about the case it was made from.
    """
    mine = Suppression.objects.filter(viewer.readable("case__"), pk__in=[each.pk for each in held])
    return frozenset(mine.values_list("pk", flat=True))


def free(case: Case, held: Mapping[Key, Suppression] | None = None) -> dict[Key, str]:
    """The signals of a case that are not suppressed, with the title of their rule.

    ``held`` are those of :func:`of_case`, where they were asked for already.
    """
    held = of_case(case) if held is None else held
    signals: Iterable[Mapping[str, str]] = case.now.signals if case.now else ()
    return {key_of(each): each["title"] for each in signals if key_of(each) not in held}


def suppress(viewer: Viewer, case: Case, key: Key, reason: str, until: dt.date) -> Suppression:
    """Leave a rule out of account for a subject. Raises RefusedError."""
    today = timezone.localdate()
    with transaction.atomic():
        held = Case.objects.select_for_update(of=("self",)).select_related("now").get(pk=case.pk)
        titles = free(held)
        if key not in titles:
            raise RefusedError("Dit signaal is er niet meer, of het is al onderdrukt.")
        if not today < until <= today + dt.timedelta(days=MOST_DAYS):
            raise RefusedError("De einddag ligt na vandaag en ten hoogste een jaar verder.")
        _require_words(reason)
        account, (rule, node) = viewer.account, key
        return Suppression.objects.create(
            case=held, rule=rule, node=node, title=titles[key][:300], reason=reason.strip(),
            until=until, user=account, user_name=str(account)[:200], role=_role(viewer),
        )  # fmt: skip


def end(viewer: Viewer, suppression: Suppression, reason: str) -> SuppressionEnd:
    """End a suppression before its day. Raises RefusedError."""
    with transaction.atomic():
        found = active().select_for_update(of=("self",)).filter(pk=suppression.pk).first()
        if found is None:
            raise RefusedError("Deze onderdrukking is al voorbij.")
        _require_words(reason)
        account = viewer.account
        return SuppressionEnd.objects.create(
            suppression=found, reason=reason.strip(), user=account, user_name=str(account)[:200],
            role=_role(viewer),
        )  # fmt: skip


def _role(viewer: Viewer) -> str:
    role = viewer.role_for(tuple(holding("suppress")))
    if role is None:
        raise RefusedError("Onderdrukken hoort niet bij uw rol.")
    return role


def _require_words(reason: str) -> None:
    if not any(sign.isalpha() for sign in reason):
        raise RefusedError("Schrijf in woorden waarom.")
