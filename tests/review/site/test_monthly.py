"""The monthly picture on the site: read by who reads lists, and added to by who may."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from screening.files.private import new_folder, write_private
from tests.monthly_town import told_of, town

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

SignedIn = Callable[..., Client]
MONTH = "2025-12"


@pytest.fixture(scope="module")
def content() -> dict[str, Any]:
    return told_of(town())


@pytest.fixture
def project(tmp_path: Path, settings: SettingsWrapper) -> Path:
    """The folder of the project of the site, for as long as a test."""
    moved = settings.SCREENING.model_copy()
    moved._folder = tmp_path
    settings.SCREENING = moved
    return tmp_path


@pytest.fixture
def shown(project: Path, content: dict[str, Any]) -> Path:
    """With the picture in it."""
    new_folder(project / "months")
    file = project / "months" / f"{MONTH}.json"
    write_private(file, json.dumps(content))
    return file


def flagged(content: dict[str, Any]) -> dict[str, Any]:
    return next(each for each in content["cells"] if each["stands_out"] and each["count"])


def note(content: dict[str, Any], text: str) -> dict[str, str]:
    each = flagged(content)
    return {"figure": f"{each['area_code']}|{each['kind']}", "text": text}


@pytest.mark.usefixtures("shown")
def test_what_stands_out_is_on_the_page_in_words(
    signed_in: SignedIn, content: dict[str, Any]
) -> None:
    page = signed_in("board").get(reverse("monthly")).content.decode()
    assert flagged(content)["words"].split(";")[0] in page
    assert "Vooruitblik" in page
    assert "Duiding toevoegen" not in page


@pytest.mark.usefixtures("shown")
def test_duiding_stays_with_the_figure_on_the_page_and_in_every_file(
    signed_in: SignedIn, content: dict[str, Any]
) -> None:
    browser = signed_in("coordinator", name="A. de Vries")
    sent = browser.post(reverse("monthly_note", kwargs={"month": MONTH}), note(content, "kermis"))
    assert sent.status_code == 302
    for path in (
        reverse("monthly"), reverse("monthly_of", kwargs={"month": MONTH}),
        *(reverse("monthly_file", kwargs={"month": MONTH, "form": form})
          for form in ("csv", "json", "html")),
    ):  # fmt: skip
        answer = browser.get(path)
        text = answer.content.decode()
        assert "kermis" in text, path
        told = text.partition("<main")[2] or text  # above it stands who has signed in
        assert "A. de Vries" not in told, path
    ahead = browser.get(reverse("monthly_file", kwargs={"month": MONTH, "form": "vooruitblik.csv"}))
    assert "Verwacht" in ahead.content.decode()


@pytest.mark.usefixtures("shown")
def test_duiding_is_added_and_never_changed(signed_in: SignedIn, content: dict[str, Any]) -> None:
    from django.db import DatabaseError, connection, transaction

    from screening.review.duiding import kept
    from screening.review.models import FigureNote, OnlyInsertedError

    browser = signed_in("analyst")
    for text in ("eerst dit", "daarna dat"):
        browser.post(reverse("monthly_note", kwargs={"month": MONTH}), note(content, text))
    assert [each.text for each in kept(MONTH)] == ["eerst dit", "daarna dat"]
    assert {each.role for each in kept(MONTH)} == {"data-analist"}
    with pytest.raises(OnlyInsertedError):
        FigureNote.objects.all().delete()
    for sql in ("DELETE FROM review_figurenote", "UPDATE review_figurenote SET text = 'x'"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


@pytest.mark.usefixtures("shown")
@pytest.mark.parametrize(
    "wrong", [{"text": ""}, {"text": "123 !"}, {"figure": "GM0001|niets"}, {"text": "x" * 3_000}]
)
def test_what_is_no_text_or_about_no_figure_is_refused(
    signed_in: SignedIn, content: dict[str, Any], wrong: dict[str, str]
) -> None:
    from screening.review.duiding import kept

    sent = {**note(content, "kermis"), **wrong}
    answer = signed_in("coordinator").post(reverse("monthly_note", kwargs={"month": MONTH}), sent)
    assert answer.status_code == 400
    assert "Nog niet vastgelegd" in answer.content.decode()
    assert kept() == []


@pytest.mark.usefixtures("shown")
def test_who_may_not_add_is_refused(signed_in: SignedIn, content: dict[str, Any]) -> None:
    answer = signed_in("board").post(
        reverse("monthly_note", kwargs={"month": MONTH}), note(content, "kermis")
    )
    assert answer.status_code == 403


@pytest.mark.usefixtures("shown")
@pytest.mark.parametrize("form", ["pdf", "..", "csv.exe"])
def test_a_form_or_month_that_is_not_there_is_absent(signed_in: SignedIn, form: str) -> None:
    browser = signed_in("board")
    path = reverse("monthly_file", kwargs={"month": MONTH, "form": form})
    assert browser.get(path).status_code == 404
    assert browser.get("/maandbeeld/1999-01/").status_code == 404
    assert browser.get("/maandbeeld/..%2F..%2Fscreening/").status_code == 404


@pytest.mark.usefixtures("project")
def test_without_a_picture_the_page_says_how_it_is_made(signed_in: SignedIn) -> None:
    page = signed_in("board").get(reverse("monthly")).content.decode()
    assert "screening months" in page
