"""What rules leave to their pack and to registers, and what they may not leave out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from screening.errors import PackError, Problem
from screening.packs.models import Need, Point, Rule
from screening.packs.settle import FIRST, needed
from screening.registers.schemas import REGISTERS
from tests.compiled import load_pack

Write = Callable[..., Path]
SECOND = {"version": 2, "date": "2026-03-01", "change": "Andere grens."}
NOTHING = "Nog geen onderzoek."
FOUR = dict.fromkeys(("legal", "proxy", "data_quality", "substantive_link"), NOTHING)


def _rule(folder: Path) -> Rule:
    (loaded,) = load_pack(folder).rules
    return loaded.rule


def _problem(folder: Path) -> Problem:
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    (problem,) = caught.value.problems
    return problem


def test_the_pack_says_since_when_its_rules_are_there(write_pack: Write) -> None:
    folder = write_pack({"version": 2, "history": [SECOND]}, header={"since": "2026-01-01"})
    history = _rule(folder).history
    assert [(each.version, each.date, each.change) for each in history] == [
        (1, dt.date(2026, 1, 1), FIRST),
        (2, dt.date(2026, 3, 1), "Andere grens."),
    ]


def test_what_a_rule_says_of_its_first_version_stays(write_pack: Write) -> None:
    own = {"version": 1, "date": "2025-12-01", "change": "Uit de catalogus."}
    folder = write_pack({"history": [own]}, header={"since": "2026-01-01"})
    assert [each.change for each in _rule(folder).history] == ["Uit de catalogus."]


def test_a_point_that_no_rule_has_shown_stands_in_the_pack(write_pack: Write) -> None:
    folder = write_pack(
        {"suitability": {"not_shown": FOUR}},
        {
            "kind": "escalation",
            "suitability": {"shown": {**FOUR, "statistical_link": "Onderzoek."}},
        },
        header={"not_shown": {"statistical_link": "Niet vergeleken."}},
    )
    pack = load_pack(folder)
    records = [each.model.suitability for each in pack.documents]
    assert [record.points["statistical_link"] for record in records if record is not None] == [
        Point(shown=False, note="Niet vergeleken."),
        Point(shown=True, note="Onderzoek."),
    ]


def test_a_pack_cannot_say_that_something_is_shown(write_pack: Write) -> None:
    problem = _problem(write_pack(header={"shown": {"legal": "Mag."}}))
    assert "unknown key 'shown'" in problem.found


@pytest.mark.parametrize(
    ("record", "found", "remedy"),
    [
        ({"not_shown": FOUR}, "answers 'statistical_link' nowhere", "Add 'statistical_link:'"),
        (
            {"shown": {"legal": "Mag."}, "not_shown": {**FOUR, "statistical_link": NOTHING}},
            "answers 'legal' twice",
            "Remove one of the two.",
        ),
        (
            {"not_shown": {**FOUR, "statistical_link": NOTHING, "sound": NOTHING}},
            "unknown key 'suitability.not_shown.sound'",
            "",
        ),
        (
            {"legal": {"shown": True, "note": "Mag."}},
            "unknown key 'suitability.legal'",
            "under 'shown:' or 'not_shown:', with the note as its text",
        ),
    ],
)
def test_every_point_is_answered_once(
    write_pack: Write, record: dict[str, Any], found: str, remedy: str
) -> None:
    problem = _problem(write_pack({"suitability": record}))
    assert found in problem.found
    assert remedy in problem.remedy
    assert problem.where.line


@pytest.mark.parametrize(
    ("asked", "most_days", "fill"),
    [
        ([], 400, {}),
        (["usage", "floor_m2"], 400, {"usage": 0.8, "floor_m2": 0.8}),
        ({"min_fill": {"usage": 0.95}}, 400, {"usage": 0.95}),
        ({"max_age_days": 30}, 30, {}),
        ({"max_age_days": None}, None, {}),
    ],
)
def test_a_register_says_how_fresh_and_full_it_is_needed(
    write_pack: Write, asked: Any, most_days: int | None, fill: dict[str, float]
) -> None:
    usual = REGISTERS["bag_object"].asked
    assert (usual.most_days, usual.fill["usage"], usual.fill["floor_m2"]) == (400, 0.8, 0.8)
    rule = _rule(write_pack({"needs": {"bag_object": asked}}))
    assert needed(rule) == {"bag_object": Need(max_age_days=most_days, min_fill=fill)}


def test_a_column_without_a_usual_share_needs_one(write_pack: Write) -> None:
    problem = _problem(write_pack({"needs": {"bag_object": ["usage", "address"]}}))
    assert "no usual share of rows in which bag_object.address is filled" in problem.found
    assert "bag_object: {min_fill: {address: 0.9}}" in problem.remedy


@pytest.mark.parametrize("name", REGISTERS)
def test_what_is_usually_asked_is_of_columns_that_are_there(name: str) -> None:
    register = REGISTERS[name]
    assert set(register.asked.fill) <= set(register.columns)
    assert all(0 < share <= 1 for share in register.asked.fill.values())
    assert register.asked.most_days is None or register.asked.most_days > 0
