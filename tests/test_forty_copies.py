"""Every shipped rule runs on a municipality of two million addresses: 40 times the fictional one.

What a step would make is counted for every rule, always. That every rule also runs through takes
minutes and some gigabytes, so that is done with ``--large``, as in CI.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl
import pytest

from fixtures.scale import copies
from screening.detect.measure import compile_rules
from screening.engines import get_engine
from screening.engines.budget import Budget
from screening.packs.compiled import CompiledRule

if TYPE_CHECKING:
    from screening.pipeline import RunResult

TIMES = 40


@pytest.fixture(scope="module")
def large(demo_run: RunResult) -> Iterator[dict[str, pl.DataFrame]]:
    registers = copies(demo_run.outcome.loaded.registers, TIMES)
    assert registers["bag_object"].height > 2_000_000
    yield registers
    registers.clear()


@pytest.fixture(scope="module")
def compiled(demo_run: RunResult) -> dict[str, CompiledRule]:
    outcome = demo_run.outcome
    active = [each for pack in outcome.packs for each in pack.rules if each.rule.status == "active"]
    found, failures = compile_rules(active, outcome.project.parameters, outcome.as_of)
    assert failures == {}
    return found


@pytest.mark.large
def test_no_rule_is_refused_on_forty_copies(
    large: dict[str, pl.DataFrame], compiled: dict[str, CompiledRule]
) -> None:
    budget = Budget({name: frame.lazy() for name, frame in large.items()})
    for query in compiled.values():
        budget.check(query)  # raises, with the rule and the step, when it is


@pytest.mark.large
def test_every_rule_gives_forty_times_its_rows(
    large: dict[str, pl.DataFrame], compiled: dict[str, CompiledRule], demo_run: RunResult
) -> None:
    engine = get_engine()
    once = engine.run(compiled, demo_run.outcome.loaded.registers)
    for rule, query in compiled.items():
        rows, found = once[rule], engine.run({rule: query}, large)[rule]
        assert isinstance(rows, pl.DataFrame), f"{rule}: {rows}"
        assert isinstance(found, pl.DataFrame), f"{rule}: {found}"
        assert found.height == TIMES * rows.height, rule
