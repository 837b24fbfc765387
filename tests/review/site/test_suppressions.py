"""A rule left out of account for a subject: marked, counted, hidden unless asked, for a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from screening.review.deciding import RefusedError

if TYPE_CHECKING:
    from screening.review.models import Account, Case


def viewer_of(account: Account) -> Any:
    from screening.review.site.viewer import Viewer

    return Viewer(account)


@pytest.fixture
def case(db: None) -> Case:  # noqa: ARG001 - the tables
    """A listed case with one signal."""
    from screening.review.models import Case, Standing

    cases = Case.objects.filter(list="octopus.auto", standing=Standing.LISTED).select_related("now")
    return next(each for each in cases if each.now and len(each.now.signals) == 1)


def sent(browser: Client, case: Case, **changes: str) -> Any:
    from screening.review.suppressing import free

    key = next(iter(free(case)), ("", ""))
    until = timezone.localdate() + dt.timedelta(days=30)
    given = {"signal": "|".join(key), "reason": "de loods is van de gemeente",
             "until": until.isoformat(), **changes}  # fmt: skip
    return browser.post(reverse("suppress", args=[case.reference]), given)


def listed(browser: Client, case: Case, **asked: str) -> str:
    shown: str = browser.get(reverse("list", args=[case.list]), asked).content.decode()
    return shown


def test_a_case_with_only_suppressed_signals_leaves_the_list_and_is_counted(
    case: Case, signed_in: Callable[..., Client]
) -> None:
    coordinator, inspector = signed_in("coordinator"), signed_in("inspector")
    pages = {"gebied": case.neighbourhood}
    assert case.reference in listed(inspector, case, **pages)
    assert sent(coordinator, case).status_code == 302
    shown = listed(inspector, case, **pages)
    assert case.reference not in shown
    assert "Daarnaast 1 casus waarvan elk signaal is onderdrukt" in shown
    again = listed(inspector, case, verborgen="toon", **pages)
    assert case.reference in again
    assert '<span class="mark">onderdrukt</span>' in again
    page = inspector.get(reverse("case", args=[case.reference])).content.decode()
    assert "de loods is van de gemeente" in page
    assert "Een signaal onderdrukken" not in page


def test_signals_with_the_same_title_are_told_apart(signed_in: Callable[..., Client]) -> None:
    from screening.review.models import Case

    def titles(case: Case) -> list[str]:
        return [each["title"] for each in case.now.signals] if case.now else []

    cases = Case.objects.filter(list="tvo", standing="listed").select_related("now")
    case = next(each for each in cases if len({*titles(each)}) < len(titles(each)))
    page = signed_in("coordinator").get(reverse("suppress", args=[case.reference]))
    told = [title for _, title in page.context["form"].fields["signal"].choices]
    assert len({*told}) == len(told) == len(titles(case))


def test_it_ends_by_itself_and_is_counted_until_then(
    case: Case, signed_in: Callable[..., Client], account: Callable[..., Account]
) -> None:
    from screening.review.models import Suppression
    from screening.review.suppressing import active, ending_soon, over

    sent(signed_in("coordinator"), case)
    found = Suppression.objects.get()
    assert list(ending_soon(viewer_of(account("inspector", "inspector")))) == [found]
    assert list(ending_soon(viewer_of(account("desk", "permit_desk")))) == []
    assert list(active(found.until)) == [found]
    assert list(active(found.until + dt.timedelta(days=1))) == []
    assert list(over(found.until + dt.timedelta(days=1))) == [found]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"signal": "address.nothing|address:1"}, "geldige keuze"),
        ({"reason": ""}, "verplicht"),
        ({"reason": "1"}, "in woorden"),
        ({"until": "2020-01-01"}, "ten hoogste een jaar"),
        ({"until": "2999-01-01"}, "ten hoogste een jaar"),
        ({"until": "ooit"}, "Geef een dag"),
    ],
)
def test_without_a_signal_a_reason_and_a_day_within_a_year_nothing_is_kept(
    case: Case, signed_in: Callable[..., Client], changed: dict[str, str], told: str
) -> None:
    from screening.review.models import Suppression

    answer = sent(signed_in("coordinator"), case, **changed)
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert not Suppression.objects.exists()


def test_what_is_suppressed_cannot_be_so_twice(case: Case, account: Callable[..., Account]) -> None:
    from screening.review.suppressing import free, suppress

    coordinator = viewer_of(account("coordinator", "coordinator"))
    key, until = next(iter(free(case))), timezone.localdate() + dt.timedelta(days=1)
    suppress(coordinator, case, key, "nagegaan", until)
    with pytest.raises(RefusedError, match="al onderdrukt"):
        suppress(coordinator, case, key, "nagegaan", until)


def test_the_page_says_what_ends_first_and_one_can_be_ended(
    case: Case, signed_in: Callable[..., Client], account: Callable[..., Account]
) -> None:
    from screening.review.models import Case as Every
    from screening.review.models import Suppression
    from screening.review.suppressing import free, suppress

    viewer = viewer_of(account("first", "coordinator"))
    other = next(each for each in Every.objects.filter(list="tvo").select_related("now")
                 if each.now and free(each))  # fmt: skip
    for one, days in ((other, 200), (case, 5)):
        until = timezone.localdate() + dt.timedelta(days=days)
        suppress(viewer, one, next(iter(free(one))), "nagegaan", until)
    coordinator = signed_in("coordinator")
    shown = coordinator.get(reverse("suppressions")).content.decode()
    assert "1 loopt binnen 30 dagen af" in shown
    assert shown.index(case.reference) < shown.index(other.reference)
    inspector = signed_in("inspector").get(reverse("suppressions")).content.decode()
    assert case.reference in inspector
    assert other.reference not in inspector
    assert "Beëindig" not in inspector
    number = Suppression.objects.get(case=case).pk
    ended = coordinator.post(
        reverse("suppression_end", args=[number]), {"reason": "de loods is verkocht"}, follow=True
    ).content.decode()
    assert "telt weer mee" in ended
    assert "de loods is verkocht" in ended
    assert case.reference in listed(coordinator, case, gebied=case.neighbourhood)
    again = coordinator.post(reverse("suppression_end", args=[number]), {"reason": "nog eens"})
    assert "al voorbij" in again.content.decode()
    with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
        connection.cursor().execute("UPDATE review_suppression SET until = until")
