"""Runs the tests that stand inside rule files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from screening.detect.judge import HIT, NOT_EVALUABLE, OUTCOMES
from screening.detect.measure import SourceInfo, compile_rules
from screening.detect.run import Judged, explain_hits, find_hits, without_doubtful
from screening.engines.base import Engine
from screening.errors import Problem, ScreeningError, Where
from screening.packs.compiled import CompiledRule
from screening.packs.examples import CYCLE, TIMES, flaws, shared_flaws, times
from screening.packs.given import rows_given
from screening.packs.loaded import LoadedRule
from screening.packs.models import Rule, RuleTest
from screening.registers.reading.cells import COUNTER
from screening.registers.reading.filling import empty_register, fill_register

Registers = dict[str, pl.DataFrame]


@dataclass(frozen=True)
class TestOutcome:
    """What became of one test in a rule file; ``problems`` says per failure what was found."""

    __test__ = False  # not a test class, whatever its name makes pytest think

    rule: str
    test: str
    kind: str
    passed: bool
    problems: tuple[str, ...] = ()


def run_rule_tests(rules: Iterable[LoadedRule], engine: Engine) -> list[TestOutcome]:
    """Every test of every rule, in file order; a test that cannot run has failed."""
    outcomes = []
    for loaded in rules:
        cache: dict[str, CompiledRule] = {}
        for test in loaded.rule.tests:
            problems = tuple(_problems(loaded, test, engine, cache))
            outcomes.append(TestOutcome(loaded.id, test.name, test.kind, not problems, problems))
    return outcomes


def compile_for(
    loaded: LoadedRule, test: RuleTest, cache: dict[str, CompiledRule] | None = None
) -> CompiledRule:
    """The rule compiled with the date and parameters of a test; GateError when refused."""
    known = {} if cache is None else cache
    key = f"{test.as_of} {sorted(test.parameters.items())}"
    if key not in known:
        compiled, failures = compile_rules([loaded], {loaded.id: test.parameters}, test.as_of)
        if failures:
            raise ScreeningError(failures[loaded.id])
        known[key] = compiled[loaded.id]
    return known[key]


def registers_of(rule: Rule, test: RuleTest, compiled: CompiledRule) -> Registers:
    """The registers a test describes; those the rule reads and the test leaves out are empty."""
    filled = {
        name: fill_register(name, [row for each in rows for row in repeated(each)])
        for name, rows in rows_given(rule, test).items()
    }
    return {name: empty_register(name) for name in compiled.columns_used} | filled


def repeated(template: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows that a row of a test stands for: one, unless it says ``times``.

    ``times`` rows, ``{i}`` in a text counting 0001, 0002, ... and each column under ``cycle``
    taking its values in turn.
    """
    fixed = {key: value for key, value in template.items() if key not in {TIMES, CYCLE}}
    cycle: Mapping[str, list[Any]] = template.get(CYCLE, {})
    for n in range(times(template)):
        turned = {key: values[n % len(values)] for key, values in cycle.items()}
        yield {key: _counted(value, n + 1) for key, value in (fixed | turned).items()}


def judge_test(
    loaded: LoadedRule, compiled: CompiledRule, registers: Registers, engine: Engine, as_of: dt.date
) -> Judged:
    """The outcome per subject of one rule on these registers, in memory only."""
    sources = _sources(registers, as_of)
    judged, _, failures = find_hits(
        {loaded.id: loaded}, {loaded.id: compiled}, registers, sources,
        engine=engine, as_of=as_of, every=True,
    )  # fmt: skip
    if failures:
        raise ScreeningError(failures[loaded.id])
    judged, _ = without_doubtful(judged, {}, registers, sources, engine)
    if compiled.undated:
        ready, frame = judged[loaded.id]
        reason = pl.lit(f"{', '.join(compiled.undated)} has no value on {as_of}")
        unknown = {"_outcome": pl.lit(NOT_EVALUABLE), "_reason": reason}
        judged[loaded.id] = ready, frame.with_columns(**unknown)
    return judged


def _problems(
    loaded: LoadedRule, test: RuleTest, engine: Engine, cache: dict[str, CompiledRule]
) -> Iterator[str]:
    try:
        compiled = compile_for(loaded, test, cache)
        _check(loaded, test, compiled)
        registers = registers_of(loaded.rule, test, compiled)
        judged = judge_test(loaded, compiled, registers, engine, test.as_of)
        signals, failures = explain_hits(judged, registers, engine, test.as_of)
    except ScreeningError as error:
        yield from (str(problem) for problem in error.problems)
        return
    yield from (str(problem) for found in failures.values() for problem in found)
    yield from _unexpected(test, judged[loaded.id][1])
    yield from _unreadable(signals)


def _check(loaded: LoadedRule, test: RuleTest, compiled: CompiledRule) -> None:
    """The same as at load, for rules that came another way."""
    reads = compiled.columns_used
    found = [*shared_flaws(loaded.rule, reads), *flaws(loaded.rule, test, reads)]
    if found:
        raise ScreeningError(
            Problem(flaw.found, Where(column=flaw.path), flaw.expected, flaw.remedy)
            for flaw in found
        )


def _unexpected(test: RuleTest, judged: pl.DataFrame) -> Iterator[str]:
    subjects = judged["subject"].to_list()
    found = dict(zip(subjects, judged["_outcome"].to_list(), strict=True))
    reasons = dict(zip(subjects, judged["_reason"].to_list(), strict=True))
    for expected in OUTCOMES:
        for subject in getattr(test.expect, expected):
            actual = found.get(subject)
            if actual is None:
                yield f"{subject}: expected {expected}, but the select gives no row for it"
            elif actual != expected:
                why = f" ({reasons[subject]})" if reasons[subject] else ""
                yield f"{subject}: expected {expected}, found {actual}{why}"
    for subject in test.expect.no_row:
        if subject in found:
            yield f"{subject}: expected no row, but it is measured, and {found[subject]}"


def _unreadable(signals: pl.DataFrame) -> Iterator[str]:
    """Explanations a reader would stumble over: braces left, text missing, no way out named."""
    conditions = signals.explode("conditions")["conditions"].struct.unnest()
    texts = {
        "text": signals["text"],
        "conditions.text": conditions["text"],
        "conditions.false_when": conditions["false_when"],
    }
    for name, text in texts.items():
        if text.null_count() or (text == "").any():
            yield f"the explanation of a hit has no {name}"
        if text.str.contains(r"[{}]|\b(null|None|NaN)\b").any():
            yield f"{name} of a hit holds unfilled parts: {text.drop_nulls()[0]}"
    if not conditions.is_empty() and not conditions["met"].any():
        yield f"no condition of a {HIT} is met"


def _counted(value: Any, n: int) -> Any:
    return value.replace(COUNTER, f"{n:04d}") if isinstance(value, str) else value


def _sources(registers: Registers, as_of: dt.date) -> dict[str, SourceInfo]:
    return {name: SourceInfo(name, as_of) for name in registers}
