"""The kind of subject a rule declares is that of the numbers in its subject column."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest

from screening.errors import PackError, Problem
from screening.packs.lint import lint_packs
from screening.packs.lint.checks.subjects import ForeignSubject
from screening.packs.loaded import Pack
from screening.packs.models import SubjectType
from screening.registers.schemas import REGISTERS
from screening.registers.schemas.keys import SUBJECT_NUMBERS, numbers
from tests.compiled import load_pack
from tests.shipped import shipped_packs

Write = Callable[..., Path]
_COUNTED = "SELECT {} AS subject, COUNT(*) AS companies FROM {} GROUP BY {}"


def found(
    write_pack: Write, subject: str, select: str, register: str = "area_branch"
) -> list[Problem]:
    registers = dict.fromkeys([register, "kvk_establishment", "kvk_company", "bag_object"], "all")
    rule = {"subject": subject, "select": select}
    return refused(write_pack(rule, header={"registers": registers}))


def refused(folder: Path) -> list[Problem]:
    try:
        load_pack(folder)
    except PackError as error:
        return [each for each in error.problems if each.found.startswith("subject: ")]
    return []


def test_a_company_with_the_number_of_an_address_is_found(write_pack: Write) -> None:
    select = _COUNTED.format("vbo_id", "kvk_establishment", "vbo_id")
    [told] = found(write_pack, "company", select)
    assert told.found == ("subject: company, over kvk_establishment.vbo_id, which numbers: address")
    assert "kvk_company.kvk_nr" in told.expected
    assert "'subject: address'" in told.remedy
    assert told.where.line


def test_evidence_looked_up_by_another_number_is_found(write_pack: Write) -> None:
    rule = {"evidence": "SELECT e.est_nr FROM kvk_establishment e WHERE e.kvk_nr = :subject"}
    [told] = refused(write_pack(rule))
    assert told.found == "subject: address, and evidence where kvk_establishment.kvk_nr = :subject"


@pytest.mark.parametrize(
    "select",
    [
        (
            "WITH a AS (SELECT vbo_id AS kvk_nr FROM bag_object)"
            " SELECT kvk_nr AS subject, COUNT(*) AS companies FROM a GROUP BY kvk_nr"
        ),
        (
            "SELECT kvk_nr AS subject, 1 AS companies FROM kvk_company UNION ALL"
            " SELECT vbo_id AS subject, 1 AS companies FROM bag_object"
        ),
        (
            "SELECT MAX(CASE WHEN parcel LIKE 'MWD01%' THEN vbo_id ELSE pand_id END) AS subject,"
            " COUNT(*) AS companies FROM bag_object GROUP BY vbo_id"
        ),
        (
            "SELECT COALESCE(e.kvk_nr, e.est_nr) AS subject, COUNT(*) AS companies"
            " FROM kvk_establishment e GROUP BY COALESCE(e.kvk_nr, e.est_nr)"
        ),
        _COUNTED.format("sbi_main", "kvk_company", "sbi_main"),
        "SELECT 'X' AS subject, COUNT(*) AS companies FROM kvk_company",
    ],
)
def test_it_goes_by_where_a_number_comes_from_not_by_its_name(
    write_pack: Write, select: str
) -> None:
    assert found(write_pack, "company", select)


@pytest.mark.parametrize(
    ("subject", "register", "columns"),
    [
        ("company", "kvk_company", "kvk_nr"),
        ("company", "kvk_company", "parent_kvk"),
        ("company", "kvk_establishment", "kvk_nr || ''"),
        ("address", "bag_object", "vbo_id"),
        ("establishment", "inspection", "est_nr"),
        ("park", "park_object", "park_id"),
        ("area", "bag_object", "area_code"),
        ("area_branch", "area_branch", "area_code || ':' || branch"),
        ("area_branch", "area_designation", "area_code || ':' || branch"),
    ],
)
def test_numbers_that_fit_are_fine(
    write_pack: Write, subject: str, register: str, columns: str
) -> None:
    select = _COUNTED.format(columns, register, columns)
    assert found(write_pack, subject, select, register) == []


@pytest.mark.parametrize("subject", [s for s in get_args(SubjectType) if s != "area_branch"])
def test_of_every_column_with_numbers_it_is_known_what_they_number(
    pack_of: Callable[..., Pack], many_companies: dict[str, Any], subject: str
) -> None:
    columns = sorted(numbers())
    rules = [
        many_companies
        | {
            "id": f"a.b{n}", "subject": subject, "explain": "x", "evidence": None, "tests": [],
            "when": "companies > :max_companies",
            "select": _COUNTED.format(column, register, column),
        }
        for n, (register, column) in enumerate(columns)
    ]  # fmt: skip
    reads = dict.fromkeys((register for register, _ in columns), "all")
    pack = pack_of(*rules, registers=reads, regimes=["brp", "bibob", "wmo", "fiu"])
    refused = {loaded.id for loaded in pack.rules if list(ForeignSubject().rule(loaded))}
    fitting = {
        f"a.b{n}"
        for n, column in enumerate(columns)
        if numbers()[column] == SUBJECT_NUMBERS[subject][0]
    }
    assert fitting == {loaded.id for loaded in pack.rules} - refused
    assert fitting


def test_an_area_is_no_branch_in_an_area(write_pack: Write) -> None:
    whole = _COUNTED.format("area_code", "area_branch", "area_code")
    assert found(write_pack, "area_branch", whole)
    apart = _COUNTED.format("area_code || ':' || branch", "area_branch", "area_code, branch")
    assert found(write_pack, "area", apart)


def test_every_shipped_rule_fits() -> None:
    findings = lint_packs(list(shipped_packs().values()))
    assert [each for each in findings if each.check == "foreign_subject"] == []


def test_every_kind_of_subject_says_what_numbers_it() -> None:
    assert set(SUBJECT_NUMBERS) == set(get_args(SubjectType))
    for register, column in numbers():
        assert column in REGISTERS[register].columns
