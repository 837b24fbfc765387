"""Reports of the municipality's own people: in, weighed, counted in the next run, destroyed."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from screening.registers.reading.load import load_registers
from screening.registers.reading.source import Source

if TYPE_CHECKING:
    from screening.review.models import KnownAddress, Report

WORDS = "Overdag staan er drie busjes en wordt er gelast in de schuur."
WHO = "Sanne de Boa"
NUMBER = str(111_222_333)
"""Passes the eleven test of citizen service numbers; no file may hold one as it stands."""


@pytest.fixture
def reporter(account: Callable[..., Any]) -> Client:
    user = account("sanne", "reporter")
    user.first_name, user.last_name = "Sanne", "de Boa"
    user.save()
    browser = Client()
    browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return browser


def said(**changes: str) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "adres": "9001010000000001", "token": "t-1", "topic": "handel", "facts": WORDS,
        "seen_on": today.isoformat(), "source": "boa", "urgent": "nee", **changes,
    }  # fmt: skip


@pytest.fixture
def report(reporter: Client, address: KnownAddress, project: Any) -> Report:  # noqa: ARG001
    from screening.review.models import Report

    assert reporter.post(reverse("report"), said(), follow=True).status_code == 200
    return Report.objects.get()


def step(browser: Client, report: Report, name: str, **answers: str) -> Any:
    report.refresh_from_db()
    return browser.post(
        reverse("report_case", args=[report.reference]),
        {"step": name, "reason": "volgens de afspraken", "version": report.version, **answers},
    )


WEIGHED = {"concrete": "ja", "recent": "ja", "priority": "nee"}


def test_a_place_is_found_step_by_step(reporter: Client, address: KnownAddress) -> None:
    shown = reporter.get(reverse("report"), {"q": "12 dorpsstr"}).content.decode()
    assert f'href="?adres={address.vbo_id}"' in shown
    assert "Geen adres gevonden" in reporter.get(reverse("report"), {"q": "kade"}).content.decode()
    form = reporter.get(reverse("report"), {"adres": address.vbo_id}).content.decode()
    assert "Dorpsstraat 12, Meerwolde" in form
    assert 'name="facts"' in form


def test_a_point_offers_the_addresses_near_it(reporter: Client, address: KnownAddress) -> None:
    asked = {"een": "120010", "twee": "480010"}
    assert f"?adres={address.vbo_id}" in reporter.get(reverse("report"), asked).content.decode()
    form = reporter.get(reverse("report"), asked | {"punt": "ja"}).content.decode()
    assert "punt 120010, 480010 (RD)" in form
    wrong = reporter.get(reverse("report"), {"een": "9", "twee": "noord"}).content.decode()
    assert "geen punt in Nederland" in wrong
    assert 'aria-invalid="true"' in wrong


def test_latitude_and_longitude_become_metres() -> None:
    import polars as pl

    from screening.prioritise.facts.wgs84 import in_degrees
    from screening.review.places import point_of

    x, y = point_of("52,1551744", "5.38720621")
    assert (x, y) == (155_000.0, 463_000.0)
    for there in ((90_000.0, 400_000.0), (250_000.0, 590_000.0)):
        point = zip(("lat", "lon"), in_degrees(pl.lit(there[0]), pl.lit(there[1])), strict=True)
        degrees = pl.select(value.alias(name) for name, value in point).row(0)
        assert point_of(*map(str, degrees)) == pytest.approx(there, abs=1.0)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"facts": "Een crimineel laadt dozen."}, "crimineel"),
        ({"facts": f"Meneer {NUMBER} laadt dozen."}, "burgerservicenummer"),
        ({"facts": "12345"}, "in woorden"),
        ({"facts": ""}, "verplicht"),
        ({"seen_on": "2099-01-01"}, "nog niet geweest"),
        ({"seen_on": "2001-01-01"}, "langer dan een jaar"),
        ({"seen_on": "gisteren"}, "Geef een dag"),
        ({"topic": "mensen"}, "geldige keuze"),
        ({"source": "mma"}, "geldige keuze"),
    ],
)
def test_what_cannot_stand_is_told_at_the_field_and_nothing_is_lost(
    reporter: Client, address: KnownAddress, changed: dict[str, str], told: str
) -> None:
    from screening.review.models import Report

    del address
    answer = reporter.post(reverse("report"), said(**changed))
    shown = answer.content.decode()
    assert answer.status_code == 400
    assert told in shown
    field = next(iter(changed))
    described = re.search(rf'aria-describedby="([^"]*)"[^>]*id="id_{field}"', shown)
    assert described
    assert all(f'id="{each}"' in shown for each in described[1].split())
    assert 'aria-invalid="true"' in shown
    assert changed.get("facts", WORDS) in shown
    assert not Report.objects.exists()


def test_who_weighs_is_told_that_something_came_in(
    report: Report, signed_in: Callable[..., Client]
) -> None:
    told = "1 melding wacht op een weging"
    coordinator = signed_in("coordinator")
    assert told in coordinator.get(reverse("my_work")).content.decode()
    assert told not in signed_in("analyst").get(reverse("my_work")).content.decode()
    step(coordinator, report, "weigh", **WEIGHED)
    assert told not in coordinator.get(reverse("my_work")).content.decode()


def test_sending_twice_is_one_report(reporter: Client, report: Report) -> None:
    from screening.review.models import Report as Every

    answer = reporter.post(reverse("report"), said(), follow=True).content.decode()
    assert "er is niets dubbel vastgelegd" in answer
    assert report.reference in answer
    assert Every.objects.count() == 1


def test_colleagues_do_not_learn_who_reported(
    report: Report, signed_in: Callable[..., Client]
) -> None:
    page = reverse("report_case", args=[report.reference])
    assert WHO in signed_in("coordinator").get(page).content.decode()
    chair = signed_in("chair")
    for address in (page, reverse("reports")):
        shown = chair.get(address).content.decode()
        assert report.reference in shown
        assert "Sanne" not in shown
        assert "Wie meldde" not in shown
    assert chair.get(reverse("report_file")).status_code == 403
    assert [(each.role, each.with_reporter) for each in report.accesses.all()] == [
        ("coordinator", True), ("chair", False),
    ]  # fmt: skip
    other = signed_in("reporter", name="other")
    assert report.reference not in other.get(reverse("report")).content.decode()
    assert other.get(page).status_code == 403


def test_what_is_accepted_is_read_by_the_next_run(
    report: Report, project: Any, signed_in: Callable[..., Client],
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    coordinator = signed_in("coordinator")
    file = project.folder / "eigen-meldingen.csv"

    def rows() -> list[dict[str, Any]]:
        sources = [Source(path=file.name, source="eigen meldingen", may_be_empty=True)]
        only = project.model_copy(update={"registers": {"signal": sources}})
        loaded = load_registers(only, as_of=dt.date(2026, 1, 1))
        assert loaded.quarantine["signal"].is_empty()
        return loaded.registers["signal"].to_dicts()

    with django_capture_on_commit_callbacks(execute=True):
        assert step(coordinator, report, "weigh", **WEIGHED).status_code == 302
    assert file.stat().st_mode & 0o777 == 0o600
    [row] = rows()
    assert row["reporter_key"]
    assert {name: value for name, value in row.items() if value and name != "reporter_key"} == {
        "signal_id": report.reference, "signal_date": timezone.localdate(), "source": "boa",
        "topic": "handel", "concreteness": 3, "vbo_id": "9001010000000001",
    }  # fmt: skip
    assert "busjes" not in file.read_text("utf-8")
    assert "Sanne" not in file.read_text("utf-8")
    assert coordinator.get(reverse("report_file"), {"als": "csv"}).content == file.read_bytes()
    with django_capture_on_commit_callbacks(execute=True):
        assert step(coordinator, report, "dismiss").status_code == 302
    assert rows() == []


POINT = {"adres": "", "een": "120010", "twee": "480010", "punt": "ja"}


def by_point(reporter: Client) -> Report:
    from screening.review.models import Report

    assert reporter.post(reverse("report"), said(**POINT)).status_code == 302
    found = Report.objects.get()
    assert (found.content.vbo_id, found.content.x_rd, found.content.y_rd) == ("", 120_010, 480_010)
    return found


@pytest.mark.usefixtures("project")
def test_a_report_with_only_a_point_gets_an_address_when_it_is_weighed(
    reporter: Client, address: KnownAddress, signed_in: Callable[..., Client]
) -> None:
    report, coordinator = by_point(reporter), signed_in("coordinator")
    page = coordinator.get(reverse("report_case", args=[report.reference])).content.decode()
    assert "De melding heeft alleen een punt" in page
    assert address.address in page
    refused = step(coordinator, report, "weigh", **WEIGHED)
    assert refused.status_code == 400
    assert "Kies een adres, of dat het geen van deze is." in refused.content.decode()
    wrong = step(coordinator, report, "weigh", **WEIGHED, address="9001010000000999")
    assert wrong.status_code == 400
    report.refresh_from_db()
    assert report.state == "received"
    assert step(coordinator, report, "weigh", **WEIGHED, address=address.pk).status_code == 302
    [row] = accepted_rows(coordinator)
    assert (row["signal_id"], row["vbo_id"]) == (report.reference, address.pk)
    page = coordinator.get(reverse("report_case", args=[report.reference])).content.decode()
    assert f"{address.address} (gekozen bij de weging; gemeld: punt 120010, 480010 (RD))" in page


@pytest.mark.usefixtures("project")
def test_who_weighs_a_point_without_an_address_is_told_that_it_counts_nowhere(
    reporter: Client, address: KnownAddress, signed_in: Callable[..., Client]
) -> None:
    type(address).objects.update(x_rd=130_000.0)
    report, coordinator = by_point(reporter), signed_in("coordinator")
    page = coordinator.get(reverse("report_case", args=[report.reference])).content.decode()
    assert "staat geen adres" in page
    assert "telt op geen lijst mee" in page
    assert address.address not in page
    assert step(coordinator, report, "weigh", **WEIGHED, address="-").status_code == 302
    assert accepted_rows(coordinator) == [], "at no place it would be counted and found nowhere"
    report.refresh_from_db()
    assert report.state == "weighed"
    page = coordinator.get(reverse("report_case", args=[report.reference])).content.decode()
    assert "Telt niet mee" in page


def accepted_rows(coordinator: Client) -> list[dict[str, str]]:
    sent = coordinator.get(reverse("report_file"), {"als": "csv"}).content.decode()
    return [*csv.DictReader(sent.splitlines(), delimiter=";")]


def test_a_step_without_what_it_needs_is_refused(
    report: Report, signed_in: Callable[..., Client]
) -> None:
    coordinator = signed_in("coordinator")
    for name, answers, status in (("dismiss", WEIGHED, 400), ("weigh", {"concrete": "ja"}, 400)):
        assert step(coordinator, report, name, **answers).status_code == status
    assert step(signed_in("chair"), report, "weigh", **WEIGHED).status_code == 400
    report.refresh_from_db()
    assert (report.state, report.version, report.steps.count()) == ("received", 0, 0)
    assert step(coordinator, report, "weigh", **WEIGHED).status_code == 302
    late = coordinator.post(
        reverse("report_case", args=[report.reference]),
        {"step": "dismiss", "reason": "te laat gelezen", "version": 0},
    )
    assert "veranderd nadat u haar opende" in late.content.decode()


def test_the_riec_asks_for_a_second_person(
    report: Report, signed_in: Callable[..., Client]
) -> None:
    coordinator, chair = signed_in("coordinator"), signed_in("chair")
    step(coordinator, report, "weigh", **WEIGHED)
    step(coordinator, report, "offer")
    report.refresh_from_db()
    assert (report.state, report.version) == ("weighed", 2)
    assert step(coordinator, report, "agree").status_code == 400
    waits = f"Melding {report.reference} wacht op u"
    assert waits in chair.get(reverse("my_work")).content.decode()
    assert waits not in coordinator.get(reverse("my_work")).content.decode()
    assert step(chair, report, "agree").status_code == 302
    report.refresh_from_db()
    assert report.state == "riec"
    assert [each.kind for each in report.steps.all()] == ["taken", "proposed", "confirmed"]


@pytest.mark.parametrize("what", ["UPDATE {} SET id = id", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["review_reportstep", "review_reportaccess"])
def test_the_database_refuses_to_change_what_was_recorded(
    report: Report, signed_in: Callable[..., Client], what: str, table: str
) -> None:
    coordinator = signed_in("coordinator")
    coordinator.get(reverse("report_case", args=[report.reference]))
    step(coordinator, report, "weigh", **WEIGHED)
    with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
        connection.cursor().execute(what.format(table))


def test_after_a_year_only_that_there_was_a_report_is_left(
    report: Report, reporter: Client, signed_in: Callable[..., Client]
) -> None:
    from screening.review.models import ReportContent, ReportStep
    from screening.review.reporting import destroy_expired

    coordinator = signed_in("coordinator")
    step(coordinator, report, "weigh", **WEIGHED)
    step(coordinator, report, "dismiss")
    now = timezone.now()
    assert destroy_expired(now + dt.timedelta(days=364)) == 0
    assert destroy_expired(now + dt.timedelta(days=366)) == 1
    assert destroy_expired(now + dt.timedelta(days=366)) == 0
    assert not ReportContent.objects.exists()
    assert not ReportStep.objects.exists()
    report.refresh_from_db()
    assert (report.state, report.destruction.count) == ("dismissed", 3)
    assert report.destruction.rule == "geen vervolg: 1 jaar"
    for browser, page in ((coordinator, "reports"), (reporter, "report")):
        assert report.reference not in browser.get(reverse(page)).content.decode()
    page = reverse("report_case", args=[report.reference])
    assert coordinator.get(page).status_code == 404


@pytest.mark.large
@pytest.mark.usefixtures("db")
def test_the_addresses_of_the_project_are_those_to_choose_from(project: Any) -> None:
    from screening.review.models import KnownAddress
    from screening.review.places import load_places

    assert load_places(project) == KnownAddress.objects.count() > 1_000
    assert load_places(project.model_copy(update={"registers": {}})) == 0


def test_the_trail_says_who_read_a_report_and_nothing_of_what_it_tells(
    report: Report, signed_in: Callable[..., Client]
) -> None:
    page = reverse("report_case", args=[report.reference])
    signed_in("coordinator", name="lezer").get(page)
    officer = signed_in("privacy_officer")
    for asked in (report.reference, "dorpsstraat 12"):
        shown = officer.get(reverse("trail"), {"q": asked}).content.decode()
        assert "lezer" in shown
        assert "gelezen, ook wie meldde" in shown
        assert WORDS not in shown
        assert WHO not in shown
