"""What a page costs does not grow unseen: how often it asks the database, and when it writes."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models.signals import post_init
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from screening.lists import LISTS
from screening.reference.workflow import workflow_of
from screening.review.counting import open_cases
from screening.review.models import Case
from screening.review.site.renewing import EVERY


def asked_by(browser: Client, address: str) -> list[str]:
    """The questions to the database of a page that was shown before."""
    assert browser.get(address).status_code == 200
    with CaptureQueriesContext(connection) as questions:
        assert browser.get(address).status_code == 200
    return [each["sql"] for each in questions]


@pytest.mark.parametrize(("page", "most"), [("my_work", 12), ("lists", 5), ("list", 13)])
def test_a_page_of_many_cases_asks_little(
    page: str, most: int, signed_in: Callable[..., Client]
) -> None:
    address = reverse(page, args=["tvo"] if page == "list" else [])
    assert len(asked_by(signed_in("coordinator"), address)) <= most


def test_my_work_reads_no_case_that_nothing_was_agreed_of(signed_in: Callable[..., Client]) -> None:
    browser, read = signed_in("coordinator"), list[int]()

    def count(instance: Case, **_: object) -> None:
        read.append(instance.pk)

    assert Case.objects.filter(list="tvo", standing="listed").count() > 5
    post_init.connect(count, sender=Case)
    try:
        browser.get(reverse("my_work"))
    finally:
        post_init.disconnect(count, sender=Case)
    assert read == []


def test_a_case_asks_little_and_leaves_the_outlines_of_other_runs_unread(
    signed_in: Callable[..., Client], first_case: Callable[[str], Case]
) -> None:
    questions = asked_by(
        signed_in("coordinator"), reverse("case", args=[first_case("tvo").reference])
    )
    assert len(questions) <= 18
    assert sum('"review_loadedrun"."map"' in each for each in questions) == 1


def test_the_use_of_a_session_is_written_down_once_a_minute(
    signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, address = signed_in("coordinator"), reverse("lists")

    def writes() -> int:
        return sum('UPDATE "django_session"' in each for each in asked_by(browser, address))

    assert writes() == 0
    ends, later = browser.session.get_expiry_date(), time.time() + EVERY + 1
    monkeypatch.setattr(time, "time", lambda: later)
    with CaptureQueriesContext(connection) as questions:
        browser.get(address)
    assert any('UPDATE "django_session"' in each["sql"] for each in questions)
    assert browser.session.get_expiry_date() >= ends


def test_work_is_open_in_every_state_that_does_not_end_it(db: None) -> None:  # noqa: ARG001
    every = [(name, state) for name in LISTS for state in workflow_of(name).states.values()]
    made = [
        Case(list=name, state=state.name, place_type="address", title="x") for name, state in every
    ]
    Case.objects.bulk_create(made)
    found = Case.objects.filter(open_cases(), title="x").values_list("list", "state")
    assert {*found} == {(name, state.name) for name, state in every if not state.ends}
