"""Values that the law sets anew: per reference date, and per day or year of a row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from pydantic import ValidationError

from screening.detect.needs import obstacles
from screening.detect.run import detect
from screening.documents.dated import Dated
from screening.engines import get_engine
from screening.errors import GateError
from screening.packs.compiled import check_rule, compile_rule
from screening.packs.lint import lint_packs
from screening.packs.loaded import Pack
from screening.packs.models import Rule
from screening.packs.resolved import resolved
from screening.reference.tables import LegalTerm
from screening.registers.reading.filling import fill_register
from screening.ruletests.rules import run_rule_tests
from tests.example_rule import many_companies, pack_of

__all__ = ["many_companies", "pack_of"]

STEPS = [
    {"from": dt.date(2024, 1, 1), "value": 3, "source": "https://example.org/2024"},
    {"from": dt.date(2025, 1, 1), "value": 5, "source": "https://example.org/2025"},
    {"from": dt.date(2026, 1, 1), "value": None, "source": "https://example.org/2026"},
]
YEARS: dict[str, Any] = {
    "id": "care.pay", "title": "Beloning", "status": "active", "version": 1, "subject": "company",
    "severity": 2, "basis": "G-HR", "why": "w", "innocent": ["i"], "explain": "{year:plain}.",
    "measures": {"year": {"label": "jaar"}, "pay": {"label": "loon"}, "norm": {"label": "norm"}},
    "parameters": {"norm": {"value": STEPS, "unit": "eur", "why": "w"}},
    "select": """SELECT a.kvk_nr AS subject, MAX(a.year) AS year, MAX(a.top_income) AS pay,
        MAX(IN_YEAR(:norm, a.year)) AS norm FROM annual_account a GROUP BY a.kvk_nr""",
    "when": "pay > norm",
}  # fmt: skip


def _dated(rule: dict[str, Any], steps: list[dict[str, Any]] = STEPS) -> dict[str, Any]:
    return rule | {"parameters": {"max_companies": {"value": steps, "unit": "", "why": "w"}}}


def _registers(companies: int) -> dict[str, pl.DataFrame]:
    rows = [{"est_nr": str(n), "kvk_nr": str(n), "vbo_id": "A"} for n in range(companies)]
    return {
        "bag_object": fill_register("bag_object", [{"vbo_id": "A", "floor_m2": 50.0}]),
        "kvk_establishment": fill_register("kvk_establishment", rows),
    }


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (dt.date(2023, 12, 31), None), (dt.date(2024, 1, 1), 3), (dt.date(2024, 12, 31), 3),
        (dt.date(2025, 1, 1), 5), (dt.date(2026, 1, 1), None),
    ],
)  # fmt: skip
def test_the_value_of_a_day_is_that_of_the_last_step(day: dt.date, value: int | None) -> None:
    steps = Dated(((dt.date(2024, 1, 1), 3), (dt.date(2025, 1, 1), 5), (dt.date(2026, 1, 1), None)))
    assert steps.on(day) == value
    assert steps.usual == 5


def test_a_run_takes_the_value_of_its_reference_date(
    many_companies: dict[str, Any], pack_of: Callable[..., Pack]
) -> None:
    pack = pack_of(_dated(many_companies))
    found = {
        year: detect(
            [pack], _registers(4), {}, as_of=dt.date(year, 6, 1), overrides={},
            engine=get_engine(),
        )
        for year in (2023, 2024, 2025, 2026)
    }  # fmt: skip
    assert {year: each.signals.height for year, each in found.items()} == {
        2023: 0, 2024: 1, 2025: 0, 2026: 0,
    }  # fmt: skip
    assert '"max_companies": 3' in found[2024].signals["parameters"][0]
    assert not found[2025].skipped
    assert found[2023].skipped == {
        "address.many_companies": "parameter max_companies has no value on 2023-06-01; "
        "its first is of 2024-01-01"
    }
    assert [*found[2026].skipped] == ["address.many_companies"]


def test_a_project_sets_one_value_for_every_day(
    many_companies: dict[str, Any], pack_of: Callable[..., Pack]
) -> None:
    pack = pack_of(_dated(many_companies))
    [loaded] = pack.rules
    early = dt.date(2023, 6, 1)
    set_by_project = compile_rule(loaded, as_of=early, parameters={"max_companies": 4})
    assert not obstacles(loaded.rule, set_by_project, _registers(1), {}, early)
    assert set_by_project.parameters == {"max_companies": 4}
    with_none = compile_rule(loaded, as_of=early)
    assert [gap.kind for gap in obstacles(loaded.rule, with_none, _registers(1), {}, early)] == [
        "no_value"
    ]


def test_a_test_of_a_rule_shows_that_nothing_is_judged_before_the_first_day(
    many_companies: dict[str, Any], pack_of: Callable[..., Pack]
) -> None:
    given = {
        "bag_object": [{"vbo_id": "A", "floor_m2": 50}],
        "kvk_establishment": [{"times": 4, "est_nr": "{i}", "kvk_nr": "{i}", "vbo_id": "A"}],
    }
    tests = [
        {"name": str(day), "as_of": day, "given": given, "expect": {what: ["A"]}}
        for day, what in (
            (dt.date(2023, 6, 1), "not_evaluable"),
            (dt.date(2024, 6, 1), "hit"),
            (dt.date(2025, 6, 1), "clear"),
            (dt.date(2026, 6, 1), "not_evaluable"),
        )
    ]
    pack = pack_of(_dated(many_companies) | {"tests": tests})
    assert [(each.passed, each.problems) for each in run_rule_tests(pack.rules, get_engine())] == [
        (True, ())
    ] * 4


@pytest.mark.parametrize("as_of", [dt.date(2024, 6, 1), dt.date(2026, 6, 1)])
def test_a_row_is_judged_by_the_norm_of_its_own_year(
    as_of: dt.date, pack_of: Callable[..., Pack]
) -> None:
    rows = [
        {"kvk_nr": f"{year}-{pay}", "year": year, "top_income": pay}
        for year in (2023, 2024, 2025, 2026)
        for pay in (4, 6)
    ]
    tests = [
        {
            "name": "per jaar", "as_of": as_of, "given": {"annual_account": rows},
            "expect": {
                "hit": ["2024-4", "2024-6", "2025-6"], "clear": ["2025-4"],
                "not_evaluable": ["2023-4", "2023-6", "2026-4", "2026-6"],
            },
        },
        {
            "name": "eigen norm", "as_of": as_of, "given": {"annual_account": rows},
            "parameters": {"norm": 5}, "expect": {"hit": ["2023-6", "2026-6"]},
        },
    ]  # fmt: skip
    pack = pack_of(YEARS | {"tests": tests}, registers={"annual_account": "all"})
    for each in run_rule_tests(pack.rules, get_engine()):
        assert each.problems == ()
    compiled = compile_rule(pack.rules[0], as_of=as_of)
    assert compiled.stated == {"norm": {"2024-01-01": 3, "2025-01-01": 5, "2026-01-01": None}}
    assert not compiled.undated


def test_a_day_of_a_row_is_judged_by_its_own_norm(pack_of: Callable[..., Pack]) -> None:
    text = """SELECT t.vbo_id AS subject, MAX(ON_DAY(:norm, t.transfer_date)) AS norm,
        MAX(t.price) AS pay, MAX(EXTRACT(YEAR FROM t.transfer_date)) AS year
        FROM brk_transfer t GROUP BY t.vbo_id"""
    rule = YEARS | {"subject": "address", "select": text}
    days = {"voor": "2023-12-31", "oud": "2024-12-31", "nieuw": "2025-01-01"}
    rows = [
        {"deed_id": name, "vbo_id": name, "transfer_date": dt.date.fromisoformat(day), "price": 4}
        for name, day in days.items()
    ]
    expect = {"hit": ["oud"], "clear": ["nieuw"], "not_evaluable": ["voor"]}
    tests = [{"name": "per dag", "given": {"brk_transfer": rows}, "expect": expect}]
    pack = pack_of(rule | {"tests": tests}, registers={"brk_transfer": "all"})
    [outcome] = run_rule_tests(pack.rules, get_engine())
    assert outcome.problems == ()


def test_a_condition_asks_for_no_other_day(pack_of: Callable[..., Pack]) -> None:
    rule = YEARS | {"when": "pay > IN_YEAR(:norm, year)"}
    pack = pack_of(rule, registers={"annual_account": "all"})
    assert any("IN_YEAR in a condition" in each.found for each in check_rule(pack.rules[0]))
    with pytest.raises(GateError, match="IN_YEAR in a condition"):
        compile_rule(pack.rules[0], as_of=dt.date(2025, 1, 1))


def test_an_explanation_names_no_value_that_differs_per_row(pack_of: Callable[..., Pack]) -> None:
    measured = {"year": {"label": "jaar"}, "pay": {"label": "loon"}, "own": {"label": "norm"}}
    rule = YEARS | {
        "explain": "Norm {norm}.", "measures": measured, "when": "pay > own",
        "select": str(YEARS["select"]).replace("AS norm", "AS own"),
    }  # fmt: skip
    pack = pack_of(rule, registers={"annual_account": "all"})
    found = [each.problem.found for each in lint_packs([pack])]
    assert any("'{norm}' in 'explain' names no value" in text for text in found)


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [STEPS[1], STEPS[0]],
        [STEPS[0], STEPS[0]],
        [STEPS[2]],
        [STEPS[0], STEPS[1] | {"value": "vijf"}],
        [{"from": dt.date(2024, 1, 1), "value": 3}],
    ],
)
def test_steps_follow_each_other_with_values_of_one_kind_and_a_source(
    many_companies: dict[str, Any], steps: list[dict[str, Any]]
) -> None:
    with pytest.raises(ValidationError):
        Rule.model_validate(_dated(many_companies, steps))


def test_what_is_the_same_on_every_day_has_no_steps(many_companies: dict[str, Any]) -> None:
    found = resolved(Rule.model_validate(many_companies), {}, dt.date(2020, 1, 1))
    assert (dict(found.values), dict(found.dated), found.undated) == ({"max_companies": 3}, {}, ())


def test_a_legal_term_by_date_is_that_of_the_day() -> None:
    about = {
        "title": "t", "unit": "dagen", "article": "", "sources": [], "checked": False,
        "local": False, "parameters": [],
    }  # fmt: skip
    term = LegalTerm.model_validate({**about, "value": STEPS})
    days = [dt.date(year, 6, 1) for year in (2023, 2024, 2025, 2026)]
    assert [term.on(day) for day in days] == [None, 3, 5, None]
    assert LegalTerm.model_validate({**about, "value": 84}).on(days[0]) == 84
