"""Pictures of areas on the site: the areas of the run, one area with its marks, and no case."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from screening.review import area_rows

ROW = {
    "picture": "youth", "rule": "youth.x", "label": "Voortijdig schoolverlaters", "branch": None,
    "area_code": "WK900103", "name": "Oost", "level_of_area": "district", "parent_code": "GM9001",
    "kind": "share", "count": 95, "of": 2120, "value": 0.04, "low": 0.04, "high": 0.05,
    "expected": 0.02, "ratio": 1.9, "ratio_low": 1.4, "level": "notable", "group_size": 20,
    "day": None, "year": 2025, "reason": None, "source": "CBS", "hidden": False, "above": True,
}  # fmt: skip
HIDDEN = {**ROW, "label": "Klein", "hidden": True, "reason": "klein aantal", "count": None,
          "ratio_low": None, "above": None}  # fmt: skip


@pytest.fixture
def figures(monkeypatch: pytest.MonkeyPatch) -> None:
    held: dict[str, Any] = {"pictures": json.loads(json.dumps([ROW, HIDDEN]))}
    monkeypatch.setattr(area_rows, "find_run", lambda *_: None)
    monkeypatch.setattr(area_rows, "read_figures", lambda _: held)


@pytest.mark.usefixtures("figures")
def test_the_areas_say_what_is_above(
    signed_in: Callable[..., Client], first_case: Callable[[str], Any]
) -> None:
    first_case("tvo")
    page = signed_in("coordinator").get("/gebieden/").content.decode()
    assert "/gebieden/WK900103/" in page
    assert "Duidelijk boven vergelijkbare gebieden: Voortijdig schoolverlaters." in page


@pytest.mark.usefixtures("figures")
def test_an_area_has_its_mark_and_hides_what_is_small(
    signed_in: Callable[..., Client], first_case: Callable[[str], Any]
) -> None:
    first_case("tvo")
    browser = signed_in("coordinator")
    page = browser.get("/gebieden/WK900103/").content.decode()
    assert "Deelbaar met partners in preventie, niet openbaar." in page
    assert "opvallend" in page
    assert "niet getoond" in page
    assert browser.get("/gebieden/WK999999/").status_code == 404


def test_a_run_that_is_gone_shows_no_area(signed_in: Callable[..., Client]) -> None:
    assert "bewaart geen cijfers" in signed_in("coordinator").get("/gebieden/").content.decode()
