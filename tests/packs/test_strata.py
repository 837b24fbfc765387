from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.errors import PackError
from screening.packs.conditions import holds, normalise
from screening.packs.loaded import LoadedEscalation
from screening.packs.models import Condition, Escalation, PackHeader
from screening.packs.strata import escalation_problems, stratify

RULES = ["a.x", "a.y", "b.z"]


def loaded(name: str, when: dict[str, Any], **changes: Any) -> LoadedEscalation:
    model = Escalation.model_validate(
        {
            "id": name, "title": name, "status": "active", "version": 1, "subject": "address",
            "severity": 3, "basis": "G-X", "why": "x", "kind": "escalation", "when": when,
            "explain": "{count} signalen.", **changes,
        }
    )  # fmt: skip
    return LoadedEscalation(
        escalation=model, file=Path("x.yaml"), hash="0" * 64, lines={"when": 7},
        pack=PackHeader.model_construct(id="demo"),
    )  # fmt: skip


def found(*escalations: LoadedEscalation) -> list[str]:
    return [problem.found for problem in escalation_problems(escalations, RULES)]


def test_absence_comes_a_stratum_later() -> None:
    strata = stratify(
        [
            loaded("x.last", {"all": ["a.x", {"none": ["x.mid"]}]}),
            loaded("x.mid", {"all": ["x.first", "a.x", {"none": ["x.first_too"]}]}),
            loaded("x.first", {"all": ["a.x"]}),
            loaded("x.first_too", {"all": ["x.first"]}),
        ]
    )
    assert [[each.id for each in stratum] for stratum in strata] == [
        ["x.first", "x.first_too"], ["x.mid"], ["x.last"],
    ]  # fmt: skip


def test_conclusions_that_support_each_other_are_no_problem() -> None:
    pair = [loaded("x.a", {"any": ["a.x", "x.b"]}), loaded("x.b", {"any": ["a.y", "x.a"]})]
    assert len(stratify(pair)) == 1
    assert found(*pair) == []


def test_absence_twice_over_is_presence() -> None:
    circle = [
        loaded("x.a", {"all": ["a.x", {"none": [{"none": ["x.b"]}]}]}),
        loaded("x.b", {"any": ["a.y", "x.a"]}),
    ]
    assert len(stratify(circle)) == 1


def test_a_circle_through_none_is_refused_by_name() -> None:
    circle = [
        loaded("x.a", {"all": ["a.x", {"none": ["x.c"]}]}),
        loaded("x.b", {"all": ["x.a"]}),
        loaded("x.c", {"all": ["x.b"]}),
    ]
    with pytest.raises(PackError) as caught:
        stratify(circle)
    [problem] = caught.value.problems
    assert "x.a <- x.c <- x.b <- x.a" in problem.found
    assert str(problem.where) == "x.yaml:7"
    assert len(found(*circle)) == 1


def test_a_conclusion_that_rests_on_its_own_absence_is_refused() -> None:
    with pytest.raises(PackError, match=r"rests on x\.a itself"):
        stratify([loaded("x.a", {"all": ["a.x", {"none": ["x.a"]}]})])


@pytest.mark.parametrize(
    ("when", "changes", "words"),
    [
        ({"all": ["a.q"]}, {}, "no rule or escalation 'a.q'"),
        ({"none": ["a.x"]}, {}, "without any signal"),
        ({"any": ["a.x", {"none": ["a.y"]}]}, {}, "without any signal"),
        ({"all": []}, {}, "empty list"),
        ({}, {}, "none of them"),
        ({"all": ["a.x"], "none": ["a.y"]}, {}, "exactly one"),
        ({"all": [{"any": ["a.x"], "all": ["a.y"]}]}, {}, "exactly one"),
        ({"at_least": {"k": 3, "of": ["a.x", "a.y", "a.x"]}}, {}, "at least 3 of 2"),
        ({"families": {"at_least": 2, "of": ["a.x"]}}, {}, "without a dot"),
        ({"families": {"at_least": 2, "of": ["q"]}}, {}, "no rule of the family 'q'"),
        ({"all": ["a.x"]}, {"links": ["park_street"]}, "'park_street' is not a link"),
        ({"all": ["a.x"]}, {"links": ["company_company"]}, "does not touch"),
        ({"all": ["a.x"]}, {"explain": "{name} staat hier"}, "{name}"),
        ({"all": ["a.x"]}, {"explain": "{count"}, "a lone '{'"),
        ({"all": ["a.x"]}, {"explain": "{count:0}"}, "asks for '{count:0}'"),
        ({"all": ["a.x"]}, {"explain": "{count!r}"}, "'{count!r}'"),
        ({"all": ["a.x"]}, {"explain": "{count:1000000}"}, "the hint ':1000000'"),
    ],
)
def test_what_is_wrong_is_said(when: dict[str, Any], changes: dict[str, Any], words: str) -> None:
    [problem] = escalation_problems([loaded("x.a", when, **changes)], RULES)
    assert words in problem.found
    assert problem.expected
    assert problem.remedy


def test_a_misspelt_id_gets_a_suggestion() -> None:
    [problem] = escalation_problems([loaded("x.a", {"all": ["a.xx"]})], RULES)
    assert problem.remedy == "Did you mean 'a.x'?"


def literal(condition: Condition | str, facts: frozenset[str]) -> bool:
    if isinstance(condition, str):
        return condition in facts
    if condition.none is not None:
        return not any(literal(child, facts) for child in condition.none)
    if condition.all is not None:
        return all(literal(child, facts) for child in condition.all)
    assert condition.any is not None
    return any(literal(child, facts) for child in condition.any)


TREES = st.recursive(
    st.sampled_from("abcd"),
    lambda inner: st.builds(
        lambda key, listed: Condition.model_validate({key: listed}),
        st.sampled_from(["all", "any", "none"]),
        st.lists(inner, min_size=1, max_size=4),
    ),
    max_leaves=12,
)


@given(TREES, st.frozensets(st.sampled_from("abcd")))
def test_pushing_negation_down_keeps_the_meaning(
    tree: Condition | str, facts: frozenset[str]
) -> None:
    assert holds(normalise(tree), facts) == literal(tree, facts)
