"""A panic of Polars while a rule is compared, judged or explained ends that rule only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from screening.detect import run as stage
from screening.detect.run import detect
from screening.engines import get_engine
from screening.packs.loaded import Pack
from screening.ruletests.rules import run_rule_tests

AS_OF = dt.date(2026, 1, 1)
BAD = "address.bad"
_FRAMES = {
    "bag_object": pl.DataFrame({"vbo_id": ["1", "2"], "floor_m2": [50.0, 60.0]}),
    "kvk_establishment": pl.DataFrame(
        {"vbo_id": ["1", "1", "1", "2"], "kvk_nr": ["a", "b", "c", "d"]}
    ).with_columns(start_date=pl.lit(AS_OF), trade_name=pl.lit("naam")),
}
_RULE_OF: dict[str, Callable[[Any, Any], str]] = {
    "compared": lambda _measured, rule: rule.id,
    "judge": lambda _measured, question: "".join(reason for _, reason in question.exempt),
    "draft": lambda ready, _hits: ready.loaded.id,
}
"""Steps of the stage, and which rule each call of them is about."""


@pytest.mark.parametrize("step", _RULE_OF)
def test_the_rule_fails_and_the_others_do_not(
    step: str,
    many_companies: dict[str, Any],
    pack_of: Callable[..., Pack],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    works = getattr(stage, step)

    def panics(one: Any, other: Any) -> Any:
        if _RULE_OF[step](one, other) == BAD:
            raise pl.exceptions.PanicException("index out of bounds: 'Jansen'")
        return works(one, other)

    monkeypatch.setattr(stage, step, panics)
    exempt = [{"if": "companies > 99", "reason": BAD}]
    pack = pack_of(many_companies, many_companies | {"id": BAD, "not_applicable": exempt})
    found = detect([pack], _FRAMES, {}, as_of=AS_OF, overrides={}, engine=get_engine())
    assert list(found.failures) == [BAD]
    (problem,) = found.failures[BAD]
    assert "Panic" in problem.found
    assert "Jansen" not in str(problem)
    assert found.signals["rule"].to_list() == ["address.many_companies"]


def test_a_test_of_a_rule_that_panics_has_failed(
    many_companies: dict[str, Any], pack_of: Callable[..., Pack], monkeypatch: pytest.MonkeyPatch
) -> None:
    def panics(*_: object) -> None:
        raise pl.exceptions.PanicException("boom")

    monkeypatch.setattr(stage, "compared", panics)
    given = {"bag_object": [], "kvk_establishment": []}
    test = {"name": "niets", "kind": "hit", "given": given, "expect": {"hit": ["9999010000000001"]}}
    (outcome,) = run_rule_tests(pack_of(many_companies | {"tests": [test]}).rules, get_engine())
    assert any("Panic" in problem for problem in outcome.problems)
