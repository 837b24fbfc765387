"""Codes that a query asks for and the data never holds."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from screening.packs.models import Rule
from screening.preparedness.unseen import unseen
from screening.registers.reading.filling import fill_register

SHOPS = [
    {"est_nr": "000099000001", "kvk_nr": "99000001", "sbi": "5630", "sbi_edition": "2008"},
    {"est_nr": "000099000002", "kvk_nr": "99000002", "sbi": "9531", "sbi_edition": "2025"},
]
PERMITS = [{"permit_id": "P1", "kind": "alcohol", "status": "granted"}]


def registers() -> dict[str, pl.DataFrame]:
    return {
        "kvk_establishment": fill_register("kvk_establishment", SHOPS),
        "permit": fill_register("permit", PERMITS),
    }


def asked(many_companies: dict[str, Any], where: str) -> list[str]:
    select = (
        "SELECT e.est_nr AS subject, COUNT(*) AS companies FROM kvk_establishment e "
        f"LEFT JOIN permit p ON p.est_nr = e.est_nr WHERE {where} GROUP BY e.est_nr"
    )
    rule = Rule.model_validate(many_companies | {"select": select})
    return [str(demand) for demand in unseen(rule, registers())]


@pytest.mark.parametrize(
    "where",
    [
        "IN_GROUP(e.sbi, 'horeca')",
        "IN_GROUP(e.sbi, 'car_repair')",
        "p.kind = 'alcohol'",
        "p.kind IN ('exploitatie', 'alcohol')",
        "p.kind <> 'coffeeshop'",
        "NOT IN_GROUP(e.sbi, 'sex')",
        "p.kind NOT IN ('coffeeshop')",
        "p.kind = p.status",
    ],
)
def test_met_or_not_demanded(many_companies: dict[str, Any], where: str) -> None:
    assert asked(many_companies, where) == []


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("IN_GROUP(e.sbi, 'sex')", "kvk_establishment.sbi: no row lies in branch group 'sex'"),
        ("IN_GROUP(sbi, 'waste')", "kvk_establishment.sbi: no row lies in branch group 'waste'"),
        ("p.kind = 'kamerverhuur'", "permit.kind: 'kamerverhuur' never occurs"),
        ("p.kind IN ('wgv', 'logies')", "permit.kind: 'logies' or 'wgv' never occurs"),
    ],
)
def test_never_seen(many_companies: dict[str, Any], where: str, said: str) -> None:
    assert asked(many_companies, where) == [said]


def test_an_edition_of_another_list_does_not_count(many_companies: dict[str, Any]) -> None:
    rows = fill_register("kvk_establishment", [SHOPS[1] | {"sbi_edition": "2008"}])
    select = (
        "SELECT e.est_nr AS subject, COUNT(*) AS companies FROM kvk_establishment e "
        "WHERE IN_GROUP(e.sbi, 'car_repair') GROUP BY e.est_nr"
    )
    rule = Rule.model_validate(many_companies | {"select": select})
    assert len(unseen(rule, {"kvk_establishment": rows})) == 1
