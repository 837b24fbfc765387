"""Meetings where roles see the cases of some packs only (``review.packs`` of the project)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from screening.review.deciding import RefusedError
from screening.review.site.viewer import Viewer
from tests.review.meetings.acting import People, decide, settle

if TYPE_CHECKING:
    from screening.review.models import Case, Meeting

Limit = Callable[..., None]


@pytest.fixture
def limit(settings: Any, cases: list[Case]) -> Limit:
    """Says which packs roles may see; the first case is of ``area``, the others of ``tvo``."""
    from screening.review.models import CasePack

    for case, pack in zip(cases, ("area", "tvo", "tvo"), strict=True):
        CasePack.objects.get_or_create(case=case, pack=pack)

    def said(**packs: list[str]) -> None:
        review = settings.SCREENING.review.model_copy(update={"packs": packs})
        settings.SCREENING = settings.SCREENING.model_copy(update={"review": review})

    return said


def test_who_may_not_see_all_that_was_left_calls_no_meeting_about_it(
    people: People, meeting: Meeting, cases: list[Case], limit: Limit
) -> None:
    from screening.review.meetings.holding import convene
    from screening.review.models import Meeting

    decide(people, meeting, cases[1])
    settle(people, meeting)  # the first case is left
    today, chair = timezone.localdate(), people["chair"].account
    limit(coordinator=["tvo"])
    secretary = Viewer(people["secretary"].account)
    with pytest.raises(RefusedError, match="die u niet mag inzien"):
        convene(secretary, "tvo", today, chair, blind=True)
    limit(chair=["tvo"])
    with pytest.raises(RefusedError, match="Kies een ander"):
        convene(Viewer(people["secretary"].account), "tvo", today, chair, blind=True)
    assert Meeting.objects.count() == 1
    limit(coordinator=["tvo", "area"])
    convene(Viewer(people["secretary"].account), "tvo", today, chair, blind=True)
    assert Meeting.objects.count() == 2


def test_nobody_waits_for_who_cannot_open_the_meeting(
    meeting: Meeting, cases: list[Case], limit: Limit
) -> None:
    from screening.review.meetings.holding import members_of
    from screening.review.meetings.voting import ballot_of

    def named() -> tuple[set[str], set[str]]:
        ballot = ballot_of(meeting.items.get(case=cases[1]))
        return {str(each) for each in members_of(meeting)}, {
            each.member_name for each in ballot.waiting
        }

    members, waiting = named()
    assert {"ann", "ben"} <= members
    assert {"ann", "ben"} <= waiting
    limit(board=["tvo"])
    members, waiting = named()
    assert not {"ann", "ben"} & {*members, *waiting}
    assert "chair" in members


def test_the_minutes_stay_with_the_same_readers_when_a_case_in_them_is_destroyed(
    people: People, meeting: Meeting, cases: list[Case], limit: Limit
) -> None:
    from screening.review.destroying import destroy_expired
    from screening.review.meetings.holding import meetings_of

    decide(people, meeting, cases[0], "dismiss")
    settle(people, meeting)
    cases[0].refresh_from_db()
    readers: list[tuple[list[str], bool]] = [(["tvo"], False), (["tvo", "area"], True)]

    def as_readers() -> None:
        for packs, sees in readers:
            limit(board=packs)
            assert meetings_of(Viewer(people["ann"].account)).exists() == sees

    as_readers()
    since = cases[0].since
    assert destroy_expired(since.replace(year=since.year + 1) + dt.timedelta(days=1)) == 1
    as_readers()
