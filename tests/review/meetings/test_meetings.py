"""A meeting: called together, its agenda, decisions in it, and the whole of it by browser."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from screening.review.deciding import RefusedError
from tests.review.meetings.acting import (
    People,
    agenda,
    browser_of,
    decide,
    in_page,
    seen,
    settle,
    vote,
)

if TYPE_CHECKING:
    from screening.review.models import Case, Meeting


def test_cases_come_on_the_agenda_one_by_one_and_keep_their_order(
    people: People, meeting: Meeting, cases: list[Case]
) -> None:
    from screening.review.meetings.holding import move, put_on, take_off

    secretary, (one, two, three) = people["secretary"], [each.reference for each in cases]
    assert agenda(meeting) == [one, two]
    put_on(secretary, meeting.reference, three)
    move(secretary, meeting.reference, three, up=True)
    assert agenda(meeting) == [one, three, two]
    move(secretary, meeting.reference, one, up=True)
    assert agenda(meeting) == [one, three, two]
    take_off(secretary, meeting.reference, three)
    assert agenda(meeting) == [one, two]
    put_on(secretary, meeting.reference, three)
    assert agenda(meeting) == [one, two, three]
    with pytest.raises(RefusedError, match="al op de agenda"):
        put_on(secretary, meeting.reference, three)
    with pytest.raises(RefusedError, match="geen casus"):
        put_on(secretary, meeting.reference, "")


@pytest.mark.parametrize(
    ("who", "name", "days", "said"),
    [
        ("ann", "tvo", 0, "rol"),
        ("secretary", "adr", 0, "niet vergaderd"),
        ("secretary", "tvo", -1, "al voorbij"),
    ],
)
def test_a_meeting_that_cannot_be_is_refused(
    people: People, who: str, name: str, days: int, said: str
) -> None:
    from screening.review.meetings.holding import convene

    day = timezone.localdate() + dt.timedelta(days=days)
    with pytest.raises(RefusedError, match=said):
        convene(people[who], name, day, people["chair"].account, blind=True)
    with pytest.raises(RefusedError, match="voorzitter"):
        convene(people["secretary"], "tvo", timezone.localdate(), people["ann"].account, blind=True)


def test_a_decision_in_a_meeting_is_a_decision_with_who_and_when(
    people: People, meeting: Meeting, cases: list[Case]
) -> None:
    decision = decide(people, meeting, cases[0])
    cases[0].refresh_from_db()
    assert cases[0].state == "analysis"
    assert decision.treatment.item.meeting_id == meeting.pk
    assert (decision.treatment.owner, decision.treatment.term) == (
        "team handhaving", dt.date(2999, 3, 1),
    )  # fmt: skip


def test_a_whole_meeting_by_browser(people: People, cases: list[Case]) -> None:
    """Called, filled, voted on, decided, settled and added to: every form as a browser sends it."""
    from screening.review.models import Meeting

    secretary, chair, ann = (browser_of(people, each) for each in ("secretary", "chair", "ann"))
    case, chosen = cases[0], people["chair"].account.pk
    day = f"{timezone.localdate():%d-%m-%Y}"
    made = secretary.post(reverse("meeting_new"), {"list": "tvo", "day": day, "chair": chosen})
    assert made.status_code == 302
    meeting = Meeting.objects.latest("pk")
    assert case.reference in in_page(secretary, "meeting", meeting.reference)
    secretary.post(
        reverse("meeting_agenda", args=[meeting.reference]),
        {"case": case.reference.lower(), "what": "on"},
    )
    present = [people[each].account.pk for each in ("chair", "ann")]
    secretary.post(reverse("meeting_present", args=[meeting.reference]), {"present": present})
    there = [meeting.reference, case.reference]
    version, hashed = seen(case)
    asked = {"version": version, "seen": hashed, "step": "dismiss", "reason": ""}
    missing = ann.post(reverse("meeting_vote", args=there), asked)
    assert missing.status_code == 400
    assert "Schrijf dit in woorden" in missing.content.decode()
    for browser in (ann, chair):
        given = browser.post(
            reverse("meeting_vote", args=there), {**asked, "reason": "te weinig bekend"}
        )
        assert given.status_code == 302
    said = {**asked, "reason": "te weinig bekend", "contra": "er zijn meldingen", "term": day}
    assert chair.post(reverse("meeting_decide", args=there), said).status_code == 302
    case.refresh_from_db()
    assert case.state == "dismissed"
    again = chair.post(reverse("meeting_decide", args=there), said)
    assert again.status_code == 409
    assert "te weinig bekend" in again.content.decode()
    page = in_page(chair, "minutes", meeting.reference)
    digest = page.split('name="seen" value="')[1].split('"')[0]
    chair.post(reverse("minutes_settle", args=[meeting.reference]), {"seen": digest})
    assert "Vastgesteld door chair" in in_page(ann, "minutes", meeting.reference)
    added = ann.post(
        reverse("minutes_remark", args=[meeting.reference]), {"words": "goed gesproken"}
    )
    assert added.status_code == 302
    assert "goed gesproken" in in_page(ann, "minutes", meeting.reference, als="tekst")
    used = set(case.accesses.values_list("what", flat=True))
    assert {"agenda", "vote", "decide", "minutes", "minutes_file"} <= used


@pytest.mark.parametrize("what", ["UPDATE {} SET id = id", "DELETE FROM {}"])
@pytest.mark.parametrize(
    "table", ["meeting", "attendance", "treatment", "vote", "voteclosing", "minutes",
              "minutesremark"],
)  # fmt: skip
def test_the_database_refuses_to_change_what_was_recorded(
    people: People, meeting: Meeting, cases: list[Case], table: str, what: str
) -> None:
    from screening.review.meetings.minutes import remark
    from screening.review.meetings.voting import close

    vote(people, "ann", meeting, cases[0])
    close(people["chair"], meeting.reference, cases[0].reference)
    decide(people, meeting, cases[0])
    settle(people, meeting)
    remark(people["ann"], meeting.reference, "nog iets")
    with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
        connection.cursor().execute(what.format(f"review_{table}"))
