"""T7: an exact amount, a point on the map or a place in an order of numbers names somebody too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from screening.errors import PackError
from screening.language.exact import AMOUNTS, POINTS
from tests.compiled import load_pack

Write = Callable[..., Path]
READS = ("kvk_establishment", "kvk_company", "bag_object", "brk_transfer", "woz_value", "brk_right")
HEADER = {"registers": dict.fromkeys(READS, "all")}
_REASON = "Een afstand tot een vaste plek is hier het onderwerp van het onderzoek."
PROXIES = {"x_rd": _REASON, "y_rd": _REASON}


def sold(where: str) -> dict[str, Any]:
    return {
        "select": "SELECT t.vbo_id AS subject, COUNT(*) AS companies FROM brk_transfer t "
        f"JOIN woz_value w ON w.vbo_id = t.vbo_id WHERE {where} GROUP BY t.vbo_id"
    }


def placed(where: str) -> dict[str, Any]:
    return {
        "proxies": PROXIES,
        "select": "SELECT b.vbo_id AS subject, COUNT(*) AS companies FROM bag_object b "
        f"WHERE {where} GROUP BY b.vbo_id",
    }


def paid(when: str) -> dict[str, Any]:
    return {
        "select": "SELECT t.vbo_id AS subject, COUNT(*) AS companies, SUM(t.price) AS paid, "
        "MIN(w.value) AS worth FROM brk_transfer t JOIN woz_value w ON w.vbo_id = t.vbo_id "
        "GROUP BY t.vbo_id",
        "measures": {
            **{name: {"label": "som"} for name in ("paid", "worth")},
            "companies": {"label": "aantal"},
        },
        "when": f"companies > :max_companies AND {when}",
    }


def ordered(window: str, condition: str = "z.n = 1", where: str = "TRUE") -> dict[str, Any]:
    return {
        "select": f"WITH z AS (SELECT e.vbo_id, e.kvk_nr, {window} AS n FROM kvk_establishment e "
        "JOIN kvk_company c ON c.kvk_nr = e.kvk_nr "
        f"WHERE {where}) SELECT z.vbo_id AS subject, COUNT(*) AS companies FROM z "
        f"WHERE {condition} GROUP BY z.vbo_id"
    }


_DAY = "t.transfer_date = DATE '2025-03-14'"
PICKED: dict[str, dict[str, Any]] = {
    "a price on a day": sold(f"t.price = 275000 AND {_DAY}"),
    "all but a price": sold("t.price <> 275000"),
    "one of two prices": sold("t.price IN (275000, 1)"),
    "null safe": sold("t.price IS NOT DISTINCT FROM 275000"),
    "as a case": sold("CASE t.price WHEN 275000 THEN TRUE ELSE FALSE END"),
    "as nothing": sold("NULLIF(t.price, 275000) IS NULL"),
    "in thousands": sold("t.price / 1000 = 275"),
    "less another": sold("t.price - 275000 = 0"),
    "no distance from it": sold("ABS(t.price - 275000) = 0"),
    "hardly any": sold("ABS(t.price - 275000) < 1"),
    "hardly any, turned round": sold("1 > ABS(275000 - t.price)"),
    "between itself": sold("t.price BETWEEN 275000 AND 275000"),
    "just above and just below": sold("t.price > 274999 AND (275001 > t.price)"),
    "one of the limits in a bracket": sold("(t.price >= 275000 AND TRUE) AND t.price <= 275000.5"),
    "turned round": sold("NOT (t.price <= 274999 OR t.price >= 275001)"),
    "half of it turned round": sold("t.price > 274999 AND NOT t.price > 275001"),
    "less nothing": sold("t.price >= 275000 AND t.price - 0 <= 275000"),
    "twice as much": sold("2 * t.price > 549999 AND (t.price / 1000) < 275.0001"),
    "turned from above": sold("300000 - t.price <= 25000 AND -t.price >= -275000"),
    "all of them": sold("TRUE")
    | {
        "select": "SELECT t.vbo_id AS subject, COUNT(*) AS companies FROM brk_transfer t "
        "GROUP BY t.vbo_id HAVING MIN(t.price) >= 275000 AND MAX(t.price) <= 275000"
    },
    "one way of two": sold("w.value > 5 AND (t.price < 5 OR t.price BETWEEN 275000 AND 275001)"),
    "joined to it": sold(
        "t.price IN (SELECT z.k FROM (SELECT DISTINCT year, 275000 AS k FROM woz_value) z)"
    ),
    "as a text": sold("CAST(t.price AS TEXT) = '275000'"),
    "by a figure with a comma": sold("t.price = 275000.00"),
    "a sentinel that is none": sold("NULLIF(t.price, 990000) IS NULL"),
    "asked for where it is filled in": sold("t.price = 222222"),
    "divided by what is no amount": sold("t.price / (w.value * 0 + 1000) = 275"),
    "divided by itself and more": sold("t.price / (w.value - w.value + 1) = 275000"),
    "two prices, one of them divided": sold("t.price / w.value < 2 AND t.price = 275000"),
    "the lowest of a deed type": ordered(
        "ROW_NUMBER() OVER (PARTITION BY e.sbi_edition ORDER BY e.vbo_id)"
    ),
    "a filter": {
        "select": "SELECT t.vbo_id AS subject, COUNT(*) FILTER (WHERE t.price = 275000) AS "
        "companies FROM brk_transfer t GROUP BY t.vbo_id"
    },
    "a value": sold("w.value = 412000"),
    "a sum, in the condition": paid("paid = 275000"),
    "limits, in the condition": paid("paid > 274999 AND paid < 275001"),
    "a point": placed("b.x_rd = 155000.12 AND b.y_rd = 463000.5"),
    "a strip of a metre": placed("b.x_rd BETWEEN 155000 AND 155001"),
    "a square of a metre": placed(
        "b.x_rd >= 155000 AND b.x_rd <= 155001 AND b.y_rd > 463000 AND b.y_rd < 463001"
    ),
    "no distance from a point": placed("ABS(b.x_rd - 155000) + ABS(b.y_rd - 463000) = 0"),
    "hardly any from an easting": placed("ABS(b.x_rd - 155000) < 2"),
    "the lowest number": ordered("ROW_NUMBER() OVER (ORDER BY e.vbo_id)"),
    "the first few": ordered("ROW_NUMBER() OVER (ORDER BY e.vbo_id)", "z.n <= 2"),
    "the highest": ordered("RANK() OVER (ORDER BY e.kvk_nr DESC)"),
    "the first of a kind": ordered("ROW_NUMBER() OVER (ORDER BY e.sbi, e.vbo_id)"),
    "the first, others decide": ordered("ROW_NUMBER() OVER (ORDER BY c.legal_form)"),
    "in an order of nothing": ordered("ROW_NUMBER() OVER (ORDER BY 1, e.vbo_id)"),
    "in an order of lengths": ordered("ROW_NUMBER() OVER (ORDER BY LENGTH(e.vbo_id), e.vbo_id)"),
    "per branch": ordered("ROW_NUMBER() OVER (PARTITION BY e.sbi ORDER BY e.vbo_id)"),
    "as a text of it": ordered("ROW_NUMBER() OVER (ORDER BY e.vbo_id)", "CAST(z.n AS TEXT) = '3'"),
    "no number before it": placed(
        "NOT EXISTS (SELECT 1 FROM bag_object x WHERE x.usage = b.usage AND x.vbo_id < b.vbo_id)"
    ),
    "one number before it": {
        "select": "SELECT b.vbo_id AS subject, COUNT(*) AS companies FROM bag_object b "
        "JOIN bag_object x ON x.usage = b.usage AND b.vbo_id >= x.vbo_id GROUP BY b.vbo_id",
        "when": "companies = 2 AND companies < :max_companies",
    },
    "between two numbers": placed(
        "NOT EXISTS (SELECT 1 FROM bag_object x WHERE x.usage = b.usage AND x.vbo_id >= b.vbo_id "
        "AND x.vbo_id BETWEEN x.vbo_id AND x.vbo_id)"
    ),
    "without one before": ordered("LAG(e.vbo_id, 1) OVER (ORDER BY e.vbo_id)", "z.n IS NULL"),
}


def said(write_pack: Write, rule: dict[str, Any]) -> str:
    try:
        load_pack(write_pack(rule, header=HEADER))
    except PackError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("rule", PICKED.values(), ids=PICKED)
def test_nobody_is_picked_out_by_what_one_place_has(
    write_pack: Write, rule: dict[str, Any]
) -> None:
    assert "one place, business or case picked out by" in said(write_pack, rule)


ORDINARY: dict[str, dict[str, Any]] = {
    "a price above a limit": sold("t.price > 1000000"),
    "below half of the value": sold("t.price < 0.5 * w.value"),
    "as much as the value": sold("t.price = w.value"),
    "nothing paid, or one euro": sold("t.price IN (0, 1) OR COALESCE(t.price, 0) = 0"),
    "at most one euro": sold("t.price >= 0 AND t.price <= 1"),
    "just below a limit": sold("t.price BETWEEN 99000 AND 100000"),
    "bought below and sold above a limit": {
        "select": "SELECT t.vbo_id AS subject, COUNT(*) AS companies FROM brk_transfer t "
        "JOIN brk_transfer u ON u.vbo_id = t.vbo_id WHERE t.price < 100000 AND u.price > 100000 "
        "GROUP BY t.vbo_id"
    },
    "nothing or one, with decimals": sold("t.price = 0.00 OR t.price IN (1.00, 0.0)"),
    "half of the value": sold("ROUND(t.price / w.value, 1) = 0.5"),
    "about the value": sold("t.price / NULLIF(w.value, 0) BETWEEN 0.9999 AND 1.0001"),
    "no value known": sold("t.price < 0.5 * NULLIF(w.value, 999999999)"),
    "a row of each deed": {
        "select": "WITH z AS (SELECT t.vbo_id, ROW_NUMBER() OVER (PARTITION BY t.deed_id ORDER BY "
        "t.vbo_id) AS n FROM brk_transfer t) SELECT z.vbo_id AS subject, COUNT(*) AS companies "
        "FROM z WHERE z.n = 1 GROUP BY z.vbo_id"
    },
    "half of one, twice the other": sold("2 * t.price > 500000 AND t.price < 500000"),
    "nothing of it": sold("0 * t.price >= 0 AND 0 * t.price <= 0"),
    "the first right of each": {
        "select": "WITH z AS (SELECT r.vbo_id, ROW_NUMBER() OVER (PARTITION BY r.vbo_id ORDER BY "
        "r.right_id) AS n FROM brk_right r) SELECT z.vbo_id AS subject, COUNT(*) AS companies "
        "FROM z WHERE z.n = 1 GROUP BY z.vbo_id"
    },
    "outside two limits": sold("t.price < 274999 OR t.price > 275001"),
    "not between": sold("NOT t.price BETWEEN 274999 AND 275001"),
    "one way of two, above or below": sold("t.price > 100000 OR w.value < 100000"),
    "round prices": sold("t.price = ROUND(t.price / 10000) * 10000"),
    "before the reference date": sold("t.transfer_date < :today"),
    "no more than the value": sold("GREATEST(t.price, w.value) = w.value"),
    "nothing, in the condition": paid("paid = 0"),
    "the same, in the condition": paid("paid = worth"),
    "within a street": placed("b.x_rd BETWEEN 155000 AND 155100"),
    "near a place": placed(
        "SQRT((b.x_rd - 155000) * (b.x_rd - 155000) + (b.y_rd - 463000) * (b.y_rd - 463000)) < 250"
    ),
    "others of the building": {
        "select": "SELECT b.vbo_id AS subject, COUNT(DISTINCT x.vbo_id) AS companies "
        "FROM bag_object b JOIN bag_object x ON x.pand_id = b.pand_id AND b.vbo_id <> x.vbo_id "
        "GROUP BY b.vbo_id"
    },
    "the latest of each": ordered(
        "ROW_NUMBER() OVER (PARTITION BY e.kvk_nr ORDER BY e.start_date DESC, e.vbo_id)"
    ),
    "one of each": ordered("ROW_NUMBER() OVER (PARTITION BY e.kvk_nr ORDER BY e.vbo_id)"),
    "the ten with most staff": ordered(
        "RANK() OVER (ORDER BY e.employees_ft DESC, e.vbo_id)", "z.n <= 10"
    ),
    "the newest of a branch": ordered(
        "ROW_NUMBER() OVER (PARTITION BY e.sbi ORDER BY e.start_date DESC, e.vbo_id)"
    ),
    "the one before it": ordered(
        "LAG(e.start_date, 1) OVER (PARTITION BY e.vbo_id ORDER BY e.start_date, e.kvk_nr)",
        "z.n IS NOT NULL",
    ),
}


@pytest.mark.parametrize("rule", ORDINARY.values(), ids=ORDINARY)
def test_limits_and_comparisons_are_ordinary(write_pack: Write, rule: dict[str, Any]) -> None:
    assert said(write_pack, rule) == ""


def test_amounts_and_points_are_known_by_their_unit() -> None:
    assert {("brk_transfer", "price"), ("bibob_loan", "amount")} < AMOUNTS
    assert {("bag_object", "x_rd"), ("bag_pand", "y_rd")} < POINTS
    assert not {register for register, _ in AMOUNTS if register.startswith("area")}
