"""A list that a pack brings is on the site as its type is, for whoever reads that type."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from screening.lists import LISTS
from screening.pipeline import run
from screening.project.model import load_project
from tests.own_list import NAME, with_own_list

ADDRESS = f"/lijsten/{NAME}/"


@pytest.fixture
def loaded(db: None, tmp_path: Path) -> Iterator[None]:  # noqa: ARG001 - the tables
    """The run of a project with a list of its own, in the site, which knew nothing of it."""
    from screening.review.loading import load_run

    run(load_project(with_own_list(tmp_path)))
    LISTS.forget()
    assert load_run(tmp_path) is not None
    yield
    LISTS.forget()


@pytest.mark.usefixtures("loaded")
def test_who_reads_the_type_reads_the_list(signed_in: Callable[..., Client]) -> None:
    from screening.review.models import Case

    [case] = Case.objects.filter(list=NAME)
    for role in ("coordinator", "inspector"):
        browser = signed_in(role)
        assert "Werklijst horeca" in browser.get(ADDRESS).content.decode()
        shown = browser.get(reverse("case", args=[case.reference])).content.decode()
        assert "12 bedrijven." in shown
    for role in ("permit_desk", "care_supervision", "board"):
        assert signed_in(role).get(ADDRESS).status_code == 404
