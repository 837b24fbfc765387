"""T7: lint tells of a rule that asks for one day exactly, as that can be the day of one only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from screening.packs.lint import lint_packs
from tests.compiled import load_pack
from tests.shipped import shipped_packs

Write = Callable[..., Path]
READS = ("kvk_establishment", "kvk_company", "woz_value")
HEADER = {"registers": dict.fromkeys(READS, "all")}
_LEAST = {"max_companies": {"value": 10, "unit": "bedrijven", "why": "praktijk"}}
_DAY = {"day": {"value": dt.date(2025, 3, 14), "unit": "datum", "why": "praktijk"}}


def warned(write_pack: Write, where: str) -> list[str]:
    rule: dict[str, Any] = {
        "select": "SELECT e.vbo_id AS subject, COUNT(*) AS companies FROM kvk_establishment e "
        f"JOIN woz_value w ON w.vbo_id = e.vbo_id WHERE {where} GROUP BY e.vbo_id"
    }
    if ":day" in where:
        rule["parameters"] = {**_LEAST, **_DAY}
    found = lint_packs([load_pack(write_pack(rule, header=HEADER))])
    told = [each for each in found if each.check == "fixed_day"]
    assert {each.severity for each in told} <= {"warning"}
    return [each.problem.found for each in told]


@pytest.mark.parametrize(
    "where",
    [
        "e.start_date = DATE '2025-03-14'",
        "e.start_date IN (DATE '2025-03-14', DATE '2025-03-15')",
        "e.start_date = :day",
        "DAYS_BETWEEN(e.start_date, :today) = 262",
        "e.start_date BETWEEN DATE '2025-03-14' AND DATE '2025-03-14'",
        "e.start_date BETWEEN :day AND :day",
        "DAYS_BETWEEN(e.start_date, :today) BETWEEN 262 AND 262",
        "e.vbo_id IN (SELECT x.vbo_id FROM kvk_establishment x WHERE x.start_date = :day)",
        "CASE WHEN e.start_date = :day THEN 1 ELSE 0 END = 1",
        "COALESCE(e.start_date, :today) = :day",
        "CASE e.start_date WHEN :day THEN 1 ELSE 0 END = 1",
    ],
)
def test_one_day_is_told(write_pack: Write, where: str) -> None:
    assert warned(write_pack, where) == ["start_date on one day exactly"]


@pytest.mark.parametrize(
    "where",
    [
        "e.start_date > DATE '2025-03-14'",
        "e.start_date BETWEEN DATE '2025-01-01' AND :today",
        "e.start_date = w.ref_date",
        "DAYS_BETWEEN(e.start_date, e.end_date) = 0",
        "w.ref_date = DATE '2025-01-01'",
        "e.start_date >= :day",
        "e.vbo_id IN (SELECT x.vbo_id FROM kvk_establishment x WHERE x.start_date > :day)",
        "CASE WHEN e.start_date > :day THEN 1 ELSE 0 END = 1",
        "e.start_date BETWEEN :day AND :today",
        "e.start_date IN (SELECT x.end_date FROM kvk_establishment x WHERE x.start_date > :day)",
        "DAYS_BETWEEN(e.start_date, :today) BETWEEN 200 AND 300",
    ],
)
def test_a_period_is_not(write_pack: Write, where: str) -> None:
    assert warned(write_pack, where) == []


def test_no_shipped_rule_asks_for_one_day() -> None:
    found = lint_packs(list(shipped_packs().values()))
    assert [each for each in found if each.check == "fixed_day"] == []
