"""Where all data is invented one person plays a meeting; elsewhere nobody can be anybody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from screening.errors import ProjectError
from screening.project.review import Review
from screening.reference.roles import roles
from tests.review.site_settings import OPENING, PROJECT

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def invented(settings: Any) -> Client:
    """The browser of who opened the site of a project of invented data."""
    changes = {"demo": True, "review": Review()}
    settings.SCREENING = PROJECT.model_copy(update=changes)
    browser = Client()
    answer = browser.get(reverse("opening", args=[OPENING]))
    assert answer["Location"] == reverse("demo_role")
    return browser


def _who(browser: Client) -> str:
    from screening.review.models import Account

    return Account.objects.get(pk=browser.session["_auth_user_id"]).username


def test_somebody_alone_is_one_after_the_other(invented: Client) -> None:
    shown = invented.get(reverse("demo_role")).content.decode()
    assert all(role.title in shown for role in roles().values())
    for role, readable in (("coordinator", 200), ("permit_desk", 404), ("chair", 200)):
        invented.post(reverse("demo_role"), {"role": role})
        assert _who(invented) == f"voorbeeld-{role}"
        assert invented.get(reverse("list", args=["tvo"])).status_code == readable
        assert reverse("demo_role") in invented.get(reverse("my_work")).content.decode()
    assert invented.post(reverse("demo_role"), {"role": "mayor"}).status_code == 404
    assert _who(invented) == "voorbeeld-chair"


@pytest.mark.parametrize(
    "changes",
    [
        {"demo": False, "review": Review()},
        {"demo": True, "review": Review(), "municipality": "GM0114"},
        {"demo": True, "review": Review(identity="local")},
    ],
    ids=["real data", "said to be invented", "people sign in"],
)
def test_elsewhere_nobody_is_anybody_else(
    invented: Client, settings: Any, changes: dict[str, Any]
) -> None:
    before = _who(invented)
    settings.SCREENING = PROJECT.model_copy(update=changes)
    for answer in (
        invented.get(reverse("demo_role")),
        invented.post(reverse("demo_role"), {"role": "chair"}),
    ):
        assert answer.status_code == 404
    assert _who(invented) == before
    assert reverse("demo_role") not in invented.get(reverse("my_work")).content.decode()


def test_nobody_makes_an_account_that_is_played() -> None:
    from screening.review.accounts import add

    with pytest.raises(ProjectError, match="already"):
        add("voorbeeld-chair", "negen paarse fietsen", ["chair"])
