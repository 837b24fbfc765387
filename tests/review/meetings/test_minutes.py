"""The minutes of a meeting: made from records, settled, and only added to after."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from screening.reference.words import is_neutral
from screening.review import deciding
from screening.review.deciding import Answer, ConflictError, RefusedError
from tests.publish.archived import breaches
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


def test_minutes_on_paper_say_the_same_and_taking_them_along_is_on_record(
    people: People, meeting: Meeting, cases: list[Case]
) -> None:
    decide(people, meeting, cases[0], "intervene")
    address = reverse("minutes", args=[meeting.reference])
    answer = browser_of(people, "ann").get(address, {"als": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content == browser_of(people, "ann").get(address, {"als": "pdf"}).content
    paper = PdfReader(io.BytesIO(answer.content))
    assert breaches(paper) == []
    told = " ".join("".join(page.extract_text() for page in paper.pages).split())
    for words in ("Lokale interventie", "de meldingen zijn concreet", "team handhaving",
                  "01-03-2999", "Niet behandeld", cases[1].reference):  # fmt: skip
        assert words in told, words
    assert cases[0].accesses.filter(what="minutes_file").count() == 2
    shown = in_page(browser_of(people, "ann"), "meeting", meeting.reference)
    assert f'{address}?als=pdf"' in shown
