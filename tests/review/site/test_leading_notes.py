"""What a list says of itself tells no points to who may not see the score, nor in a blind vote."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from screening.lists.leading import TIED
from screening.prioritise.sample import Draw

if TYPE_CHECKING:
    from screening.review.models import Case

OPEN = "De lijst heeft plaats voor 25 regels."
TIES = f"{TIED}Veenplein 33, Meerwolde (10 punten, 2 thema's)."
DRAW = Draw(4242, 1, 60, 5, 0.2, "simple", desk_check_only=True).text


@pytest.fixture
def case(first_case: Callable[[str], Case]) -> Case:
    """The first of a list that says who ended level and how rows were drawn."""
    from screening.review.models import LoadedRun

    run = LoadedRun.objects.latest("pk")
    run.lists["tvo"] = {**run.lists["tvo"], "notes": [OPEN, TIES, DRAW]}
    run.save(update_fields=["lists"])
    return first_case("tvo")


def on_page(browser: Client, **asked: str) -> list[bool]:
    content = browser.get("/lijsten/tvo/", asked).content.decode()
    return [each in content for each in ("plaats voor 25", "Veenplein 33", "startgetal 4242")]


def by_system(token: str, **asked: str) -> list[str]:
    headers = {"Authorization": f"Bearer {token}"}
    notes: list[str] = Client().get("/api/v1/lists/tvo", asked, headers=headers).json()["notes"]
    return notes


@pytest.mark.usefixtures("case")
def test_who_did_not_ask_for_the_score_reads_no_points(signed_in: Callable[..., Client]) -> None:
    from screening.review import tokens

    browser, token = signed_in("coordinator"), tokens.add("dashboard", ["coordinator"])
    assert on_page(browser) == [True, False, False]
    assert on_page(browser, toon="punten") == [True, True, True]
    assert by_system(token) == [OPEN]
    assert by_system(token, score="true") == [OPEN, TIES, DRAW]


def test_a_blind_vote_reads_no_points_whatever_is_asked(
    case: Case, signed_in: Callable[..., Client]
) -> None:
    from screening.review import tokens
    from screening.review.models import Account, AgendaItem, Meeting

    browser, token = signed_in("board"), tokens.add("dashboard", ["board"])
    user = Account.objects.get(username="board")
    meeting = Meeting.objects.create(
        list="tvo", day=dt.date(2026, 1, 1), blind=True, chair=user, chair_name="b", user=user
    )
    AgendaItem.objects.create(meeting=meeting, case=case, title=case.title, position=1)
    assert on_page(browser, toon="punten") == [True, False, False]
    assert by_system(token, score="true") == [OPEN]
    rows = by_system_rows(token)
    assert [row["reference"] for row in rows] == sorted(row["reference"] for row in rows)
    assert not any("points" in json.dumps(row) for row in rows)


def by_system_rows(token: str) -> list[dict[str, Any]]:
    headers = {"Authorization": f"Bearer {token}"}
    answer = Client().get("/api/v1/lists/tvo/rows", {"score": "true"}, headers=headers)
    rows: list[dict[str, Any]] = answer.json()["results"]
    return rows
