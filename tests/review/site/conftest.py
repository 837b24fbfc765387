"""The site over the fictional municipality: its run loaded once, each test in a transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import Group
from django.test import Client

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker

    from screening.pipeline import RunResult
    from screening.review.models import Account, Case

PASSWORD = "negen paarse fietsen"


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,  # noqa: ARG001 - the tables
    django_db_blocker: DjangoDbBlocker,
    demo_run: RunResult,
) -> None:
    """The tables, with the run of the demo in them."""
    from screening.review.loading import load_run

    with django_db_blocker.unblock():
        load_run(demo_run.folder.parents[1])


@pytest.fixture
def account(db: None) -> Callable[..., Account]:  # noqa: ARG001 - the tables
    """Makes accounts with roles."""
    from screening.review.models import Account

    def make(name: str, *roles: str) -> Account:
        user = Account.objects.create_user(name, password=PASSWORD)
        user.groups.set(Group.objects.filter(name__in=roles))
        assert user.groups.count() == len(roles)
        return user

    return make


@pytest.fixture
def signed_in(account: Callable[..., Account]) -> Callable[..., Client]:
    """Browsers of people with roles."""

    def make(*roles: str, name: str = "") -> Client:
        browser = Client()
        browser.force_login(
            account(name or "-".join(roles), *roles), "django.contrib.auth.backends.ModelBackend"
        )
        return browser

    return make


@pytest.fixture
def first_case(db: None) -> Callable[[str], Case]:  # noqa: ARG001 - the tables
    """The first case of a list."""
    from screening.review.models import Case

    def find(name: str) -> Case:
        return Case.objects.filter(list=name).order_by("rank", "pk")[0]

    return find
