"""Both evaluators against each other, and the stage with each against a plain reading of it all.

The plain reading walks every subject and every condition as written: it shares neither the gates
nor the patterns of the stage.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from screening.errors import PackError
from screening.escalate.base import EvaluatorFactory
from screening.escalate.durable import DurableEvaluator
from screening.escalate.fixed_point import FixedPointEvaluator
from screening.escalate.links import LINKS_SCHEMA
from screening.escalate.run import escalate
from screening.packs.conditions import leaves, normalise
from screening.packs.link_names import LINK_ENDS
from screening.packs.loaded import LoadedEscalation
from screening.packs.models import Condition, Escalation, PackHeader
from screening.packs.strata import Drawn, escalation_problems, stratify
from tests.thorough import part

HEADER = PackHeader.model_construct(id="demo", version=1)
AS_OF = dt.date(2026, 1, 1)
SIGNALS = ["a.one", "a.two", "b.one", "b.two", "c.one", "d.one"]
CONCLUSIONS = [f"x.e{i}" for i in range(5)]
SUBJECTS = [("address", f"A{i}") for i in range(3)] + [("company", f"C{i}") for i in range(3)]
LINKABLE = [("company_address", a, b) for a in SUBJECTS[3:] for b in SUBJECTS[:3]] + [
    ("company_company", SUBJECTS[3], SUBJECTS[4]),
    ("company_company", SUBJECTS[4], SUBJECTS[5]),
]

Fact = tuple[str, tuple[str, str]]


def holds(condition: Condition | str, ids: set[str], families: set[str]) -> bool:
    """The grammar read literally."""
    if isinstance(condition, str):
        return condition in ids
    if condition.all is not None:
        return all(holds(child, ids, families) for child in condition.all)
    if condition.any is not None:
        return any(holds(child, ids, families) for child in condition.any)
    if condition.none is not None:
        return not any(holds(child, ids, families) for child in condition.none)
    if condition.at_least is not None:
        # What says the same in other brackets counts once, as it does when it is written twice.
        distinct = {normalise(child).key: child for child in condition.at_least.of}
        true = sum(holds(child, ids, families) for child in distinct.values())
        return true >= condition.at_least.k
    assert condition.families is not None
    counted = families & set(condition.families.of) if condition.families.of else families
    return len(counted) >= condition.families.at_least


def plain_fixed_point(
    signals: Iterable[Fact],
    links: Iterable[tuple[str, tuple[str, str], tuple[str, str]]],
    strata: list[list[Escalation]],
) -> set[Fact]:
    """Every conclusion, by trying all escalations on all subjects until nothing changes."""
    facts, links = set(signals), list(links)
    given_rules = {rule for rule, _ in facts}
    for stratum in strata:
        size = -1
        while size != len(facts):
            size = len(facts)
            for escalation in stratum:
                for subject in SUBJECTS:
                    if subject[0] != escalation.subject:
                        continue
                    near = {subject}
                    for name, first, second in links:
                        if name in escalation.links and subject in (first, second):
                            near |= {first, second}
                    ids = {rule for rule, where in facts if where in near}
                    families = {rule.split(".")[0] for rule in ids & given_rules}
                    if holds(escalation.when, ids, families):
                        facts.add((escalation.id, subject))
    return {fact for fact in facts if fact[0] not in given_rules}


def conditions(ids: list[str]) -> st.SearchStrategy[Any]:
    """Trees of two or three levels over these ids."""
    families = st.fixed_dictionaries(
        {
            "families": st.fixed_dictionaries(
                {
                    "at_least": st.integers(1, 3),
                    "of": st.lists(st.sampled_from("abcd"), unique=True, max_size=3),
                }
            )
        }
    )
    leaf = st.one_of(st.sampled_from(ids), st.sampled_from(ids), families)
    return gates(st.one_of(leaf, leaf, gates(st.one_of(leaf, leaf, gates(leaf)))))


def gates(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    listed = st.lists(children, min_size=1, max_size=4)
    at_least = st.fixed_dictionaries({"k": st.integers(1, 3), "of": listed})
    return st.one_of(
        st.fixed_dictionaries({"all": listed}),
        st.fixed_dictionaries({"any": listed}),
        st.fixed_dictionaries({"none": listed}),
        st.fixed_dictionaries({"at_least": at_least}),
    )


@st.composite
def escalation_sets(draw: st.DrawFn) -> list[Escalation]:
    made = []
    for number, name in enumerate(CONCLUSIONS[: draw(st.integers(1, 5))]):
        subject = draw(st.sampled_from(["address", "company"]))
        usable = [link for link in ("company_address", "company_company")
                  if subject in LINK_ENDS[link]]  # fmt: skip
        ids = [*SIGNALS, *CONCLUSIONS[: number + draw(st.integers(0, 2))]]
        made.append(
            Escalation.model_validate(
                {
                    "id": name, "title": name, "status": "active", "version": 1,
                    "subject": subject, "severity": 3, "basis": "G-X", "why": "test",
                    "kind": "escalation", "explain": "{count} signalen: {signals} ({families})",
                    "links": draw(st.lists(st.sampled_from(usable), unique=True)),
                    "when": draw(conditions(ids)),
                }
            )
        )  # fmt: skip
    return made


def loaded(escalation: Escalation) -> LoadedEscalation:
    return LoadedEscalation(
        escalation=escalation, file=Path("x.yaml"), hash="0" * 64, lines={}, pack=HEADER
    )


def signal_frame(facts: Iterable[Fact]) -> pl.DataFrame:
    rows = [
        ("demo", rule, kind, name, rule.split(".")[0], f"titel {rule}", f"{rule} bij {name}", AS_OF)
        for rule, (kind, name) in facts
    ]
    columns = ["pack", "rule", "subject_type", "subject", "family", "title", "text", "newest"]
    # Every signal is a fact of its own here; what they may share is asked in test_distinct.py.
    return pl.DataFrame(
        rows, schema={c: pl.Date if c == "newest" else pl.String for c in columns}, orient="row"
    ).with_columns(rests_on=pl.concat_list("text"), facts=pl.concat_list("text"))


def link_frame(links: Iterable[tuple[str, tuple[str, str], tuple[str, str]]]) -> pl.DataFrame:
    rows = [(name, *first, *second) for name, first, second in links]
    return pl.DataFrame(rows, schema=LINKS_SCHEMA, orient="row")


def needs_durable_rules(name: str) -> EvaluatorFactory:
    if name == "fixed_point":
        return FixedPointEvaluator
    pytest.importorskip("durable.engine", exc_type=ImportError)
    return DurableEvaluator


@pytest.mark.large
@settings(max_examples=part(80), suppress_health_check=[HealthCheck.filter_too_much])
@given(escalations=escalation_sets(), data=st.data())
def test_both_evaluators_find_the_same_to_the_last_fact(
    escalations: list[Escalation], data: st.DataObject
) -> None:
    durable = needs_durable_rules("durable_rules")
    for stratum in drawable(escalations):
        one, other = durable(stratum), FixedPointEvaluator(stratum)
        asked = sorted({leaf.fact for each in stratum for leaf in leaves(each.root)})
        for _ in range(3):
            facts = data.draw(st.frozensets(st.sampled_from([*asked, "q.nobody_asks"])))
            assert one.evaluate(facts) == other.evaluate(facts)


def drawable(escalations: list[Escalation]) -> list[tuple[Drawn, ...]]:
    all_loaded = [loaded(escalation) for escalation in escalations]
    assume(not escalation_problems(all_loaded, {*SIGNALS, *CONCLUSIONS}))
    try:
        return stratify(all_loaded)
    except PackError:
        assume(False)
        raise


@pytest.mark.parametrize("name", ["durable_rules", "fixed_point"])
@settings(
    max_examples=part(40),
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
@given(
    escalations=escalation_sets(),
    facts=st.sets(
        st.tuples(st.sampled_from(SIGNALS), st.sampled_from(SUBJECTS)), min_size=1, max_size=14
    ),
    links=st.sets(st.sampled_from(LINKABLE)),
)
def test_the_stage_draws_what_the_plain_reading_draws(
    name: str,
    escalations: list[Escalation],
    facts: set[Fact],
    links: set[tuple[str, tuple[str, str], tuple[str, str]]],
) -> None:
    strata = [[d.loaded.escalation for d in stratum] for stratum in drawable(escalations)]
    found = escalate(
        signal_frame(facts), link_frame(links), [loaded(each) for each in escalations],
        as_of=AS_OF, evaluator=needs_durable_rules(name),
    )  # fmt: skip
    drawn = {
        (rule, (kind, name))
        for rule, kind, name in found.select("rule", "subject_type", "subject").iter_rows()
    }
    assert drawn == plain_fixed_point(facts, links, strata)
    assert found["text"].null_count() == 0
    assert (found["reasons"].list.len() > 0).all()


@pytest.mark.parametrize("name", ["durable_rules", "fixed_point"])
def test_what_is_concluded_of_a_neighbour_is_not_concluded_here(name: str) -> None:
    """Its own name among what is asked is a fact of the other company, and one of two at that."""
    when = {"at_least": {"k": 2, "of": ["a.one", "x.e0", {"families": {"at_least": 1}}]}}
    told = Escalation.model_validate(
        {"id": "x.e0", "title": "x.e0", "status": "active", "version": 1, "subject": "company",
         "severity": 3, "basis": "G-X", "why": "test", "kind": "escalation", "when": when,
         "links": ["company_address", "company_company"], "explain": "{count}"}
    )  # fmt: skip
    links = {
        ("company_address", ("company", "C0"), ("address", "A0")),
        ("company_company", ("company", "C0"), ("company", "C1")),
    }
    found = escalate(
        signal_frame({("a.one", ("address", "A0"))}), link_frame(links), [loaded(told)],
        as_of=AS_OF, evaluator=needs_durable_rules(name),
    )  # fmt: skip
    assert found["subject"].to_list() == ["C0"]
