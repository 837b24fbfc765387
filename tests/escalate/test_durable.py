"""Each trap of durable_rules 2.0.28 has a test: without the answer to it, the test fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from screening.errors import EscalationError
from screening.escalate.derive import derivations
from screening.escalate.durable import MOST_TESTS, DurableEvaluator
from screening.packs.conditions import normalise
from screening.packs.models import Condition
from screening.packs.strata import Drawn

pytest.importorskip("durable.engine", exc_type=ImportError)

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def drawn(name: str, when: dict[str, Any]) -> Drawn:
    loaded: Any = SimpleNamespace(escalation=SimpleNamespace(id=name))
    return Drawn(loaded, normalise(Condition.model_validate(when)))


def concluded(evaluator: DurableEvaluator, facts: str) -> set[str]:
    return {name for name in evaluator.evaluate(frozenset(facts)) if name.startswith("x.")}


@pytest.mark.parametrize(
    ("when", "facts", "expected"),
    [
        ({"all": ["a", "b"]}, "ab", True),
        ({"all": ["a", "b"]}, "a", False),
        ({"any": ["a", "b"]}, "b", True),
        ({"any": ["a", "b"]}, "c", False),
        ({"at_least": {"k": 2, "of": ["a", "b", "c"]}}, "ac", True),
        ({"at_least": {"k": 2, "of": ["a", "b", "c"]}}, "c", False),
        ({"at_least": {"k": 2, "of": ["a", "a", "b"]}}, "a", False),
        ({"all": ["a", {"none": ["b", "c"]}]}, "a", True),
        ({"all": ["a", {"none": ["b", "c"]}]}, "ac", False),
        ({"all": ["a", {"none": [{"all": ["b", "c"]}]}]}, "ab", True),
        ({"all": ["a", {"none": [{"all": ["b", "c"]}]}]}, "abc", False),
        ({"all": ["a", {"none": [{"none": ["b"]}]}]}, "ab", True),
        ({"all": ["a", {"none": [{"none": ["b"]}]}]}, "a", False),
    ],
)
def test_an_operator(when: dict[str, Any], facts: str, expected: bool) -> None:
    evaluator = DurableEvaluator([drawn("x.one", when)])
    assert (concluded(evaluator, facts) == {"x.one"}) is expected


def test_one_fact_serves_many_rules() -> None:
    """An event would be consumed by the first rule it matches; a fact is not."""
    evaluator = DurableEvaluator([drawn(f"x.n{i}", {"all": ["a", "b"]}) for i in range(20)])
    assert len(concluded(evaluator, "ab")) == 20


def test_conclusions_chain() -> None:
    evaluator = DurableEvaluator(
        [drawn("x.a1", {"all": ["a"]})]
        + [drawn(f"x.a{i + 1}", {"all": [f"x.a{i}"]}) for i in range(1, 12)]
    )
    assert len(concluded(evaluator, "a")) == 12


def test_thousands_of_patterns_leave_no_sessions_behind() -> None:
    """About a thousand live sessions crash the interpreter."""
    evaluator = DurableEvaluator([drawn("x.one", {"all": ["a", {"none": ["b"]}]})])
    for number in range(2500):
        assert bool(concluded(evaluator, "a" if number % 2 else "ab")) is bool(number % 2)


def test_wide_conditions_neither_stop_nor_explode() -> None:
    """Natively a join of twenty stops with error 304 and `any` of ten fires 1,023 times."""
    listed = list(LETTERS)
    evaluator = DurableEvaluator(
        [
            drawn("x.all", {"all": listed}),
            drawn("x.any", {"any": listed}),
            drawn("x.half", {"at_least": {"k": 13, "of": listed}}),
            drawn("x.none", {"all": ["a", {"none": listed[1:]}]}),
        ]
    )
    assert concluded(evaluator, LETTERS) == {"x.all", "x.any", "x.half"}
    assert concluded(evaluator, LETTERS[:12]) == {"x.any"}
    assert concluded(evaluator, "a") == {"x.any", "x.none"}


def test_many_escalations_are_spread_over_rulesets_that_still_chain() -> None:
    """A single ruleset breaks above 482 rules."""
    chain = [drawn("x.n0", {"all": ["a", {"none": ["z"]}]})]
    chain += [
        drawn(f"x.n{i}", {"all": [f"x.n{i - 1}", {"any": ["a", "b"]}]}) for i in range(1, 300)
    ]
    evaluator = DurableEvaluator(list(reversed(chain)))
    assert sum(d.tests for d in derivations(chain)) > 2 * MOST_TESTS
    assert len(concluded(evaluator, "a")) == 300
    assert concluded(evaluator, "az") == set()


def test_a_fact_nobody_asks_for_is_no_error() -> None:
    evaluator = DurableEvaluator([drawn("x.one", {"all": ["a"]})])
    assert concluded(evaluator, "aq") == {"x.one"}


def break_action(monkeypatch: pytest.MonkeyPatch, act: Callable[..., None]) -> DurableEvaluator:
    from screening.escalate import durable

    monkeypatch.setattr(durable._Ruleset, "_action", lambda _self, _derivation: act)
    return DurableEvaluator([drawn("x.one", {"all": ["a"]})])


def test_an_exception_in_an_action_is_fatal(monkeypatch: pytest.MonkeyPatch) -> None:
    def act(_closure: Any) -> None:
        raise RuntimeError("broken on purpose")

    evaluator = break_action(monkeypatch, act)
    with pytest.raises(EscalationError, match="broken on purpose"):
        evaluator.evaluate(frozenset("a"))


def test_a_rejected_fact_is_fatal_and_the_next_pattern_starts_clean(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from screening.escalate import durable

    evaluator = DurableEvaluator([drawn("x.one", {"all": ["a", "b"]})])
    same_id = lambda self, fact: {"sid": "pattern", "id": "1", "fact": fact}  # noqa: E731, ARG005
    with monkeypatch.context() as patch:
        patch.setattr(durable._Ruleset, "_message", same_id)
        with pytest.raises(EscalationError, match="refused the fact"):
            evaluator.evaluate(frozenset("ab"))
    assert concluded(evaluator, "ab") == {"x.one"}


def test_a_lost_fact_is_fatal(monkeypatch: pytest.MonkeyPatch) -> None:
    from screening.escalate import durable

    monkeypatch.setattr(durable._Ruleset, "_sink", lambda _self, _closure: None)
    evaluator = DurableEvaluator([drawn("x.one", {"all": ["a"]})])
    with pytest.raises(EscalationError, match="lost the facts"):
        evaluator.evaluate(frozenset("a"))


def test_absence_of_a_conclusion_of_the_same_stratum_is_refused() -> None:
    pair = [drawn("x.a", {"all": ["a"]}), drawn("x.b", {"all": ["a", {"none": ["x.a"]}]})]
    with pytest.raises(ValueError, match="own stratum"):
        DurableEvaluator(pair)


def test_the_engine_is_imported_only_when_it_is_used() -> None:
    import subprocess
    import sys

    code = "import sys, screening.escalate.run; print('durable' in ' '.join(sys.modules))"
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
