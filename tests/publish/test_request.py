"""The workbook for data owners, read back the way a spreadsheet program would."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from screening.detect.needs import Gap
from screening.preparedness.coverage import RuleCoverage
from screening.publish.request import write_request

ABSENT = Gap("absent", "rdw_recognition", "missing", "map it")
OLD = Gap("too_old", "inspection", "old", "newer", most_days=200)
EMPTY = Gap("partly", "bag_object", "empty", "fill", "floor_m2", 0.25)
READS = {"rdw_recognition": frozenset({"kind", "status"}), "inspection": frozenset({"theme"})}
AGED = "ouder dan 200 dagen; lever een nieuwer extract"
RULES = [
    RuleCoverage("octopus", "car.a", "Eerste", "cannot_run", gaps=(ABSENT, OLD), reads=READS),
    RuleCoverage("octopus", "car.b", "Tweede", "cannot_run", gaps=(ABSENT,), reads=READS),
    RuleCoverage(
        "tvo", "address.c", "=Derde", "partly", gaps=(EMPTY,), subjects=8, not_evaluable=2
    ),
    RuleCoverage("tvo", "address.d", "Vierde", "ready", subjects=8, not_evaluable=0),
]


@pytest.fixture
def sheets(tmp_path: Path) -> dict[str, list[list[object]]]:
    write_request(RULES, {"bag_object": "BAG-extract"}, tmp_path / "vraag.xlsx", "Meerwolde")
    book = openpyxl.load_workbook(tmp_path / "vraag.xlsx")
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book
    }


def test_it_says_what_delivering_brings(sheets: dict[str, list[list[object]]]) -> None:
    assert "2 regels draaien die nu niet kunnen" in str(sheets["Aanleveren"][1][0])
    assert "1 regels meer onderwerpen" in str(sheets["Aanleveren"][1][0])


def test_most_wanted_first_with_the_columns_of_a_missing_register(
    sheets: dict[str, list[list[object]]],
) -> None:
    rows = [row[:5] for row in sheets["Aanleveren"][5:]]
    assert rows == [
        ["rdw_recognition", "geen", "kind", "het register ontbreekt", 2],
        ["rdw_recognition", "geen", "status", "het register ontbreekt", 2],
        ["bag_object", "BAG-extract", "floor_m2", "leeg in 25,0% van de rijen", 1],
        ["inspection", "geen", "(hele extract)", AGED, 1],
    ]  # fmt: skip


def test_every_rule_with_its_state_and_no_formula(sheets: dict[str, list[list[object]]]) -> None:
    rows = sheets["Regels"][5:]
    assert [row[1] for row in rows] == [rule.rule for rule in RULES]
    assert rows[2][2] == "'=Derde"
    assert rows[0][3] == "kan niet draaien"
