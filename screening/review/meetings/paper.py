"""The minutes of a meeting on paper, as PDF/A-2b: what the page says, to keep with the meeting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from screening.publish.paper.typeset import as_pdf
from screening.review.meetings.minutes import Point, Record, Treated
from screening.review.models import Standing
from screening.review.site.viewer import project_of_site
from screening.review.templatetags.dutch import day, moment

TEMPLATE = "minutes.typ"
NOTICE = (
    "Gemeentelijk signaal: een reden om te kijken, geen vaststelling. Niet overnemen in andere "
    "systemen."
)
_OPEN = "niet afgesproken"
_Pair = tuple[str, str]


def pdf_of(record: Record) -> bytes:
    """The minutes with what came after they were settled; the same records give the same bytes."""
    meeting, settled = record.meeting, record.settled
    document = {
        "title": f"Verslag van de vergadering van {day(meeting.day)}",
        "author": project_of_site().name,
        "notice": NOTICE,
        "facts": [
            ("Lijst", record.title),
            ("Voorzitter", meeting.chair_name),
            (
                "Aanwezig",
                ", ".join(each.member_name for each in record.present) or "niet vastgelegd",
            ),
            ("Vastgesteld", _by(settled.user_name, settled.time) if settled else "nog niet"),
        ],
        "items": [_item(number, each) for number, each in enumerate(record.items, 1)],
        "later": list(_later(record)),
    }
    return as_pdf(document, meeting.day, TEMPLATE)


def _item(number: int, treated: Treated) -> dict[str, object]:
    case, otherwise = treated.item.case, ""
    if not treated.points and case.standing == Standing.DESTROYED:
        otherwise = "Wat hier stond is vernietigd: de termijn was voorbij."
    elif not treated.points:
        otherwise = "Niet behandeld; gaat mee naar de volgende vergadering."
    return {
        "heading": f"{number}. {treated.item.title} (kenmerk {case.reference})",
        "points": [list(_point(each)) for each in treated.points],
        "otherwise": otherwise,
    }


def _point(point: Point) -> Iterable[_Pair]:
    decision, answer = point.decision, point.answer
    yield "Besluit", f"{decision.step_title}, {decision.get_kind_display()}"
    yield "Reden", decision.reason
    yield "Wat pleitte voor iets anders", decision.contra
    yield "Vastgelegd door", _by(f"{decision.user_name} ({decision.role_title})", decision.time)
    if answer is not None:
        who = _by(f"{answer.user_name} ({answer.role_title})", answer.time)
        yield "Tweede persoon", f"{who}: {answer.get_kind_display()}. {answer.reason}"
    if point.ballot.votes:
        yield "Stemming", "; ".join(f"{name}: {len(of)}" for name, of in point.ballot.tally)
    yield "Wie pakt het op", point.treatment.owner or _OPEN
    yield "Termijn", day(point.treatment.term) or _OPEN


def _later(record: Record) -> Iterable[str]:
    for each in record.later:
        who = _by(f"{each.user_name} ({each.role_title})", each.time)
        done = f"{each.step_title.lower()}, {each.get_kind_display()}"
        yield f"{who}, kenmerk {each.case.reference}: {done}. {each.reason}"
    for remark in record.remarks:
        yield f"{_by(remark.user_name, remark.time)}: {remark.words}"


def _by(name: str, time: dt.datetime) -> str:
    return f"{name}, {moment(time)}"
