"""The one place where a report comes in, changes its state and is destroyed when its time is over.

The states and steps are those of the workflow ``report``. A step and its record are one
transaction, and so is the destruction of what was told and the record of that.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from screening.reference.words import judgements
from screening.reference.workflow import Step, Workflow, workflows
from screening.registers.reading.pseudonym import holds_citizen_numbers
from screening.review.deciding import ConflictError, RefusedError, answers_to, require_two
from screening.review.models import (
    Account,
    KnownAddress,
    Report,
    ReportContent,
    ReportDestruction,
    ReportStep,
)
from screening.review.overwriting import overwriting
from screening.review.places import FARTHER, near
from screening.review.site.viewer import Viewer

_NUMBER = re.compile(r"(?<!\d)\d{9}(?!\d)")


@dataclass(frozen=True)
class Told:
    """What somebody tells; ``content`` are the fields of :class:`ReportContent`."""

    token: str
    content: Mapping[str, object]


@dataclass(frozen=True)
class Choice:
    """A step that somebody wants to take with a report, as they saw it."""

    step: str
    reason: str
    version: int
    answers: Mapping[str, str] = field(default_factory=dict)
    address: str | None = None
    """Of a report with only a point: the key of the address it is about, or empty for none."""


def flow() -> Workflow:
    """The states of a report, and the steps between them."""
    return workflows()["report"]


def faults_in(text: str) -> list[str]:
    """What may not stand in a text about what was seen: which word, why, and what instead."""
    said = [
        f"'{each.word}' is een oordeel over mensen; schrijf wat er te zien was, zoals: "
        f"{each.instead}."
        for each in judgements(text)
    ]
    if any(holds_citizen_numbers(pl.Series([number])) for number in _NUMBER.findall(text)):
        said.append("Hier staat een burgerservicenummer; laat het weg, het adres is genoeg.")
    return list(dict.fromkeys(said))


def receive(reporter: Account | None, told: Iterable[Told]) -> list[Report]:
    """Keep what was told; all of it, or none. What came in before is not kept again.

    Of the reports only those are given that are new.
    """
    now = timezone.now()
    made: list[Report] = []
    with transaction.atomic():
        for each in told:
            report = _new(each.token, now)
            if report is None:
                continue
            ReportContent.objects.create(
                report=report, received=now, user=reporter, user_name=str(reporter or "")[:200],
                **each.content,
            )  # fmt: skip
            made.append(report)
    return made


def _new(token: str, now: dt.datetime) -> Report | None:
    try:
        with transaction.atomic():
            return Report.objects.create(token=token, state=flow().start, since=now)
    except IntegrityError:
        if Report.objects.filter(token=token).exists():
            return None
        raise


def pending(report: Report) -> ReportStep | None:
    """The step that waits for a second person."""
    last = report.steps.last()
    return last if last is not None and last.kind == ReportStep.Kind.PROPOSED else None


def steps_for(report: Report, viewer: Viewer) -> list[Step]:
    """The steps somebody may take with a report as it stands."""
    if pending(report) is not None:
        return []
    return [step for step in flow().steps_from(report.state) if viewer.role_for(step.roles)]


def may_answer(report: Report, viewer: Viewer) -> bool:
    """Whether somebody may be the second person for what waits."""
    waits = pending(report)
    if waits is None or waits.user_id == viewer.account.pk:
        return False
    return viewer.role_for(flow().steps[waits.step].second) is not None


def asks_address(report: Report) -> bool:
    """Whether the next step makes a report count that has a point and no address or company.

    Registers join on those, so a point alone would be read by the next run and be at no place.
    """
    open_point = report.content.x_rd is not None and not is_placed(report)
    return open_point and pending(report) is None and not flow().states[report.state].counts


def is_placed(report: Report) -> bool:
    """Whether it is about an address or a company, so that registers join on it."""
    return bool(report.content.vbo_id or report.content.kvk_nr)


def addresses_for(report: Report) -> list[KnownAddress]:
    """The addresses around the point of a report, the nearest first."""
    told = report.content
    if told.x_rd is None or told.y_rd is None:
        return []
    return near(told.x_rd, told.y_rd, FARTHER)


def to_weigh() -> QuerySet[Report]:
    """The reports that came in and were not weighed yet."""
    return Report.objects.filter(state=flow().start, content__isnull=False)


def proposed(viewer: Viewer) -> list[Report]:
    """The reports of which a step waits for somebody as the second person."""
    waits = ReportStep.objects.filter(
        kind=ReportStep.Kind.PROPOSED, version=F("report__version"),
        report__content__isnull=False,
    ).select_related("report")  # fmt: skip
    return [each.report for each in waits if may_answer(each.report, viewer)]


def take(viewer: Viewer, reference: str, choice: Choice) -> ReportStep:
    """Take a step, or propose it where a second person has to confirm it.

    Raises RefusedError, and ConflictError when the report is not as the person saw it.
    """
    with transaction.atomic():
        report = _held(reference, choice.version)
        step = flow().steps.get(choice.step)
        if step is None or report.state not in step.from_:
            raise RefusedError("Deze stap kan niet vanuit de stand waarin de melding is.")
        if pending(report) is not None:
            raise RefusedError("Er wacht al een stap op een tweede persoon; die gaat eerst.")
        role = _role(viewer, step.roles)
        answers = answers_to(flow().states[report.state], choice.answers)
        if step.second:
            require_two(step)
        if asks_address(report) and flow().states[step.to].counts:
            _place(report, choice.address)
        kind = ReportStep.Kind.PROPOSED if step.second else ReportStep.Kind.TAKEN
        return _record(report, viewer, role, step, kind, choice.reason, answers)


def answer(viewer: Viewer, reference: str, choice: Choice, *, agrees: bool) -> ReportStep:
    """Confirm or decline what somebody else proposed; raises as :func:`take`."""
    with transaction.atomic():
        report = _held(reference, choice.version)
        waits = pending(report)
        if waits is None:
            raise RefusedError("Er wacht bij deze melding niets op een tweede persoon.")
        if waits.user_id == viewer.account.pk:
            raise RefusedError(
                "U heeft deze stap zelf voorgesteld; iemand anders beoordeelt of hij doorgaat."
            )
        step = flow().steps[waits.step]
        role = _role(viewer, step.second)
        kind = ReportStep.Kind.CONFIRMED if agrees else ReportStep.Kind.DECLINED
        return _record(report, viewer, role, step, kind, choice.reason, {})


def _held(reference: str, version: int) -> Report:
    report = Report.objects.select_for_update(of=("self",)).get(
        reference=reference, destruction__isnull=True
    )  # fmt: skip
    if report.version != version:
        raise ConflictError(
            "De melding is veranderd nadat u haar opende. Lees eerst wat er veranderde; wat u "
            "schreef staat er nog en is niet vastgelegd."
        )
    return report


def _place(report: Report, chosen: str | None) -> None:
    """Give a report with only a point the address that was chosen; nothing where none was meant."""
    if chosen is None:
        raise RefusedError("Kies het adres waar de melding over gaat, of dat het geen van deze is.")
    if not chosen:
        return
    address = next((each for each in addresses_for(report) if each.pk == chosen), None)
    if address is None:
        raise RefusedError("Dit adres ligt niet bij het punt van de melding; kies een ander.")
    told = report.content
    told.vbo_id = address.pk
    told.place = f"{address.address} (gekozen bij de weging; gemeld: {told.place})"[:300]
    told.save(update_fields=["vbo_id", "place"])


def _role(viewer: Viewer, allowed: tuple[str, ...]) -> str:
    role = viewer.role_for(allowed)
    if role is None:
        raise RefusedError("Deze stap hoort niet bij uw rol.")
    return role


def _record(
    report: Report, viewer: Viewer, role: str, step: Step, kind: ReportStep.Kind, reason: str,
    answers: dict[str, str],
) -> ReportStep:  # fmt: skip
    if not any(sign.isalpha() for sign in reason):
        raise RefusedError("Schrijf in woorden waarom u dit besluit.")
    account = viewer.account
    made = ReportStep.objects.create(
        report=report, version=report.version + 1, kind=kind, step=step.name, to_state=step.to,
        user=account, user_name=str(account)[:200], role=role, reason=reason.strip(),
        answers=answers,
    )  # fmt: skip
    report.version += 1
    if kind in {ReportStep.Kind.TAKEN, ReportStep.Kind.CONFIRMED}:
        report.state, report.since = step.to, timezone.now()
    report.save(update_fields=["version", "state", "since"])
    return made


def expired(now: dt.datetime) -> QuerySet[Report]:
    """Reports of which what was told has to be destroyed by now."""
    found = Report.objects.none()
    for name, state in flow().states.items():
        ended = state.over_before(now)
        if ended is not None:
            found |= Report.objects.filter(
                state=name, since__lte=ended, destruction__isnull=True
            )  # fmt: skip
    return found


def destroy_expired(now: dt.datetime | None = None) -> int:
    """Destroy what was told in reports whose time is over; how many there were.

    What stays is the report without content, and the record of its destruction. On SQLite the
    bytes are overwritten in the file as well.
    """
    now = now or timezone.now()
    due = list(expired(now).values_list("pk", flat=True))
    if due:
        with overwriting():
            for key in due:
                _destroy(key, now)
    return len(due)


def _destroy(key: int, now: dt.datetime) -> None:
    """The record first: the database lets go of steps of a report that was destroyed only."""
    with transaction.atomic():
        report = expired(now).filter(pk=key).first()  # somebody may have taken it up again
        if report is None:
            return
        report = Report.objects.select_for_update(of=("self",)).get(pk=key)
        steps: QuerySet[ReportStep] = QuerySet(ReportStep).filter(report=report)
        content = ReportContent.objects.filter(report=report)
        ReportDestruction.objects.create(
            report=report, time=now, rule=flow().states[report.state].kept, count=steps.count() + 1
        )
        steps.delete()
        content.delete()
