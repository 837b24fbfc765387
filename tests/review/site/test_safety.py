"""What the site tells browsers, how sessions end, and what it refuses to do."""

from __future__ import annotations

import datetime as dt
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core import checks
from django.test import Client
from django.urls import reverse

from screening.errors import ProjectError
from screening.project.model import Project
from screening.project.review import Review
from screening.review.site import start
from screening.review.site.settings import Secrets, settings_of
from tests.review.site_settings import OPENING, PROJECT

if TYPE_CHECKING:
    from screening.review.models import Account, Case

PASSWORD = "negen paarse fietsen"


@pytest.mark.usefixtures("db")
def test_opening_the_site_again_ends_no_session_of_before() -> None:
    from screening.review.models import Account
    from screening.review.roles import ALONE, alone

    first = alone("Eerste naam")
    assert not first.has_usable_password()
    other = alone("Andere naam")
    assert other.first_name == "Andere naam"
    Account.objects.filter(username=ALONE).update(first_name="Eerste naam")
    hashes = {first.get_session_auth_hash(), other.get_session_auth_hash()}
    assert hashes == {Account.objects.get(username=ALONE).get_session_auth_hash()}


def test_a_form_without_its_token_is_not_taken(
    account: Callable[..., Account], first_case: Callable[[str], Case]
) -> None:
    case, browser = first_case("tvo"), Client(enforce_csrf_checks=True)
    browser.force_login(account("x", "coordinator"), "django.contrib.auth.backends.ModelBackend")
    address = reverse("decide", args=[case.reference])
    answer = browser.post(address, {"reason": "dit had ik geschreven"})
    assert answer.status_code == 403
    assert "dit had ik geschreven" in answer.content.decode()
    assert case.decisions.count() == 0


def test_a_session_ends_when_it_was_not_used_and_nothing_typed_is_lost(
    signed_in: Callable[..., Client], first_case: Callable[[str], Case], settings: Any
) -> None:
    case, browser = first_case("tvo"), signed_in("coordinator")
    assert settings.SESSION_COOKIE_AGE == 60 * 60
    session = browser.session
    session.set_expiry(dt.timedelta(seconds=-1))
    session.save()
    assert browser.get(reverse("my_work")).status_code == 302
    answer = browser.post(reverse("decide", args=[case.reference]), {"reason": "een lang verhaal"})
    assert answer.status_code == 403
    assert "een lang verhaal" in answer.content.decode()


def test_signing_in_and_out(account: Callable[..., Account]) -> None:
    account("jan", "coordinator")
    browser = Client()
    wrong = browser.post(reverse("sign_in"), {"username": "jan", "password": "verkeerd"})
    assert wrong.status_code == 200
    right = browser.post(reverse("sign_in"), {"username": "jan", "password": PASSWORD})
    assert (right.status_code, right["Location"]) == (302, reverse("my_work"))
    assert browser.post(reverse("sign_out")).status_code == 302
    assert browser.get(reverse("my_work")).status_code == 302


def test_who_guesses_is_locked_out(account: Callable[..., Account]) -> None:
    account("jan", "coordinator")
    browser = Client()
    for _ in range(5):
        answer = browser.post(reverse("sign_in"), {"username": "jan", "password": "gok"})
    assert answer.status_code == 429
    assert "kwartier" in answer.content.decode()
    right = browser.post(reverse("sign_in"), {"username": "jan", "password": PASSWORD})
    assert right.status_code == 429


def test_an_account_that_was_ended_cannot_go_on(account: Callable[..., Account]) -> None:
    from screening.review import accounts

    account("jan", "coordinator")
    browser = Client()
    browser.post(reverse("sign_in"), {"username": "jan", "password": PASSWORD})
    assert browser.get(reverse("my_work")).status_code == 200
    accounts.end("jan")
    assert browser.get(reverse("my_work")).status_code == 302
    assert [each.active for each in accounts.every() if each.name == "jan"] == [False]


@pytest.mark.parametrize("password", ["kort", "123456789012", "password1234"])
def test_a_poor_password_is_refused(password: str, db: None) -> None:  # noqa: ARG001 - the tables
    from screening.review import accounts

    with pytest.raises(ProjectError, match="easy to guess"):
        accounts.add("jan", password, ["coordinator"])


def test_one_person_opens_the_site_with_the_key_of_this_start(
    db: None,  # noqa: ARG001 - the tables
    settings: Any,
) -> None:
    browser = Client()
    assert browser.get(reverse("opening", args=[OPENING])).status_code == 404  # with accounts
    review = PROJECT.review.model_copy(update={"identity": None})
    settings.SCREENING = PROJECT.model_copy(update={"review": review})
    assert browser.get(reverse("opening", args=["guessed"])).status_code == 404
    assert browser.get(reverse("my_work")).status_code == 302
    assert browser.get(reverse("opening", args=[OPENING])).status_code == 302
    page = browser.get(reverse("my_work")).content.decode()
    assert "A. de Vries" in page
    assert "/lijsten/bibob/" in page


@pytest.mark.parametrize(
    ("host", "review", "refused"),
    [
        ("127.0.0.1", {}, None),
        ("::1", {}, None),
        ("localhost", {}, None),
        ("0.0.0.0", {}, "nobody has to sign in"),
        ("beoordelen.local", {}, "nobody has to sign in"),
        ("10.0.0.4", {"identity": "local"}, "without a certificate"),
        ("10.0.0.4", {"identity": "local", "address": "https://b.example"}, None),
    ],
)
def test_an_address_that_others_reach_needs_people_to_sign_in(
    host: str, review: dict[str, Any], refused: str | None
) -> None:
    project = PROJECT.model_copy(update={"review": Review(**review)})
    if refused is None:
        start.require_safe(project, host)
    else:
        with pytest.raises(ProjectError, match=refused):
            start.require_safe(project, host)


def test_what_django_checks_for_a_site_on_a_network_is_clean(settings: Any) -> None:
    review = Review(identity="local", address="https://beoordelen.example")
    project = PROJECT.model_copy(update={"review": review})
    made = settings_of(project, Secrets("n3tJ8-" * 12))
    for name, value in made.items():
        if name != "DATABASES":
            setattr(settings, name, value)
    found = checks.run_checks(include_deployment_checks=True)
    assert [str(each) for each in found if not each.is_silenced()] == []


def test_the_records_and_the_key_are_their_owners_alone(tmp_path: Path) -> None:
    project = Project(
        name="M", municipality="GM9001", as_of=dt.date(2026, 1, 1), packs=["octopus"]
    ).placed(tmp_path)
    before = os.umask(0)
    try:
        start._own_file(project)
        first = start._signing(project)
    finally:
        os.umask(before)
    assert start._signing(project) == first
    for name in ("review.sqlite3", start.KEY):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


@pytest.mark.parametrize("database", ["nonsense", "mysql://a@b/c", "sqlite://", "postgresql://"])
def test_a_database_that_is_none_is_refused(database: str) -> None:
    from screening.review.site.settings import database_of

    project = PROJECT.model_copy(update={"review": Review(database=database)})
    with pytest.raises(ProjectError, match=r"review\.database"):
        database_of(project)


def test_migrations_hold_what_the_models_say(db: None) -> None:  # noqa: ARG001 - the tables
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
