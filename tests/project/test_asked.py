"""T7, T8: what no rule may ask for, no source asks for: rows by a ground, by a name or of one."""

from __future__ import annotations

from pathlib import Path

import pytest

from screening.errors import ProjectError
from screening.language.grounds import ground_of_content
from screening.language.persons import PERSON_KEYS
from screening.language.single import SINGLE
from screening.language.spelled import FREE, NAMES
from screening.project.model import load_project
from screening.registers.schemas import REGISTERS
from tests.language.test_peoples import VALUES

MINIMAL = """\
name: Voorbeeld
municipality: GM9001
as_of: 2026-01-01
packs: [octopus]
registers:
"""
COMPANY = "  kvk_company:\n    path: a.csv\n    columns: {trade_name: handelsnaam}\n    where: "
ASKED = "  kvk_company:\n    database: sqlite:///a.db\n    query: "


def said(folder: Path, registers: str) -> str:
    (folder / "screening.yaml").write_text(MINIMAL + registers, encoding="utf-8")
    try:
        load_project(folder)
    except ProjectError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("registers", "told"),
    [
        (COMPANY + "{soort: Marokkaans}", "'Marokkaans' in 'soort', by which rows are asked for"),
        (COMPANY + "{soort: [bv, Kerkgenootschap]}", "stands for religion"),
        (COMPANY + "{kvk_nr: '99000001'}", "'kvk_nr', which is kvk_company.kvk_nr"),
        (COMPANY + "{Handelsnaam: Bakkerij}", "'Handelsnaam', which is kvk_company.trade_name"),
        (ASKED + "SELECT * FROM k WHERE nationaliteit <> 'NL'", "'nationaliteit' in the query"),
        (ASKED + "SELECT geboorteland AS legal_form FROM k", "'geboorteland' in the query"),
        (ASKED + 'SELECT k."Geslacht" AS status FROM k', "'Geslacht' in the query"),
        (ASKED + "SELECT * FROM k WHERE naam LIKE 'Marok%'", "'Marok%' in the query"),
        (COMPANY + "{soort: Westers}", "stands for migration background"),
        (COMPANY + "{soort: heteroseksueel}", "stands for orientation"),
        (COMPANY + "{land: Polen}", "stands for country of birth"),
        (COMPANY + "{land_a: Nederland}", "stands for country of birth"),
        (ASKED + "SELECT woonplaats, 'Roma' AS a FROM k", "'Roma' in the query"),
        (ASKED + "SELECT * FROM k WHERE plaats = 'Oss' AND soort IN ('x', 'Brits')", "'Brits'"),
        ("  bag_object: {path: a.csv, where: {address: Laan 1}}", "which is bag_object.address"),
        ("  brk_right: {path: a.csv, where: {owner_key: ab12}}", "which is brk_right.owner_key"),
    ],
)
def test_no_source_asks_for_what_no_rule_may(tmp_path: Path, registers: str, told: str) -> None:
    message = said(tmp_path, registers)
    assert told in message
    assert "screening.yaml" in message


@pytest.mark.parametrize(
    "registers",
    [
        COMPANY + "{status: actief, water: [NEE, JA]}",
        "  area: {path: a.csv, columns: {province: provincie}, where: {provincie: Utrecht}}",
        ASKED + "SELECT k.nr AS kvk_nr FROM k WHERE k.einde IS NULL AND k.vorm IN ('bv', 'nv')",
        ASKED + "SELECT (",
        COMPANY + "{woonplaats: Britsum, wijk: Westersingel}",
        COMPANY + "{WoonplaatsNaam: [Westerschouwen, Oss], kern: Poolse Hoek}",
        COMPANY + "{soort: [Britsum, Westersingel], bebouwing: heterogeen}",
        COMPANY + "{vestigingsland: Nederland, land: NL}",
        ASKED + "SELECT * FROM k WHERE k.vestigingsland IN ('NL', 'Nederland')",
        ASKED + "SELECT * FROM k WHERE LOWER(k.woonplaats) = 'britsum' AND k.wijk LIKE 'Wester%'",
        "  park_arrival: {path: a.csv, where: {from_municipality: [GM9001, GM9002]}}",
    ],
)
def test_what_rows_are_may_be_asked_for(tmp_path: Path, registers: str) -> None:
    assert said(tmp_path, registers) == ""


def _by(register: str, column: str) -> str:
    return f"  {register}: {{path: a.csv, where: {{{column}: soort}}}}"


def test_of_all_columns_only_those_of_one_thing_or_name_are_refused(tmp_path: Path) -> None:
    refused = {
        (register.name, column)
        for register in REGISTERS.values()
        if "area_code" not in register.key
        for column in register.columns
        if f"which is {register.name}.{column}" in said(tmp_path, _by(register.name, column))
    }
    assert refused == {
        origin
        for origin in SINGLE | PERSON_KEYS | NAMES | {("bag_object", "address")}
        if "area_code" not in REGISTERS[origin[0]].key
    }
    assert refused.isdisjoint(FREE - {("bag_object", "address")})
    assert ("park_arrival", "from_municipality") not in refused


def test_words_for_people_are_known_in_every_form() -> None:
    missed = [each for each in VALUES.split() if ground_of_content(each) is None]
    assert missed == []
