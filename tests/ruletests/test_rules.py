from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from screening.engines import get_engine
from screening.packs.loaded import Pack
from screening.ruletests.rules import TestOutcome, repeated, run_rule_tests

PLACE = "9999000000000001"
COMPANIES = {
    "kvk_establishment": [
        {"est_nr": "00009900{i}", "kvk_nr": "9900{i}", "vbo_id": PLACE, "times": 3}
    ]
}


def rule_test(expect: dict[str, list[str]], **change: Any) -> dict[str, Any]:
    return {
        "name": "three companies",
        "kind": "hit",
        "given": {
            "bag_object": [{"vbo_id": PLACE, "floor_m2": 80.0}],
            **COMPANIES,
        },
        "expect": expect,
    } | change


@pytest.fixture
def outcome_of(
    pack_of: Callable[..., Pack], many_companies: dict[str, Any]
) -> Callable[..., TestOutcome]:
    def run(test: dict[str, Any], **rule: Any) -> TestOutcome:
        pack = pack_of(many_companies | {"tests": [test]} | rule)
        (outcome,) = run_rule_tests(pack.rules, get_engine())
        return outcome

    return run


def test_what_was_expected_passes(outcome_of: Callable[..., TestOutcome]) -> None:
    outcome = outcome_of(rule_test({"hit": [PLACE]}))
    assert outcome == TestOutcome("address.many_companies", "three companies", "hit", passed=True)


def test_what_is_not_measured_can_be_expected(outcome_of: Callable[..., TestOutcome]) -> None:
    unplaced = {"bag_object": [{"vbo_id": "9999000000000002", "floor_m2": 80.0}]}
    outcome = outcome_of(
        rule_test({"no_row": [PLACE, "elsewhere"]}, given={**unplaced, **COMPANIES})
    )
    assert outcome.passed, outcome.problems


def test_parameters_of_the_test_count(outcome_of: Callable[..., TestOutcome]) -> None:
    assert outcome_of(rule_test({"clear": [PLACE]}, parameters={"max_companies": 4})).passed


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"expect": {"clear": [PLACE]}}, f"{PLACE}: expected clear, found hit"),
        (
            {"expect": {"hit": ["elsewhere"]}},
            "elsewhere: expected hit, but the select gives no row",
        ),
        (
            {"expect": {"no_row": [PLACE]}},
            f"{PLACE}: expected no row, but it is measured, and hit",
        ),
        ({"given": {"permit": [{"permit_id": "1"}]}}, "gives permit, which the rule does not read"),
        ({"given": {"bag_object": [{"floor": 1.0}]}}, "has no column 'floor'"),
        ({"parameters": {"most": 3}}, "no such parameter"),
    ],
)
def test_what_went_wrong_is_said(
    outcome_of: Callable[..., TestOutcome], change: dict[str, Any], problem: str
) -> None:
    outcome = outcome_of(rule_test({"hit": [PLACE]}) | change)
    assert not outcome.passed
    assert any(problem in told for told in outcome.problems), outcome.problems


def test_the_reason_of_another_outcome_is_told(outcome_of: Callable[..., TestOutcome]) -> None:
    given = {"bag_object": [{"vbo_id": PLACE}]}
    outcome = outcome_of(rule_test({"hit": [PLACE]}, given={**given, **COMPANIES}))
    assert outcome.problems == (
        f"{PLACE}: expected hit, found not_evaluable (vloeroppervlakte ontbreekt)",
    )


def test_an_explanation_with_a_name_nobody_knows_fails(
    outcome_of: Callable[..., TestOutcome],
) -> None:
    outcome = outcome_of(rule_test({"hit": [PLACE]}), explain="{companys} bedrijven")
    assert any("companys" in told for told in outcome.problems)


def test_repeat_counts_and_cycles() -> None:
    template = {"id": "n{i}", "kind": "x", "times": 3, "cycle": {"size": [1, 2]}}
    assert list(repeated(template)) == [
        {"id": "n0001", "kind": "x", "size": 1},
        {"id": "n0002", "kind": "x", "size": 2},
        {"id": "n0003", "kind": "x", "size": 1},
    ]
