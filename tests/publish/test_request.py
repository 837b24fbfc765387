"""The workbook for data owners, read back the way a spreadsheet program would."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from screening.detect.needs import Gap
from screening.preparedness.coverage import RuleCoverage
from screening.publish.owner_sheets import owner_sheets
from screening.publish.request import write_request

ABSENT = Gap("absent", "rdw_recognition", "missing", "map it")
OLD = Gap("too_old", "inspection", "old", "newer", most_days=200)
EMPTY = Gap("partly", "bag_object", "empty", "fill", "floor_m2", 0.25)
READS = {"rdw_recognition": frozenset({"kind", "status"}), "inspection": frozenset({"theme"})}
HEADERS = {"bag_object": {"floor_m2": "Oppervlakte"}}
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
    write_request(
        RULES, {"bag_object": "BAG-extract"}, tmp_path / "vraag.xlsx", "Meerwolde", HEADERS
    )
    book = openpyxl.load_workbook(tmp_path / "vraag.xlsx")
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book
    }


def test_it_says_what_delivering_brings(sheets: dict[str, list[list[object]]]) -> None:
    said = str(sheets["Aanleveren"][1][0])
    assert "2 regels draaien die nu niet kunnen" in said
    assert "beoordeelt 1 regel meer onderwerpen" in said


def test_most_wanted_first_in_the_words_of_who_delivers(
    sheets: dict[str, list[list[object]]],
) -> None:
    rdw, dor = "erkenningen (RDW) (rdw_recognition)", "RDW, als partner bij de controle"
    rows = [row[:7] for row in sheets["Aanleveren"][5:]]
    assert rows == [
        [rdw, dor, "geen", "", "kind", "het register ontbreekt", 2],
        [rdw, dor, "geen", "", "status", "het register ontbreekt", 2],
        ["adressen (BAG) (bag_object)", "eigen basisregistraties (BAG)", "BAG-extract",
         "Oppervlakte", "floor_m2", "leeg in 25,0% van de rijen", 1],
        ["eerdere bezoeken (inspection)", "eigen toezicht en partners", "geen", "",
         "(hele extract)", AGED, 1],
    ]  # fmt: skip


def test_every_owner_has_a_sheet_with_names_meanings_and_examples(
    sheets: dict[str, list[list[object]]],
) -> None:
    assert list(sheets)[1:-1] == [
        "RDW, als partner bij de", "eigen basisregistraties (BAG)", "eigen toezicht en partners",
    ]  # fmt: skip
    assert sheets["RDW, als partner bij de"][4][:4] == [
        "Register", "Gegeven", "Wat het betekent", "Voorbeeld",
    ]  # fmt: skip
    rows = sheets["RDW, als partner bij de"][5:]
    assert [row[1] for row in rows] == ["soort erkenning", "stand van de erkenning"]
    assert rows[1][2] == "geldig, ingetrokken of geschorst"
    assert rows[1][3] == "geldig"
    bag = sheets["eigen basisregistraties (BAG)"][5]
    assert bag[1:5] == [
        "oppervlakte", "gebruiksoppervlakte in vierkante meters", "12,5", "Oppervlakte",
    ]  # fmt: skip


def test_names_of_sheets_are_short_and_different() -> None:
    asked = [(name, "", "", "") for name in ("area", "area_count", "brk_right", "woz_value")]
    names = [each.name for each in owner_sheets(asked)]
    assert all(len(name) <= 31 and not set("[]:*?/") & set(name) for name in names)
    assert len(set(names)) == 4


def test_hardly_anything_empty_is_not_told_as_nothing(tmp_path: Path) -> None:
    few = Gap("partly", "bag_object", "empty", "fill", "floor_m2", 0.0002)
    rule = RuleCoverage("tvo", "address.c", "Derde", "partly", gaps=(few,))
    write_request([rule], {}, tmp_path / "vraag.xlsx", "Meerwolde")
    sheet = openpyxl.load_workbook(tmp_path / "vraag.xlsx")["Aanleveren"]
    assert sheet.cell(6, 6).value == "leeg in minder dan 0,1% van de rijen"


def test_every_rule_with_its_state_and_no_formula(sheets: dict[str, list[list[object]]]) -> None:
    rows = sheets["Regels"][5:]
    assert [row[6] for row in rows] == [rule.rule for rule in RULES]
    assert rows[2][0] == "'=Derde"
    assert rows[0][2] == "kan niet draaien"
    assert rows[0][5] == "eerdere bezoeken; erkenningen (RDW)"


def test_rows_are_as_high_as_what_they_say(tmp_path: Path) -> None:
    gap = Gap("partly", "bag_object", "empty", "fill", "floor_m2", 0.25)
    many = [
        RuleCoverage("tvo", f"address.r{n}", f"Een regel over adressen {n}", "partly", gaps=(gap,))
        for n in range(20)
    ]
    write_request(many, {}, tmp_path / "vraag.xlsx", "Meerwolde")
    sheet = openpyxl.load_workbook(tmp_path / "vraag.xlsx")["Aanleveren"]
    assert sheet.row_dimensions[6].height > 100
