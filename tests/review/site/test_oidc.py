"""Signing in with the accounts of the organisation, at a real service (django-oauth-toolkit)."""

from __future__ import annotations

import http.cookiejar
import re
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from pydantic import ValidationError

from screening.errors import ProjectError
from screening.project.review import Oidc, Review
from screening.review.site.settings import Secrets, settings_of
from tests.review.site_settings import PROJECT

CLIENT, SECRET, PASSWORD = "beoordelen", "geheim-van-de-site", "een wachtwoord daar"
SITE = "http://testserver"
NAME = "SCREENING_OIDC_SECRET"


class Service(NamedTuple):
    """A service that runs: where it is, and its database."""

    address: str
    database: Path

    def ask(self, statement: str) -> None:
        with sqlite3.connect(self.database, timeout=20) as opened:
            opened.execute(statement)
        opened.close()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("service")
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        port = opened.getsockname()[1]
    program = Path(__file__).with_name("oidc_provider.py")
    with subprocess.Popen(
        [sys.executable, str(program), str(folder), str(port), SITE],
        stdout=subprocess.PIPE, text=True,
    ) as running:  # fmt: skip
        assert running.stdout is not None
        assert running.stdout.readline() == "ready\n"
        yield Service(f"http://127.0.0.1:{port}/o", folder / "service.sqlite3")
        running.kill()


def oidc_of(address: str, **changed: Any) -> Oidc:
    given: dict[str, Any] = {
        "issuer": address,
        "authorization_url": f"{address}/authorize/",
        "token_url": f"{address}/token/",
        "userinfo_url": f"{address}/userinfo/",
        "keys_url": f"{address}/.well-known/jwks.json",
        "client_id": CLIENT,
        "client_secret": f"${{{NAME}}}",
        "roles": {"inspecteurs": ["inspector"], "leiding": ["chair", "coordinator"]},
    }
    return Oidc.model_validate(given | changed)


@pytest.fixture
def site(
    db: None,  # noqa: ARG001 - the tables
    settings: Any,
    service: Service,
    monkeypatch: pytest.MonkeyPatch,
) -> Any:
    """The settings of a site that people sign in to with the service."""
    monkeypatch.setenv(NAME, SECRET)
    use(settings, oidc_of(service.address))
    return settings


def use(settings: Any, oidc: Oidc) -> None:
    review = Review(database=PROJECT.review.database, identity="oidc", oidc=oidc)
    project = PROJECT.model_copy(update={"review": review})
    for name, value in settings_of(project, Secrets("for tests only " * 5)).items():
        if name not in {"DATABASES", "ALLOWED_HOSTS", "INSTALLED_APPS"}:
            setattr(settings, name, value)


class _Stay(urllib.request.HTTPRedirectHandler):
    """Does not follow to the site, which only the browser of the test reaches."""

    def redirect_request(self, *given: Any) -> Any:
        return None if given[-1].startswith(SITE) else super().redirect_request(*given)


class Person:
    """Somebody with one browser: the site in it, and the service."""

    def __init__(self) -> None:
        self.site = Client()
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(jar, _Stay)

    def sign_in(self, start: str = "") -> Any:
        """What the site answers in the end."""
        begun = self.site.get(start or reverse("oidc_authentication_init"))
        return self.site.get(self.through(begun["Location"]))

    def through(self, address: str) -> str:
        """Where the service sends the browser, after signing in there when it asks for that."""
        try:
            with self._opener.open(address) as page:
                token = re.findall(r'csrfmiddlewaretoken" value="(\w+)"', page.read().decode())[0]
                asked = urllib.parse.parse_qs(urllib.parse.urlsplit(page.url).query)["next"][0]
            form = {"username": "jan", "password": PASSWORD, "csrfmiddlewaretoken": token,
                    "next": asked}  # fmt: skip
            self._opener.open(page.url, urllib.parse.urlencode(form).encode())
        except urllib.error.HTTPError as error:
            if error.code == HTTPStatus.FOUND:
                return str(error.headers["Location"])
            raise
        raise AssertionError("the service does not send the browser back")

    @property
    def account(self) -> Any:
        from screening.review.models import Account

        return Account.objects.get(pk=self.site.session["_auth_user_id"])

    def roles(self) -> set[str]:
        return set(self.account.groups.values_list("name", flat=True))


def test_groups_of_the_service_are_the_roles_here_each_time_anew(
    site: Any,  # noqa: ARG001 - where people sign in
    service: Service,
) -> None:
    person = Person()
    shown = person.site.get(reverse("sign_in")).content.decode()
    assert reverse("oidc_authentication_init") in shown
    assert 'type="password"' not in shown
    done = person.sign_in(f"{reverse('oidc_authentication_init')}?next=/zoeken/")
    assert (done.status_code, done["Location"]) == (302, "/zoeken/")
    assert (str(person.account), person.roles()) == ("Jan Bos", {"inspector"})
    assert "/lijsten/octopus.auto/" in person.site.get(reverse("lists")).content.decode()

    # a day later the service is asked anew, without a page in between, and knows of no group
    account = person.account
    account.is_staff = account.is_superuser = True
    account.save()
    account.groups.add(Group.objects.get(name="coordinator"))
    service.ask("DELETE FROM auth_user_groups")
    session = person.site.session
    session["oidc_id_token_expiration"] = time.time() - 1
    session.save()
    again = person.site.get(reverse("lists"))
    assert "prompt=none" in again["Location"]
    assert person.site.get(person.through(again["Location"]))["Location"] == reverse("lists")
    assert person.roles() == set()
    assert not person.account.is_staff
    assert not person.account.is_superuser
    assert person.site.get(reverse("lists")).status_code == 403
    service.ask("INSERT INTO auth_user_groups (user_id, group_id) VALUES (1, 1)")


def test_an_account_that_was_ended_does_not_come_back(site: Any) -> None:  # noqa: ARG001
    from screening.review import accounts

    person = Person()
    person.sign_in()
    name = person.account.username
    assert person.site.get(reverse("my_work")).status_code == 200
    accounts.end(name)
    assert person.site.get(reverse("my_work")).status_code == 302
    assert Person().sign_in()["Location"] == reverse("sign_in")


@pytest.mark.parametrize(
    "changed",
    [
        {"issuer": "https://another.example/o"},
        {"keys_url": "http://127.0.0.1:9/keys"},
        {"token_url": "http://127.0.0.1:9/token"},
        {"userinfo_url": "http://127.0.0.1:9/userinfo"},
        {"algorithm": "ES256"},
    ],
)
def test_a_service_that_does_not_vouch_lets_nobody_in(
    changed: dict[str, str], site: Any, service: Service
) -> None:
    use(site, oidc_of(service.address, **changed))
    person = Person()
    done = person.sign_in()
    assert done["Location"] == reverse("sign_in")
    assert "niet gelukt" in person.site.get(reverse("sign_in")).content.decode()
    assert person.site.get(reverse("my_work")).status_code == 302


def test_an_answer_that_nobody_asked_for_is_refused(site: Any) -> None:  # noqa: ARG001
    from screening.review.models import Account

    person, other = Person(), Person()
    begun = other.site.get(reverse("oidc_authentication_init"))
    theirs = other.through(begun["Location"])
    assert person.site.get(theirs)["Location"] == reverse("sign_in")
    before = Account.objects.count()
    form = {"username": "jan", "password": PASSWORD}
    assert person.site.post(f"{reverse('sign_in')}?{theirs.split('?')[1]}", form).status_code == 200
    assert person.site.get(reverse("my_work")).status_code == 302
    assert Account.objects.count() == before


def test_a_token_for_another_site_is_refused(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core.exceptions import SuspiciousOperation
    from mozilla_django_oidc.auth import OIDCAuthenticationBackend

    from screening.review.site.oidc import Backend

    whole = {
        "iss": site.SCREENING.review.oidc.issuer,
        "aud": [CLIENT],
        "sub": "1",
        "exp": 2_000_000_000,
    }
    for broken in ({"aud": "another"}, {"aud": None}, {"iss": "x"}, {"sub": ""}, {"exp": None}):
        said = {key: each for key, each in (whole | broken).items() if each is not None}
        monkeypatch.setattr(
            OIDCAuthenticationBackend, "verify_token", lambda *_, said=said, **__: said
        )
        with pytest.raises(SuspiciousOperation):
            Backend().verify_token("a token")
    monkeypatch.setattr(OIDCAuthenticationBackend, "verify_token", lambda *_, **__: whole)
    assert Backend().verify_token("a token") == whole
    monkeypatch.setattr(OIDCAuthenticationBackend, "get_userinfo", lambda *_: {"sub": "2"})
    with pytest.raises(SuspiciousOperation, match="somebody else"):
        Backend().get_userinfo("", "", whole)


@pytest.mark.parametrize(
    ("given", "held"),
    [
        ({}, set()),
        ({"groups": None}, set()),
        ({"groups": []}, set()),
        ({"groups": {"leiding": True}}, set()),
        ({"groups": ["unknown"]}, set()),
        ({"groups": "inspecteurs"}, {"inspector"}),
        ({"groups": ["leiding", 3]}, {"chair", "coordinator"}),
    ],
)
def test_what_is_no_list_of_groups_gives_no_role(
    given: dict[str, Any],
    held: set[str],
    site: Any,  # noqa: ARG001
) -> None:
    from screening.review.site.oidc import Backend

    backend = Backend()
    user = backend.create_user({"sub": "7", "groups": ["leiding"]})
    user.is_staff = user.is_superuser = True
    user.save()
    backend.update_user(user, {"sub": "7", **given})
    user.refresh_from_db()
    assert set(user.groups.values_list("name", flat=True)) == held
    assert (user.is_staff, user.is_superuser, user.has_usable_password()) == (False, False, False)


def test_the_secret_stands_in_the_environment_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)
    with pytest.raises(ValidationError, match="client_secret"):
        oidc_of("https://dienst.example", client_secret="geheim")
    with pytest.raises(ValidationError, match="no role: baas"):
        oidc_of("https://dienst.example", roles={"leiding": ["baas"]})
    with pytest.raises(ValidationError, match="go together"):
        Review(identity="oidc")
    with pytest.raises(ValidationError, match="issuer"):
        oidc_of("http://dienst.example")
    review = Review(identity="oidc", oidc=oidc_of("https://dienst.example"))
    with pytest.raises(ProjectError, match=f"does not hold {NAME}"):
        settings_of(PROJECT.model_copy(update={"review": review}), Secrets("x"))
