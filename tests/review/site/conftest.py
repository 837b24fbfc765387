"""The site over the fictional municipality: its run loaded once, each test in a transaction."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from screening.project.model import load_project

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker

    from screening.pipeline import RunResult
    from screening.review.models import Account, Case, KnownAddress

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


@pytest.fixture
def project(demo_folder: Path, tmp_path: Path, settings: Any) -> Any:
    """The fictional municipality, of which the site may write in the folder."""
    for name in ("screening.yaml", "demo.key"):
        shutil.copy(demo_folder / name, tmp_path / name)
    (tmp_path / "extracts").symlink_to(demo_folder / "extracts")
    found = load_project(tmp_path)
    found = found.model_copy(update={"review": settings.SCREENING.review})
    settings.SCREENING = found
    return found


@pytest.fixture
def address(db: None) -> KnownAddress:  # noqa: ARG001 - the tables
    from screening.review.models import KnownAddress

    return KnownAddress.objects.create(
        vbo_id="9001010000000001", address="Dorpsstraat 12, Meerwolde",
        folded="dorpsstraat 12, meerwolde", x_rd=120_000.0, y_rd=480_000.0,
    )  # fmt: skip


@pytest.fixture(scope="module")
def copied(demo_run: RunResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo with its run, for the tests of one file to change."""
    folder = tmp_path_factory.mktemp("copied") / "demo"
    shutil.copytree(demo_run.folder.parents[1], folder)
    return folder
