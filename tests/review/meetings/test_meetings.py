"""A meeting: called, its agenda, votes that nobody sees too early, decisions, and its minutes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from screening.reference.words import is_neutral
from screening.review import deciding
from screening.review.deciding import Answer, Choice, ConflictError, RefusedError
from screening.review.presenting import SCORE

if TYPE_CHECKING:
    from screening.review.models import Account, Case, Meeting

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


@pytest.fixture
def people(account: Callable[..., Account]) -> People:
    from screening.review.site.viewer import Viewer

    return {
        "secretary": Viewer(account("secretary", "coordinator")),
        "chair": Viewer(account("chair", "chair")),
        "ann": Viewer(account("ann", "board")),
        "ben": Viewer(account("ben", "board")),
    }


@pytest.fixture
def cases(people: People, listed: list[Case]) -> list[Case]:
    """Three cases of the board that were weighed."""
    for case in listed:
        deciding.take(people["secretary"], case.reference, choice(case, "weigh", **WEIGHED))
        case.refresh_from_db()
    return listed


@pytest.fixture
def meeting(people: People, cases: list[Case]) -> Meeting:
    """Today, blind, with two of the cases, and everybody there."""
    from screening.review.meetings.holding import convene, note_present, put_on

    secretary = people["secretary"]
    made = convene(secretary, "tvo", timezone.localdate(), people["chair"].account, blind=True)
    for case in cases[:2]:
        put_on(secretary, made.reference, case.reference)
    note_present(secretary, made.reference, [each.account.pk for each in people.values()])
    return made


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


def test_only_who_is_present_decides_and_votes(
    people: People, meeting: Meeting, cases: list[Case]
) -> None:
    from screening.review.meetings.holding import note_present

    note_present(people["chair"], meeting.reference, [people["chair"].account.pk])
    with pytest.raises(RefusedError, match="niet bij de aanwezigen"):
        decide(people, meeting, cases[0])
    with pytest.raises(RefusedError, match="niet bij de aanwezigen"):
        vote(people, "ann", meeting, cases[0])
    with pytest.raises(RefusedError, match="niet op de agenda"):
        vote(people, "chair", meeting, cases[2])


def test_nobody_sees_votes_before_all_who_are_present_voted(
    people: People, meeting: Meeting, cases: list[Case]
) -> None:
    case = cases[0]
    vote(people, "ann", meeting, case)
    vote(people, "ben", meeting, case, "dismiss")
    for name in people:
        shown = in_page(browser_of(people, name), "meeting_case", meeting.reference, case.reference)
        assert "woorden van" not in shown
        assert "Nog niet gestemd: chair." in shown
    vote(people, "chair", meeting, case)
    for name in people:
        shown = in_page(browser_of(people, name), "meeting_case", meeting.reference, case.reference)
        assert "woorden van ann" in shown
        assert "Verder uitwerken: 2 stemmen" in shown
        assert "Geen vervolg: 1 stem<" in shown


def test_the_chair_alone_closes_a_vote_and_then_nobody_votes(
    people: People, meeting: Meeting, cases: list[Case]
) -> None:
    case = cases[0]
    close = reverse("meeting_close", args=[meeting.reference, case.reference])
    vote(people, "ann", meeting, case)
    with pytest.raises(RefusedError, match="nog gestemd"):
        decide(people, meeting, case)
    assert browser_of(people, "ben").post(close).status_code == 403
    assert browser_of(people, "chair").post(close).status_code == 302
    shown = in_page(browser_of(people, "ben"), "meeting_case", meeting.reference, case.reference)
    assert "woorden van ann" in shown
    with pytest.raises(RefusedError, match="gesloten"):
        vote(people, "ben", meeting, case)
    assert decide(people, meeting, case).kind == "taken"


def test_a_vote_is_given_once_in_words_and_about_what_was_seen(
    people: People, meeting: Meeting, cases: list[Case]
) -> None:
    from screening.review.meetings.voting import cast

    case, ann = cases[0], people["ann"]
    there = (meeting.reference, case.reference)
    with pytest.raises(RefusedError, match="in woorden"):
        cast(ann, *there, "build", " 12 ", seen(case))
    with pytest.raises(RefusedError, match="vanuit de stand"):
        cast(ann, *there, "weigh", "woorden", seen(case))
    with pytest.raises(ConflictError):
        cast(ann, *there, "build", "woorden", (case.version - 1, ""))
    with pytest.raises(RefusedError, match="rol"):
        cast(people["secretary"], *there, "build", "woorden", seen(case))
    vote(people, "ann", meeting, case)
    with pytest.raises(RefusedError, match="al gestemd"):
        vote(people, "ann", meeting, case)


def test_points_and_origin_are_hidden_until_the_own_vote(
    people: People, meeting: Meeting, cases: list[Case]
) -> None:
    from screening.lists import LISTS

    case, kept = cases[0], [*SCORE, "origin"]
    known = {column.key for column in LISTS["tvo"].open_columns}

    def told(name: str, page: str, *parts: str) -> set[str]:
        shown = in_page(browser_of(people, name), page, *parts, toon="punten")
        return {key for key in kept if key in known and re.search(rf"hier {key}\b", shown)}

    assert told("ann", "case", case.reference) == set()
    assert told("ann", "meeting_case", meeting.reference, case.reference) == set()
    vote(people, "ann", meeting, case)
    assert {"points", "origin"} <= told("ann", "case", case.reference)
    assert {"points", "origin"} <= told("ann", "meeting_case", meeting.reference, case.reference)
    assert told("ben", "case", case.reference) == set()
    assert {"points", "origin"} <= told("ben", "case", cases[2].reference)


def test_minutes_say_what_was_decided_and_why_and_no_points(
    people: People, meeting: Meeting, cases: list[Case]
) -> None:
    for name in ("ann", "ben", "chair"):
        vote(people, name, meeting, cases[0], "intervene")
    decide(people, meeting, cases[0], "intervene")
    told = deciding.Answer(True, "ik lees hetzelfde", "niets gezien", *seen(cases[0]))
    deciding.answer(people["chair"], cases[0].reference, told)
    for asked in ({}, {"als": "tekst"}):
        shown = in_page(browser_of(people, "ann"), "minutes", meeting.reference, **asked)
        for words in (
            "Lokale interventie", "de meldingen zijn concreet", "de ondernemer werkt mee",
            "secretary", "team handhaving", "01-03-2999", "ik lees hetzelfde", "3 stemmen",
            "Niet behandeld", cases[0].reference, cases[1].reference,
        ):  # fmt: skip
            assert words in shown, words
        assert "punten" not in shown.lower()
        assert is_neutral(shown)


def test_settled_minutes_stay_as_they_are_and_are_only_added_to(
    people: People, meeting: Meeting, cases: list[Case]
) -> None:
    from screening.review.meetings.holding import note_present, put_on
    from screening.review.meetings.minutes import record_of, remark, text_of

    decide(people, meeting, cases[0], "intervene")
    with pytest.raises(RefusedError, match="nog niet vastgesteld"):
        remark(people["ann"], meeting.reference, "te vroeg")
    settle(people, meeting)
    meeting = type(meeting).objects.get(pk=meeting.pk)
    before = text_of(record_of(meeting))
    for change in (
        lambda: put_on(people["secretary"], meeting.reference, cases[2].reference),
        lambda: note_present(people["secretary"], meeting.reference, []),
        lambda: vote(people, "ann", meeting, cases[1]),
        lambda: decide(people, meeting, cases[1]),
    ):
        with pytest.raises(RefusedError, match="vastgesteld"):
            change()
    deciding.answer(
        people["chair"], cases[0].reference,
        Answer(True, "later bevestigd", "niets gezien", *seen(cases[0])),
    )  # fmt: skip
    remark(people["ann"], meeting.reference, "de wijkagent was er ook")
    type(cases[0]).objects.filter(pk=cases[0].pk).update(title="Anders genoemd")
    assert text_of(record_of(meeting)) == before
    shown = in_page(browser_of(people, "ben"), "minutes", meeting.reference)
    assert "later bevestigd" in shown
    assert "de wijkagent was er ook" in shown
    assert "wijkt af" not in shown
    assert "Stel het verslag vast" not in shown


def test_minutes_that_changed_since_they_were_read_are_not_settled(
    people: People, meeting: Meeting, cases: list[Case]
) -> None:
    from screening.review.meetings.minutes import hash_of, record_of
    from screening.review.meetings.minutes import settle as settle_now

    early = hash_of(record_of(meeting))
    decide(people, meeting, cases[0])
    with pytest.raises(ConflictError):
        settle_now(people["chair"], meeting.reference, early)
    with pytest.raises(RefusedError, match="rol"):
        settle_now(people["secretary"], meeting.reference, hash_of(record_of(meeting)))


def test_what_was_not_treated_goes_to_the_next_meeting_once(
    people: People, meeting: Meeting, cases: list[Case]
) -> None:
    from screening.review.meetings.holding import convene

    def following() -> Meeting:
        day = timezone.localdate() + dt.timedelta(days=14)
        return convene(people["secretary"], "tvo", day, people["chair"].account, blind=False)

    planned = following()
    assert agenda(planned) == []
    decide(people, meeting, cases[0])
    settle(people, meeting)
    assert agenda(planned) == [cases[1].reference]
    assert agenda(following()) == []


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
