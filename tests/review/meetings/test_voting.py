"""Votes in a meeting: nobody sees too early what others think, or what the engine weighs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from screening.review.deciding import ConflictError, RefusedError
from screening.review.presenting import LEADING, SCORE
from tests.review.meetings.acting import (
    People,
    browser_of,
    decide,
    in_page,
    seen,
    vote,
)

if TYPE_CHECKING:
    from screening.review.models import Case, Meeting


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
    from screening.review import tokens
    from screening.review.models import Vote

    case, kept = cases[0], [*SCORE, *LEADING]
    known = {column.key for column in LISTS["tvo"].open_columns}

    def told(name: str, page: str, *parts: str) -> set[str]:
        shown = in_page(browser_of(people, name), page, *parts, toon="punten")
        return {key for key in kept if key in known and re.search(rf"hier {key}\b", shown)}

    def given() -> set[str]:
        token = tokens.add(f"systeem{Vote.objects.count()}", ["board"])
        where = f"/api/v1/cases/{case.reference}?score=true"
        answer = Client().get(where, headers={"Authorization": f"Bearer {token}"})
        return {*kept} & {*answer.json()["row"]}

    assert given() == set()
    assert told("ann", "case", case.reference) == set()
    assert told("ann", "meeting_case", meeting.reference, case.reference) == set()
    vote(people, "ann", meeting, case)
    assert {"points", "origin", "suggestion"} <= told("ann", "case", case.reference)
    assert {"points", "origin"} <= told("ann", "meeting_case", meeting.reference, case.reference)
    assert told("ben", "case", case.reference) == set()
    assert {"points", "origin"} <= told("ben", "case", cases[2].reference)


def test_the_order_of_the_list_tells_nothing_until_the_own_vote(
    people: People, meeting: Meeting, cases: list[Case]
) -> None:
    def order(name: str, **asked: str) -> list[str]:
        shown = in_page(browser_of(people, name), "list", "tvo", **asked)
        found = re.findall(r'<span class="hint">(.{4}-.{4})</span>', shown)
        return [each for each in found if each in {case.reference for case in cases}]

    others = type(cases[0]).objects.filter(list="tvo").exclude(pk__in=[c.pk for c in cases])
    others.update(list="adr")  # one page holds these
    ranked = [case.reference for case in cases]
    drawn = sorted(ranked)
    if drawn == ranked:  # drawn so: turn them, for else nothing is tried
        for case, rank in zip(cases, (3, 2, 1), strict=True):
            type(case).objects.filter(pk=case.pk).update(rank=rank)
        ranked.reverse()
    assert order("ann") == drawn
    assert order("ann", volgorde="lijst") == drawn
    for case in cases[:2]:
        vote(people, "ann", meeting, case)
    assert order("ann") == ranked
    assert order("ben") == drawn
