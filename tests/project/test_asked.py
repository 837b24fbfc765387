"""T7, T8: what no rule may ask for, no source asks for: rows by a ground, by a name or of one."""

from __future__ import annotations

from pathlib import Path

import pytest

from screening.errors import ProjectError
from screening.project.model import load_project

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
    ],
)
def test_what_rows_are_may_be_asked_for(tmp_path: Path, registers: str) -> None:
    assert said(tmp_path, registers) == ""
