"""What was agreed reaches who has to do it, and the next run of the screening."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from screening.review import deciding
from screening.review.deciding import Answer
from screening.runs.earlier import earlier_of
from screening.runs.names import DECISIONS
from tests.review.meetings.acting import People, browser_of, choice, decide, in_page, seen

if TYPE_CHECKING:
    from screening.review.models import Case, Meeting

TERM = dt.date(2999, 3, 1)


def work_of(people: People, name: str) -> str:
    return in_page(browser_of(people, name), "my_work")


def test_an_agreed_term_stands_under_my_work_until_something_else_is_decided(
    people: People, meeting: Meeting, cases: list[Case]
) -> None:
    assert "Afgesproken termijnen" not in work_of(people, "chair")
    decide(people, meeting, cases[0])
    page = work_of(people, "chair")
    assert "Afgesproken termijnen (1)" in page
    assert "uiterlijk 01-03-2999: team handhaving" in page
    deciding.take(people["secretary"], cases[0].reference, choice(cases[0], "dismiss"))
    assert "Afgesproken termijnen" not in work_of(people, "chair")


def test_what_was_only_proposed_is_no_agreement_until_it_is_confirmed(
    people: People, meeting: Meeting, cases: list[Case]
) -> None:
    decide(people, meeting, cases[0], "intervene")
    assert "Afgesproken termijnen" not in work_of(people, "chair")
    said = Answer(True, "ik lees hetzelfde", "niets gezien", *seen(cases[0]))
    deciding.answer(people["chair"], cases[0].reference, said)
    assert "uiterlijk 01-03-2999" in work_of(people, "chair")


@pytest.mark.parametrize(
    ("days", "step", "shown"),
    [(-1, "build", True), (-400, "build", True), (-400, "dismiss", False)],
)
def test_a_term_that_passed_is_marked_and_goes_long_after_the_work_ended(
    people: People, meeting: Meeting, cases: list[Case], days: int, step: str, shown: bool
) -> None:
    from screening.review.meetings.treating import Follow, take

    day = timezone.localdate() + dt.timedelta(days=days)
    wanted = choice(cases[0], step)
    take(people["secretary"], meeting.reference, cases[0].reference, wanted, Follow("wij", day))
    assert (f"uiterlijk {day:%d-%m-%Y} <strong>(verstreken)" in work_of(people, "chair")) is shown


def test_a_term_from_a_workbook_stands_there_too_where_nothing_was_decided_since(
    people: People, cases: list[Case]
) -> None:
    from screening.review.models import CaseSeen, LoadedRun

    run = LoadedRun.objects.create(
        name="2026-02-01_1", as_of=dt.date(2026, 2, 1), municipality="Meerwolde", lists={}
    )
    cases[2].now = CaseSeen.objects.create(
        case=cases[2], run=run, standing="listed", key="key-3", rank=3, digest=f"{33:064d}",
        row={"case_deadline": "2999-04-02", "case_owner": "wijkteam"},
    )  # fmt: skip
    cases[2].term = dt.date(2999, 4, 2)
    cases[2].save()
    assert "uiterlijk 02-04-2999: wijkteam" in work_of(people, "chair")
    deciding.take(people["secretary"], cases[2].reference, choice(cases[2], "dismiss"))
    assert "02-04-2999" not in work_of(people, "chair")


def test_the_next_run_reads_what_was_decided_and_nothing_of_a_case_that_was_destroyed(
    people: People,
    meeting: Meeting,
    cases: list[Case],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    from screening.review.decided_file import write_decisions
    from screening.review.destroying import destroy_expired
    from screening.review.models import CaseMember
    from screening.review.site.viewer import project_of_site

    project = project_of_site().placed(tmp_path)
    monkeypatch.setattr(deciding, "project_of_site", lambda: project)
    CaseMember.objects.create(case=cases[0], node="address:een")
    with django_capture_on_commit_callbacks(execute=True):
        decide(people, meeting, cases[0], "dismiss")
    [told] = earlier_of(tmp_path, print).decided
    assert told.model_dump() == {
        "list": "tvo", "nodes": ("address:een",), "decision": "sluiten, niets doen",
        "decided_on": timezone.localdate(), "owner": "team handhaving", "term": TERM,
    }  # fmt: skip
    text = (tmp_path / DECISIONS).read_text("utf-8")
    assert "concreet" not in text, "the words of who decided are for the site alone"
    assert (tmp_path / DECISIONS).stat().st_mode & 0o077 == 0
    cases[0].refresh_from_db()
    destroy_expired(cases[0].since + dt.timedelta(days=366))
    write_decisions(project)
    assert earlier_of(tmp_path, print).decided == []
