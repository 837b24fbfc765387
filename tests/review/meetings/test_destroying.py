"""What is known of a case is gone when its time is over, and nothing else; that it went is kept."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from screening.review import deciding
from screening.review.deciding import Answer
from tests.review.meetings.acting import People, browser_of, choice, decide, seen, settle

if TYPE_CHECKING:
    from screening.review.models import Account, Case, Meeting


def years(count: int, since: dt.datetime) -> dt.datetime:
    """The same moment so many years later; these tests do not run on 29 February."""
    return since.replace(year=since.year + count)


WORDS = re.compile(r"Casus nummer 1|team handhaving|key-1\b|address:een")
"""What of a case stands in its records and in none of other cases."""


def kept_words() -> set[str]:
    """What of a case stands anywhere in the tables of the site."""
    found = set()
    with connection.cursor() as cursor:
        for model in apps.get_app_config("review").get_models():
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            found |= {each for row in cursor.fetchall() for each in WORDS.findall(str(row))}
    return found


def test_a_dismissed_case_goes_after_its_term_with_every_word_of_it(
    people: People, meeting: Meeting, cases: list[Case]
) -> None:
    from screening.review.destroying import destroy_expired
    from screening.review.models import CaseMember, Destruction

    CaseMember.objects.create(case=cases[0], node="address:een")
    decide(people, meeting, cases[0], "dismiss")
    settle(people, meeting)
    cases[0].refresh_from_db()
    now = years(1, cases[0].since)
    assert destroy_expired(now - dt.timedelta(seconds=1)) == 0
    people["ann"].note(cases[0], "case")
    assert kept_words() == {"Casus nummer 1", "team handhaving", "key-1", "address:een"}
    assert destroy_expired(now) == 1
    assert destroy_expired(now) == 0
    proof = Destruction.objects.get()
    assert (proof.case_id, proof.rule) == (cases[0].pk, "geen vervolg: 1 jaar")
    assert proof.count >= 5
    assert cases[0].accesses.exists()
    assert kept_words() == set()
    assert not cases[0].decisions.exists()
    assert not cases[0].seen.exists()
    assert cases[1].decisions.exists()
    left = people["secretary"].cases().filter(pk__in=[each.pk for each in cases])
    assert {each.pk for each in left} == {each.pk for each in cases[1:]}


def test_a_case_that_ended_in_an_action_goes_five_years_later_and_its_page_says_when(
    people: People, meeting: Meeting, cases: list[Case]
) -> None:
    from screening.review.destroying import destroy_expired

    decide(people, meeting, cases[0], "intervene")
    confirmed = Answer(True, "ik lees hetzelfde", "niets gezien", *seen(cases[0]))
    deciding.answer(people["chair"], cases[0].reference, confirmed)
    cases[0].refresh_from_db()
    over = years(5, cases[0].since)
    address = reverse("case", args=[cases[0].reference])
    shown = browser_of(people, "ann").get(address).content.decode()
    assert f"vernietigd op {timezone.localtime(over):%d-%m-%Y}" in shown
    assert destroy_expired(over - dt.timedelta(seconds=1)) == 0
    assert destroy_expired(over) == 1
    assert browser_of(people, "ann").get(address).status_code == 404


def test_the_trail_and_the_minutes_say_that_it_went(
    people: People, meeting: Meeting, cases: list[Case], account: Callable[..., Account]
) -> None:
    from screening.review.destroying import destroy_expired

    decide(people, meeting, cases[0], "dismiss")
    settle(people, meeting)
    cases[0].refresh_from_db()
    destroy_expired(years(1, cases[0].since))
    officer, ann = Client(), Client()
    backend = "django.contrib.auth.backends.ModelBackend"
    officer.force_login(account("officer", "privacy_officer"), backend)
    ann.force_login(people["ann"].account, backend)
    shown = officer.get(reverse("trail"), {"q": cases[0].reference}).content.decode()
    assert "Vernietigd op" in shown
    assert "geen vervolg: 1 jaar" in shown
    for name in ("minutes", "meeting"):
        page = ann.get(reverse(name, args=[meeting.reference]))
        assert page.status_code == 200
        assert "Vernietigde casus" in page.content.decode()
    assert "is vernietigd" in ann.get(reverse("minutes", args=[meeting.reference])).content.decode()
    assert ann.get(reverse("case", args=[cases[0].reference])).status_code == 404


def test_what_waits_or_was_taken_up_again_stays(people: People, cases: list[Case]) -> None:
    from screening.review.destroying import destroy_expired

    case, secretary = cases[0], people["secretary"]
    deciding.take(secretary, case.reference, choice(case, "dismiss"))
    deciding.take(secretary, case.reference, choice(case, "reopen"))
    assert destroy_expired(years(3, timezone.now())) == 0


def test_a_case_that_nobody_decided_on_goes_with_the_term_of_signals(listed: list[Case]) -> None:
    from screening.review.destroying import destroy_expired

    cases = type(listed[0]).objects.filter(pk__in=[each.pk for each in listed])
    cases.filter(pk=listed[0].pk).update(standing="gone")
    cases.filter(pk=listed[1].pk).update(standing="gone", version=1)
    last = dt.datetime(2027, 1, 1, 12, tzinfo=dt.UTC)  # the run is of 1 January 2026
    assert destroy_expired(last) == 0
    assert destroy_expired(last, 365) == 0
    assert destroy_expired(last + dt.timedelta(days=1), 365) == 1
    assert [each.standing for each in cases.order_by("pk")] == ["destroyed", "gone", "listed"]


def test_a_suppression_that_holds_keeps_its_case(people: People, cases: list[Case]) -> None:
    from screening.review.destroying import destroy_expired
    from screening.review.models import Suppression

    case, secretary = cases[0], people["secretary"]
    deciding.take(secretary, case.reference, choice(case, "dismiss"))
    case.refresh_from_db()
    now = years(1, case.since)
    Suppression.objects.create(
        case=case, rule="a.b", node="address:een", title="regel", reason="bekend", role="chair",
        until=timezone.localdate(now), user=secretary.account, user_name="s",
    )  # fmt: skip
    assert destroy_expired(now) == 0
    assert destroy_expired(now + dt.timedelta(days=1)) == 1
    assert not Suppression.objects.exists()
