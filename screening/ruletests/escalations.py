"""Runs the tests that stand inside escalation files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from screening.errors import ScreeningError
from screening.escalate.base import EvaluatorFactory
from screening.escalate.choice import default_evaluator
from screening.escalate.draw import draw
from screening.escalate.links import LINKS_SCHEMA
from screening.packs.link_names import LINK_ENDS
from screening.packs.loaded import LoadedEscalation
from screening.packs.models import EscalationTest
from screening.packs.strata import stratify
from screening.ruletests.rules import TestOutcome

__all__ = ["TestOutcome", "run_escalation_tests"]


def run_escalation_tests(
    escalations: Sequence[LoadedEscalation], evaluator: EvaluatorFactory = default_evaluator
) -> list[TestOutcome]:
    """Every test of every escalation, in file order; a test that cannot run has failed.

    Each escalation is drawn alone: what it needs of other conclusions is given by the test, as
    signals are. Expected subjects are ids of the escalation's own subject type, with or without
    the type in front.
    """
    concluded = {loaded.id for loaded in escalations}
    outcomes = []
    for loaded in escalations:
        for test in loaded.escalation.tests:
            problems = tuple(_problems(loaded, test, concluded, evaluator))
            outcomes.append(TestOutcome(loaded.id, test.name, test.kind, not problems, problems))
    return outcomes


def _problems(
    loaded: LoadedEscalation,
    test: EscalationTest,
    concluded: set[str],
    evaluator: EvaluatorFactory,
) -> Iterator[str]:
    escalation = loaded.escalation
    misspelt = [name for name in [*test.signals, *sum(test.links, ())] if ":" not in name]
    if misspelt:
        yield from (f"'{name}' is not written as type:id" for name in misspelt)
        return
    links, unlinked = _links(loaded, test)
    yield from unlinked
    given = {rule for rules in test.signals.values() for rule in rules}
    unknown = sorted({rule for rules in test.one_fact for rule in rules} - given)
    yield from (f"one_fact names '{rule}', which is no signal of this test" for rule in unknown)
    facts = _facts(test)
    families = {name: name.split(".", 1)[0] for name in facts["rule"] if name not in concluded}
    try:
        drawn, _ = draw(facts, links, stratify([loaded]), families, evaluator)
    except ScreeningError as error:
        yield from (str(problem) for problem in error.problems)
        return
    hits = set(drawn["subject"])
    for subject in test.expect.hit:
        if subject.removeprefix(f"{escalation.subject}:") not in hits:
            yield f"{subject}: expected a conclusion, found none"
    for subject in test.expect.clear:
        if subject.removeprefix(f"{escalation.subject}:") in hits:
            yield f"{subject}: expected no conclusion, found one"
    expect = test.expect
    for subject in [*expect.not_applicable, *expect.not_evaluable, *expect.no_row]:
        yield f"{subject}: an escalation has no such outcome; it draws a conclusion or does not"


def _facts(test: EscalationTest) -> pl.DataFrame:
    """The signals of a test; each is a fact of its own, unless ``one_fact`` says otherwise."""
    shared: dict[str, list[str]] = {}
    for number, rules in enumerate(test.one_fact):
        for rule in rules:
            shared.setdefault(rule, []).append(f"row:{number}")
    rows = [
        (rule, *subject.split(":", 1), shared.get(rule, [f"{rule} @ {subject}"]))
        for subject, rules in test.signals.items()
        for rule in rules
    ]
    columns = ["rule", "subject_type", "subject", "rests_on"]
    return pl.DataFrame(rows, schema=columns, orient="row").cast(
        {**dict.fromkeys(columns, pl.String), "rests_on": pl.List(pl.String)}
    )


def _links(loaded: LoadedEscalation, test: EscalationTest) -> tuple[pl.DataFrame, list[str]]:
    rows, problems = [], []
    for first, second in test.links:
        ends = {tuple(sorted((first.split(":")[0], second.split(":")[0])))}
        fitting = [
            name for name in loaded.escalation.links if tuple(sorted(LINK_ENDS[name])) in ends
        ]
        if not fitting:
            problems.append(f"no link of this escalation connects {first} and {second}")
        for name in fitting:
            ordered = [first, second]
            if first.split(":")[0] != LINK_ENDS[name][0]:
                ordered.reverse()
            (from_type, from_id), (to_type, to_id) = (end.split(":", 1) for end in ordered)
            rows.append((name, from_type, from_id, to_type, to_id))
    return pl.DataFrame(rows, schema=LINKS_SCHEMA, orient="row"), problems
