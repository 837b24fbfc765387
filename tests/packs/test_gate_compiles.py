"""What the gate makes of a rule: trees, lineage, evidence for all subjects, and conditions."""

# ruff: noqa: E501 - one query per line reads best

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from screening.engines import get_engine
from screening.errors import GateError
from screening.language.evidence import listed_of
from screening.language.macros import months_before
from screening.packs.compiled import check_rule, compile_rule
from screening.packs.loaded import LoadedRule
from screening.packs.models import PackHeader, Rule
from tests.compiled import compile_query

_AS_OF = dt.date(2026, 3, 31)
_PACK = PackHeader.model_validate(
    {
        "id": "octopus", "version": 1, "title": "t", "purpose": "p", "task": "t",
        "bases": [{"code": "G-HR", "article": "a"}], "controller": "c", "owner": "o",
        "contact": "c", "registers": {"bag_object": "all", "kvk_establishment": "all"},
    }
)  # fmt: skip
_RULE: dict[str, Any] = {
    "id": "address.many_companies",
    "title": "Veel bedrijven op één adres",
    "status": "active",
    "version": 1,
    "subject": "address",
    "severity": 3,
    "basis": "G-HR",
    "why": "w",
    "parameters": {"max_companies": {"value": 2, "unit": "bedrijven", "why": "w"}},
    "select": "SELECT e.vbo_id AS subject, COUNT(DISTINCT e.kvk_nr) AS companies,\n  MAX(b.floor_m2) AS floor_m2\nFROM kvk_establishment e JOIN bag_object b ON b.vbo_id = e.vbo_id\nWHERE ACTIVE(e.start_date, e.end_date) GROUP BY e.vbo_id",
    "when": "companies >= :max_companies",
    "explain": "{companies}",
    "not_applicable": [{"if": "floor_m2 > 1000", "reason": "groot"}],
    "evidence": "SELECT e.kvk_nr, e.sbi FROM kvk_establishment e WHERE e.vbo_id = :subject AND ACTIVE(e.start_date, e.end_date)",
}


def _loaded(**changes: Any) -> LoadedRule:
    return LoadedRule(
        rule=Rule.model_validate({**_RULE, **changes}),
        file=Path("rules/octopus/address/many_companies.yaml"),
        hash="x",
        lines={"select": 10, "when": 20, "evidence": 30, "parameters.max_companies": 5},
        text_lines={"select": 11, "when": 20, "evidence": 31},
        pack=_PACK,
    )


def _establishments() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "vbo_id": ["1", "1", "1", "2", "3"],
            "kvk_nr": ["a", "b", "c", "a", "z"],
            "sbi": ["1", "2", "3", "4", "5"],
            "start_date": [None, dt.date(2026, 3, 31), dt.date(2026, 4, 1), None, None],
            "end_date": [None, dt.date(2026, 4, 1), None, None, dt.date(2026, 3, 31)],
        },
        schema_overrides={"start_date": pl.Date, "end_date": pl.Date},
    )


def test_compiles_a_rule() -> None:
    rule = compile_rule(_loaded(), as_of=_AS_OF, parameters={"max_companies": 7})
    assert tuple(rule.kinds) == ("subject", "companies", "floor_m2")
    assert rule.kinds == {"subject": "text", "companies": "int", "floor_m2": "real"}
    assert rule.columns_used == {
        "bag_object": frozenset({"vbo_id", "floor_m2"}),
        "kvk_establishment": frozenset({"vbo_id", "kvk_nr", "start_date", "end_date", "sbi"}),
    }
    assert rule.measure_sources["companies"] == {"kvk_establishment"}
    assert rule.measure_sources["floor_m2"] == {"bag_object"}
    assert rule.when.expression == "companies >= 7"
    assert rule.not_applicable[0][1] == "groot"
    assert "DATE '2026-03-31'" in rule.sql("postgres")


def test_evidence_for_all_listed_subjects_at_once() -> None:
    rule = compile_rule(_loaded(), as_of=_AS_OF)
    query = rule.evidence_query
    assert query is not None
    listed = pl.DataFrame({"subject": ["2", "1", "1", "9"]})
    frames = {"kvk_establishment": _establishments(), listed_of(rule.rule_id): listed}
    for engine in ("polars", "duckdb"):
        found = get_engine(engine).run({"e": query}, frames)["e"]
        assert isinstance(found, pl.DataFrame), found
        assert found.rows() == [("1", "a", "1"), ("1", "b", "2"), ("2", "a", "4")]


@pytest.mark.parametrize(
    "evidence",
    [
        "SELECT e.kvk_nr FROM kvk_establishment e",
        "SELECT e.kvk_nr FROM kvk_establishment e WHERE e.vbo_id = :subject OR e.kvk_nr = 'a'",
        "SELECT e.kvk_nr FROM kvk_establishment e WHERE e.vbo_id = :subject AND e.kvk_nr = :subject",
        "SELECT e.kvk_nr FROM kvk_establishment e WHERE e.vbo_id > :subject",
        "SELECT e.kvk_nr AS subject FROM kvk_establishment e WHERE e.vbo_id = :subject",
        "SELECT i.kind AS kind FROM insolvency i WHERE i.kvk_nr = :subject",
    ],
)
def test_evidence_must_tie_one_subject(evidence: str) -> None:
    problems = check_rule(_loaded(evidence=evidence))
    assert problems
    assert problems[0].where.line == 31


def test_problems_of_all_parts_with_their_lines() -> None:
    problems = check_rule(
        _loaded(
            select="SELECT e.vbo_id AS subject,\n  e.kvk\nFROM kvk_establishment e",
            evidence="SELECT e.kvk_nrs FROM kvk_establishment e WHERE e.vbo_id = :subject",
        )
    )
    assert [problem.where.line for problem in problems] == [12, 31]
    assert "kvk_nr" in problems[0].remedy


def test_unused_and_undeclared_parameters() -> None:
    extra = {"lonely": {"value": 1, "unit": "x", "why": "w"}}
    problems = check_rule(_loaded(parameters={**_RULE["parameters"], **extra}))
    assert ["lonely" in str(problem) for problem in problems] == [True]
    problems = check_rule(_loaded(when="companies >= :max_company"))
    assert "max_companies" in problems[0].remedy


@pytest.mark.parametrize(
    "when",
    [
        "companies >= (SELECT MAX(b.floor_m2) FROM bag_object b)",
        "EXISTS (SELECT 1 FROM bag_object b)",
        "companies IN (SELECT b.build_year FROM bag_object b)",
        "nope > 1",
        "companies",
        "companies > '3'",
        "COUNT(*) > 1",
        "companies > 1, TRUE",
        "companies > 1 AS x",
        "TRUE FROM bag_object",
        "companies > 1; SELECT 1",
        "companies > 1 -- never",
        "RANDOM() > 0.5",
        "read_text('/etc/passwd') = 'x'",
    ],
)
def test_conditions_read_only_measured_columns(when: str) -> None:
    problems = check_rule(_loaded(when=when, parameters={}))
    assert problems
    assert all(problem.where.file for problem in problems)


def test_compare_columns_are_measured_columns() -> None:
    compare = {"per_m2": {"kind": "amount", "value": "floor_m2", "groups": [["companies"]]}}
    assert not check_rule(
        _loaded(when="companies >= :max_companies AND per_m2_strong", compare=compare)
    )
    assert check_rule(
        _loaded(when="companies >= :max_companies AND per_m2_storng", compare=compare)
    )


def test_months_clamp_to_the_end_of_the_month() -> None:
    assert months_before(dt.date(2026, 3, 31), 1) == dt.date(2026, 2, 28)
    assert months_before(dt.date(2024, 3, 31), 1) == dt.date(2024, 2, 29)
    assert months_before(dt.date(2026, 1, 15), 1) == dt.date(2025, 12, 15)
    assert months_before(dt.date(2026, 3, 31), 0) == dt.date(2026, 3, 31)
    assert months_before(dt.date(2026, 12, 31), 36) == dt.date(2023, 12, 31)


def test_lineage_through_with_queries() -> None:
    query = compile_query(
        "WITH m AS (SELECT e.vbo_id, COUNT(*) AS n, MAX(b.floor_m2) AS f FROM kvk_establishment e LEFT JOIN bag_object b ON b.vbo_id = e.vbo_id GROUP BY e.vbo_id) "
        "SELECT m.vbo_id AS subject, m.n, m.f / 2 AS half, EXISTS (SELECT 1 FROM closure c WHERE c.vbo_id = m.vbo_id) AS closed FROM m"
    )
    assert query.sources["n"] == {"kvk_establishment", "bag_object"}
    assert query.sources["half"] == {"bag_object"}
    assert query.sources["closed"] == {"closure"}
    assert query.columns_used["closure"] == {"vbo_id"}


def test_gate_error_holds_all_problems() -> None:
    with pytest.raises(GateError) as caught:
        compile_rule(
            _loaded(when="nope > :max_companies", select=_RULE["select"].replace("kvk_nr", "kvk")),
            as_of=_AS_OF,
        )
    assert len(caught.value.problems) >= 1
