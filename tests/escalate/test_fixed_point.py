from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from screening.escalate.fixed_point import FixedPointEvaluator
from screening.packs.conditions import normalise
from screening.packs.models import Condition
from screening.packs.strata import Drawn


def drawn(name: str, when: dict[str, Any]) -> Drawn:
    loaded: Any = SimpleNamespace(escalation=SimpleNamespace(id=name))
    return Drawn(loaded, normalise(Condition.model_validate(when)))


@pytest.mark.parametrize(
    ("when", "facts", "expected"),
    [
        ({"all": ["a", "b"]}, "ab", True),
        ({"all": ["a", "b"]}, "a", False),
        ({"any": ["a", "b"]}, "b", True),
        ({"at_least": {"k": 2, "of": ["a", "b", "c"]}}, "ac", True),
        ({"at_least": {"k": 2, "of": ["a", "a", "b"]}}, "a", False),
        ({"all": ["a", {"none": ["b", "c"]}]}, "a", True),
        ({"all": ["a", {"none": ["b", "c"]}]}, "ac", False),
        ({"all": ["a", {"none": [{"none": ["b"]}]}]}, "ab", True),
    ],
)
def test_an_operator(when: dict[str, Any], facts: str, expected: bool) -> None:
    true = FixedPointEvaluator([drawn("x.one", when)]).evaluate(frozenset(facts))
    assert ("x.one" in true) is expected


def test_conclusions_chain_whatever_their_order() -> None:
    chain = [drawn(f"x.n{i}", {"all": [f"x.n{i - 1}" if i else "a"]}) for i in range(12)]
    true = FixedPointEvaluator(chain[::-1]).evaluate(frozenset("a"))
    assert {name for name in true if name.startswith("x.")} == {each.id for each in chain}


def test_the_answer_holds_the_facts_and_every_true_node() -> None:
    inner = {"all": ["b", {"none": ["c"]}]}
    one, other = drawn("x.one", {"any": ["a", inner]}), drawn("x.other", inner)
    true = FixedPointEvaluator([one]).evaluate(frozenset("bq"))
    assert true == {"b", "q", "!c", other.root.key, one.root.key, "x.one"}


def test_absence_of_a_conclusion_of_the_same_stratum_is_refused() -> None:
    pair = [drawn("x.a", {"all": ["a"]}), drawn("x.b", {"all": ["a", {"none": ["x.a"]}]})]
    with pytest.raises(ValueError, match="own stratum"):
        FixedPointEvaluator(pair)
