"""Extracts that cannot be read or believed: refused whole, or only the rows that are wrong."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from screening.registers.reading.key_file import write_key
from tests.bad_input.project import (
    BAG,
    EST_HEAD,
    RULE,
    SQL,
    Make,
    citizen_numbers,
    establishments,
    row,
)


def test_a_good_project_runs(case: Make) -> None:
    assert case().finished()["signals"] == 1


REFUSED_FILES = {
    "declared as utf-8, written otherwise": (
        establishments(row(20, trade_name="Café")).encode("cp1252"),
        {"encoding": "utf-8"},
        ["est.csv:14", "not UTF-8", "windows-1252"],
    ),
    "bytes of no encoding": (
        establishments(good=1).encode() + b"\x81\x8d;\xff\n",
        {},
        ["est.csv:3", "UTF-8 or Windows-1252"],
    ),
    "wrong separator": (
        establishments().replace(";", ","),
        {"separator": ";"},
        ["est.csv:1", "comma"],
    ),
    "missing column": (
        establishments().replace("kvk_nr", "kleur"),
        {},
        ["est.csv", "column 'kvk_nr'", "'kleur'"],
    ),
    "renamed column": (
        establishments().replace("kvk_nr", "KVKnummer"),
        {"columns": {"kvk_nr": "KVK-nummer"}},
        ["est.csv", "column 'KVK-nummer'", "Did you mean 'KVKnummer'?"],
    ),
    "all decimals are points": (
        "vbo_id;floor_m2\n" + "".join(f"999901000000000{n};8{n}.5\n" for n in range(9)),
        {},
        ["est.csv", "row 2", "column 'floor_m2'", "decimal point where a decimal comma"],
    ),
    "every KVK number too short": (
        "\n".join([EST_HEAD, *(row(n, kvk_nr=f"12{n}") for n in range(1, 9))]),
        {},
        ["est.csv", "row 2", "column 'kvk_nr'", "8 digits"],
    ),
    "unknown SBI edition": (
        establishments().replace(";2008", ";2019"),
        {},
        ["est.csv", "row 2", "column 'sbi_edition'", "2008, 2025"],
    ),
    "empty file": ("", {}, ["est.csv", "empty"]),
    "white space": (" \n\n", {}, ["est.csv", "empty"]),
    "header only": (EST_HEAD + "\n", {}, ["est.csv", "no rows", "may_be_empty"]),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0", {}, ["est.csv", "not a text file"]),
    "no such file": (b"x", {"path": "ext.csv"}, ["ext.csv", "no such file", "est.csv"]),
    "a pattern without a match": (b"x", {"path": "in/*.csv"}, ["in/*.csv", "no such file"]),
    "an impossible pattern": (b"x", {"path": "**est.csv"}, ["**est.csv", "entire path"]),
    "a folder": (b"x", {"path": "rules"}, ["rules", "this is a folder", "rules/*.csv"]),
    "a file name too long": (b"x", {"path": "x" * 5_000}, ["screening.yaml", "too long"]),
    "no path at all": (b"x", {"path": "a\0b"}, ["screening.yaml", "U+0000"]),
    "another kind of file": (b"x", {"path": "screening.yaml"}, ["'.yaml' are not read"]),
}


@pytest.mark.parametrize("name", REFUSED_FILES)
def test_an_extract_that_cannot_be_believed_is_refused(case: Make, name: str) -> None:
    content, settings, expected = REFUSED_FILES[name]
    register = "bag_object" if "decimals" in name else "kvk_establishment"
    made = case({"est.csv": content}, {register: {"path": "est.csv", **settings}})
    made.refused(*expected)
    made.refused(*expected, by="check")


def test_truncated_parquet_and_a_merged_header(case: Make, tmp_path: Path) -> None:
    frame = pl.DataFrame({"est_nr": ["000000000001"], "kvk_nr": ["99000001"]})
    frame.write_parquet(tmp_path / "whole.parquet")
    half = (tmp_path / "whole.parquet").read_bytes()[:-200]
    case({"e.parquet": half}, {"kvk_establishment": {"path": "e.parquet"}}).refused(
        "e.parquet", "cannot be read", "export or copy it again"
    )
    book = openpyxl.Workbook()
    assert book.active is not None
    for cells in (["Vestigingen", None], ["est_nr", "kvk_nr"], ["000000000001", "99000001"]):
        book.active.append(cells)
    book.active.merge_cells("A1:B1")
    book.save(tmp_path / "project" / "e.xlsx")
    case(registers={"kvk_establishment": {"path": "e.xlsx", "header_row": 1}}).refused(
        "e.xlsx", "row 1", "merged cells", "header_row"
    )


SET_ASIDE = {
    "text in a number column": ({"employees_ft": "veel"}, "employees_ft", "not a number"),
    "30 February": ({"start_date": "30-02-2024"}, "start_date", "not a date on the calendar"),
    "a KVK number of four digits": ({"kvk_nr": "1234"}, "kvk_nr", "8 digits"),
    "an edition that does not exist": ({"sbi_edition": "2019"}, "sbi_edition", "2008, 2025"),
    "a cell of ten million characters": (
        {"trade_name": "x" * 10_000_000},
        "trade_name",
        "at most 10000",
    ),
    "a required cell that is empty": ({"kvk_nr": ""}, "kvk_nr", "empty, but required"),
    "a field too many": ({"sbi_edition": "2008;extra"}, "", "10 fields, the header has 9"),
}


MEASURED = SQL.replace(
    "e.vbo_id AS subject,",
    "e.vbo_id AS subject, MAX(e.employees_ft) AS staff, MIN(e.trade_name) AS trade,"
    " MIN(e.sbi_edition) AS edition,",
)


@pytest.mark.parametrize("name", SET_ASIDE)
def test_what_cannot_be_used_is_set_aside_and_the_rest_goes_on(case: Make, name: str) -> None:
    cells, column, reason = SET_ASIDE[name]
    rules = {"address/many": {**RULE, "select": MEASURED}}
    made = case({"est.csv": establishments(row(20, **cells))}, pack=rules)
    counts = made.finished()
    alone = column in {"employees_ft", "start_date", "sbi_edition", "trade_name"}
    assert (counts["rows_read"], counts["rows_loaded"]) == (13, 13 if alone else 12)
    assert (counts["signals"], counts["values_quarantined"]) == (1, int(alone))
    (line,) = made.quarantine()
    assert (line["source_file"], line["row"], line["column"]) == ("est.csv", "14", column)
    assert reason in line["reason"]
    assert len(line["value"]) <= 300
    said = "1 values of other rows" if alone else "1 of 13 rows"
    assert f"Set aside: kvk_establishment ({said}" in counts["err"]
    checked = made.ask("check", made.folder, "--all")
    assert reason.split(";")[0] in " ".join(checked.out.split())


def test_decimal_points_in_some_rows(case: Make) -> None:
    bag = "vbo_id;floor_m2\n" + "".join(f"999901000000000{n};8{n},5\n" for n in range(9))
    sql = "SELECT b.vbo_id AS subject, CAST(b.floor_m2 AS INT) AS companies FROM bag_object b"
    rules = {"address/many": {**RULE, "select": sql}}
    made = case({"bag.csv": bag + "9999010000000010;80.5\n"}, BAG, rules)
    made.finished()
    (line,) = made.quarantine()
    assert (line["row"], line["column"], line["value"]) == ("11", "floor_m2", "80.5")
    assert "decimal point where a decimal comma is declared" in line["reason"]


def test_duplicate_keys(case: Make) -> None:
    """Of identical rows one stays; rows that contradict each other are all set aside."""
    made = case({"est.csv": establishments(row(1), row(2, kvk_nr="99000099"))})
    counts = made.finished()
    assert (counts["rows_read"], counts["rows_quarantined"]) == (14, 3)
    lines = {(line["row"], line["reason"].split(";")[0]) for line in made.quarantine()}
    assert lines == {
        ("14", "identical to an earlier row"),
        ("3", "rows with this key differ"),
        ("15", "rows with this key differ"),
    }


def test_rows_that_share_a_key_and_differ_are_rows_that_fail(case: Make) -> None:
    """With a key that is none nothing is left, which is no run that went well."""
    shared = [row(1, trade_name=f"Zaak {number}") for number in range(12)]
    made = case({"est.csv": "\n".join([EST_HEAD, *shared, ""])})
    for command in ("run", "check"):
        said = made.refused("12 of 12 rows cannot be used", "rows with this key differ", by=command)
        assert "max_quarantined" in said
    alike = case({"est.csv": establishments(*[row(1)] * 12)}, folder=made.folder.parent / "alike")
    assert alike.finished()["rows_quarantined"] == 12


def test_a_kvk_number_of_seven_digits_gets_its_zero_back(case: Make) -> None:
    counts = case({"est.csv": establishments(row(20, kvk_nr="9900020"))}).finished()
    assert counts["rows_quarantined"] == 0
    quality = json.loads((counts["run"] / "quality.json").read_text())
    assert quality["kvk_establishment"]["repaired"] == {"kvk_nr": 1}


def test_an_area_that_does_not_exist(case: Make) -> None:
    areas = "area_code;name;level\nGM9001;Voorbeeld;municipality\n"
    counted = "area_code;year;inhabitants\nGM9001;2025;100\nGM9999;2025;100\n"
    sql = "SELECT p.area_code AS subject, SUM(p.inhabitants) AS companies FROM area_population p"
    rules = {"area/many": {**RULE, "subject": "area", "select": sql + " GROUP BY p.area_code"}}
    rules["area/many"].pop("id")
    registers = {"area": {"path": "a.csv"}, "area_population": {"path": "p.csv"}}
    made = case({"a.csv": areas, "p.csv": counted}, registers, rules)
    made.finished()
    (line,) = made.quarantine()
    assert (line["source_file"], line["row"], line["column"]) == ("p.csv", "3", "area_code")
    assert line["value"] == "GM9999"


@pytest.mark.parametrize("dotted", [False, True])
def test_citizen_numbers_as_person_keys_are_refused_and_never_echoed(
    case: Make, tmp_path: Path, dotted: bool
) -> None:
    numbers = citizen_numbers(30)
    cells = [f"{n[:4]}.{n[4:6]}.{n[6:]}" if dotted else n for n in numbers]
    roles = "kvk_nr;person_key;role;start_date\n" + "".join(
        f"{99_000_000 + place};{cell};bestuurder;01-01-2020\n" for place, cell in enumerate(cells)
    )
    sql = "SELECT r.kvk_nr AS subject, COUNT(DISTINCT r.person_key) AS companies FROM kvk_role r"
    rules = {"company/many": {**RULE, "subject": "company", "select": sql + " GROUP BY r.kvk_nr"}}
    rules["company/many"].pop("id")
    write_key(tmp_path / "secret.key")
    made = case(
        {"r.csv": roles}, {"kvk_role": {"path": "r.csv"}}, rules, pseudonym_key="../secret.key"
    )
    message = made.refused("r.csv", "column 'person_key'", "citizen service numbers")
    assert not [
        n for n, cell in zip(numbers, cells, strict=True) if n in message or cell in message
    ]


def test_a_citizen_number_in_a_wrong_column_stands_in_no_file(case: Make) -> None:
    numbers = citizen_numbers(3)
    odd = [row(20 + place, kvk_nr=number) for place, number in enumerate(numbers)]
    made = case({"est.csv": establishments(*odd)})
    counts = made.finished()
    assert counts["rows_quarantined"] == len(numbers)
    for file in (path for path in counts["run"].rglob("*") if path.is_file()):
        assert not [n for n in numbers if n.encode() in file.read_bytes()], file.name


def test_an_extract_older_than_the_rule_allows(case: Make) -> None:
    rules = {"address/many": {**RULE, "needs": {"kvk_establishment": {"max_age_days": 100}}}}
    old = {"kvk_establishment": {"path": "est.csv", "reference_date": "2025-01-01"}}
    made = case(registers=old, pack=rules)
    counts = made.finished(code=3)
    assert "365 days old" in counts["err"]
    assert "at most 100" in counts["rules_skipped"]["address.many"]
    assert made.ask("check", made.folder).code == 3
