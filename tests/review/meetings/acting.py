"""What people do in a meeting, in one line each."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.test import Client
from django.urls import reverse

from screening.review.deciding import Choice

if TYPE_CHECKING:
    from screening.review.models import Case, Meeting

WEIGHED = {"concrete": "ja", "recent": "ja", "priority": "unknown"}
People = dict[str, Any]


def choice(case: Case, step: str, **answers: str) -> Choice:
    from screening.review.presenting import seen_hash

    case.refresh_from_db()
    return Choice(
        step, "de meldingen zijn concreet", "de ondernemer werkt mee", case.version,
        seen_hash(case), answers,
    )  # fmt: skip


def seen(case: Case) -> tuple[int, str]:
    from screening.review.presenting import seen_hash

    case.refresh_from_db()
    return case.version, seen_hash(case)


def in_page(browser: Client, name: str, *parts: str, **asked: str) -> str:
    return browser.get(reverse(name, args=parts), asked).content.decode()


def browser_of(people: People, name: str) -> Client:
    browser = Client()
    browser.force_login(people[name].account, "django.contrib.auth.backends.ModelBackend")
    return browser


def vote(people: People, name: str, meeting: Meeting, case: Case, step: str = "build") -> None:
    from screening.review.meetings.voting import cast

    words = f"woorden van {name}"
    cast(people[name], meeting.reference, case.reference, step, words, seen(case))


def decide(people: People, meeting: Meeting, case: Case, step: str = "build") -> Any:
    from screening.review.meetings.treating import Follow, take

    follow = Follow("team handhaving", dt.date(2999, 3, 1))
    wanted = choice(case, step)
    return take(people["secretary"], meeting.reference, case.reference, wanted, follow)


def settle(people: People, meeting: Meeting) -> None:
    from screening.review.meetings.minutes import hash_of, record_of, settle

    settle(people["chair"], meeting.reference, hash_of(record_of(meeting)))


def agenda(meeting: Meeting) -> list[str]:
    from screening.review.meetings.holding import agenda_of

    return [item.case.reference for item in agenda_of(meeting)]
