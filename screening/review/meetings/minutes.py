"""The minutes of a meeting: made from records, settled by the chair, and then only added to.

They are made anew from records that do not change, as those were when the minutes were settled; so
they read the same ever after, which the hash of the settled text shows. No weight of the engine is
in them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import timezone

from screening.files.neutralise import visible
from screening.lists import LISTS
from screening.reference.roles import holding
from screening.review.cases.rows import digest
from screening.review.deciding import ConflictError, RefusedError
from screening.review.meetings.holding import (
    agenda_of,
    carry,
    changing,
    is_settled,
    meetings_of,
    present_at,
    who,
)
from screening.review.meetings.voting import Ballot, ballot_of
from screening.review.models import (
    AgendaItem,
    Attendance,
    Decision,
    Meeting,
    Minutes,
    MinutesRemark,
    Treatment,
)
from screening.review.site.viewer import Viewer


@dataclass(frozen=True)
class Point:
    """What was decided of a case at once: the step, who answered it, and the vote before it."""

    treatment: Treatment
    decision: Decision
    answer: Decision | None
    ballot: Ballot


@dataclass(frozen=True)
class Treated:
    """A case on the agenda with what was decided; without points it was not treated."""

    item: AgendaItem
    points: Sequence[Point]


@dataclass(frozen=True)
class Record:
    """Everything that the minutes of a meeting say."""

    meeting: Meeting
    title: str
    present: Sequence[Attendance]
    items: Sequence[Treated]
    settled: Minutes | None
    later: Sequence[Decision]
    """Answers of a second person after the minutes were settled."""
    remarks: Sequence[MinutesRemark]


def record_of(meeting: Meeting) -> Record:
    """The minutes as they were settled, or as they stand now."""
    settled = meeting.minutes if is_settled(meeting) else None
    until = settled.time if settled else None
    items = [_treated(item, until) for item in agenda_of(meeting)]
    return Record(
        meeting, LISTS[meeting.list].title, present_at(meeting), items, settled,
        _later(meeting, until), list(meeting.remarks.all()),
    )  # fmt: skip


def text_of(record: Record) -> str:
    """The settled part of the minutes as plain text; the same records give the same text."""
    told = render_to_string("review/minutes.txt", {"record": record})
    return visible(told)


def whole_text(record: Record) -> str:
    """The minutes with what came after they were settled."""
    return text_of(record) + visible(
        render_to_string("review/minutes_later.txt", {"record": record})
    )


def hash_of(record: Record) -> str:
    """Names what the minutes say, without what was added later."""
    return digest(text_of(record))


def settle(viewer: Viewer, reference: str, seen: str) -> Minutes:
    """Settle the minutes as somebody read them; what was not treated goes to the next meeting.

    Raises RefusedError, and ConflictError when they changed since they were read.
    """
    with changing(viewer, reference, "preside") as (meeting, role):
        if timezone.localdate() < meeting.day:
            raise RefusedError("De vergadering moet nog komen.")
        record = record_of(meeting)
        running = [each.item.title for each in record.items if ballot_of(each.item).running]
        if running:
            raise RefusedError(f"Sluit eerst de stemming over: {'; '.join(running)}.")
        if hash_of(record) != seen:
            raise ConflictError(
                "Het verslag is veranderd nadat u het opende. Lees het opnieuw; er is niets "
                "vastgesteld."
            )
        minutes = Minutes.objects.create(meeting=meeting, digest=seen, role=role, **who(viewer))
        coming = Meeting.objects.filter(
            list=meeting.list, minutes__isnull=True, day__gte=meeting.day
        ).exclude(pk=meeting.pk)  # fmt: skip
        following = coming.order_by("day", "pk").first()
        if following is not None:
            carry(AgendaItem.objects.filter(meeting=meeting), following)
        return minutes


def remark(viewer: Viewer, reference: str, words: str) -> MinutesRemark:
    """Add something to minutes that were settled. Raises RefusedError."""
    role = viewer.role_for((*holding("convene"), *holding("vote")))
    if role is None:
        raise RefusedError("Aanvullen hoort niet bij uw rol.")
    meeting = meetings_of(viewer).get(reference=reference)
    if not is_settled(meeting):
        raise RefusedError("Het verslag is nog niet vastgesteld; aanvullen kan daarna.")
    if not any(sign.isalpha() for sign in words):
        raise RefusedError("Schrijf de aanvulling in woorden.")
    return MinutesRemark.objects.create(
        meeting=meeting, words=words.strip(), role=role, **who(viewer)
    )


def _treated(item: AgendaItem, until: dt.datetime | None) -> Treated:
    points = [
        Point(each, each.decision, _answer(each.decision, until),
              ballot_of(item, each.decision.version - 1))
        for each in item.treatments.select_related("decision__case")
    ]  # fmt: skip
    return Treated(item, points)


def _answer(decision: Decision, until: dt.datetime | None) -> Decision | None:
    found: Decision | None = getattr(decision, "answer", None)
    return found if found is None or until is None or found.time <= until else None


def _later(meeting: Meeting, until: dt.datetime | None) -> list[Decision]:
    if until is None:
        return []
    answers = Decision.objects.filter(
        proposal__treatment__item__meeting=meeting, time__gt=until
    )  # fmt: skip
    return list(answers.select_related("case"))
