"""The default engine: queries in Polars, those over large registers in one stream."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

import polars as pl
from sqlglot import exp

from screening.engines.base import (
    Answer,
    Ask,
    CompiledQuery,
    Frames,
    Result,
    answered,
    failure,
    in_order,
    normalise,
    refuse_duplicates,
)
from screening.engines.budget import Budget
from screening.engines.sharing import share
from screening.errors import EngineError
from screening.packs.sql.dialects import render

Queries = Mapping[str, CompiledQuery]
Runner = Literal["in-memory", "streaming"]
SMALL = 500_000
"""Registers up to this many rows are done before streaming them has been set up."""


@dataclass
class _Plans:
    """Tidy rows of each query, not yet read; ``once`` names those without a subject twice.

    ``shared`` says which shared table a query reads.
    """

    rows: dict[str, pl.LazyFrame] = field(default_factory=dict)
    shared: dict[str, str] = field(default_factory=dict)
    once: set[str] = field(default_factory=set)
    failed: dict[str, EngineError] = field(default_factory=dict)


class PolarsEngine:
    """SQL context to LazyFrames to frames; failing queries are isolated."""

    name = "polars"

    def __init__(self, max_rows: int | None = None) -> None:
        self.max_rows = max_rows

    def run(self, queries: Queries, registers: Frames) -> dict[str, Result]:
        """One frame or error per query; see :class:`screening.engines.base.Engine`."""
        plans = self._plan(queries, registers)
        wanted = {key: [in_order(rows, queries[key])] for key, rows in plans.rows.items()}
        found = _collect(wanted, queries, plans, _runner(registers))
        results: dict[str, Result] = {key: _unique(found[key], queries[key]) for key in found}
        results |= plans.failed
        return {key: results[key] for key in queries}

    def ask(
        self, queries: Queries, registers: Frames, asked: Mapping[str, Ask]
    ) -> dict[str, Answer]:
        """Frames or an error per query; rows are kept only to see whether a subject comes twice."""
        plans = self._plan(queries, registers)
        answers = _collect(
            {
                key: asked[key](rows) if key in plans.once else [in_order(rows, queries[key])]
                for key, rows in plans.rows.items()
            },
            queries,
            plans,
            _runner(registers),
        )
        for key in answers.keys() - plans.once:
            rows = _unique(answers[key], queries[key])
            answers[key] = answered(rows, asked[key], queries[key])
        answers |= plans.failed
        return {key: answers[key] for key in queries}

    def _plan(self, queries: Queries, registers: Frames) -> _Plans:
        plans = _Plans()
        frames = {name: frame.lazy() for name, frame in sorted(registers.items())}
        budget = Budget(frames, self.max_rows)
        fit: dict[str, CompiledQuery] = {}
        for key, query in queries.items():
            try:
                if budget.check(query) or not query.unique_subject:
                    plans.once.add(key)
                fit[key] = query
            except EngineError as error:
                plans.failed[key] = error
            except Exception as error:  # noqa: BLE001 - any engine error is that rule's
                plans.failed[key] = failure(query, error)
        with pl.SQLContext(frames, register_globals=False) as context:
            over, plans.shared = _shared(context, fit)
            for key, query in fit.items():
                try:
                    text = render(over[key], "polars") if key in over else query.sql("polars")
                    plans.rows[key] = normalise(context.execute(text, eager=False), query)
                except Exception as error:  # noqa: BLE001 - any engine error is that rule's
                    plans.failed[key] = failure(query, error)
        return plans


def _shared(
    context: pl.SQLContext[pl.LazyFrame], queries: Queries
) -> tuple[dict[str, exp.Select], dict[str, str]]:
    """The queries over a shared table, which is made and known to the context, and its name."""
    over: dict[str, exp.Select] = {}
    names: dict[str, str] = {}
    for each in share(queries):
        try:
            table = context.execute(render(each.table, "polars"), eager=False)
        except Exception:  # noqa: BLE001, S112 - each query of it finds out and says so itself
            continue
        context.register(each.name, table.cache())
        over |= each.over
        names |= dict.fromkeys(each.over, each.name)
    return over, names


def _runner(registers: Frames) -> Runner:
    small = all(
        isinstance(frame, pl.DataFrame) and frame.height <= SMALL for frame in registers.values()
    )
    return "in-memory" if small else "streaming"


def _collect(
    wanted: Mapping[str, Sequence[pl.LazyFrame]], queries: Queries, plans: _Plans, runner: Runner
) -> dict[str, Answer]:
    """What is wanted of each query, read.

    Small registers are read query by query, on all cores: one plan for all would be worked through
    by about one. Large ones are read in one stream, so that they are scanned once.
    """
    if runner == "streaming":
        return _collect_together(list(wanted), wanted, queries, runner)
    groups: dict[str, list[str]] = {}
    for key in wanted:
        groups.setdefault(plans.shared.get(key, f"{key} alone"), []).append(key)
    found: dict[str, Answer] = {}
    with ThreadPoolExecutor(pl.thread_pool_size()) as pool:
        read = partial(_collect_together, wanted=wanted, queries=queries, runner=runner)
        for answers in pool.map(read, groups.values()):
            found |= answers
    return found


def _collect_together(
    keys: Sequence[str],
    wanted: Mapping[str, Sequence[pl.LazyFrame]],
    queries: Queries,
    runner: Runner,
) -> dict[str, Answer]:
    together = [frame for key in keys for frame in wanted[key]]
    try:
        frames = iter(pl.collect_all(together, engine=runner))
        return {key: [next(frames) for _ in wanted[key]] for key in keys}
    except Exception:  # noqa: BLE001 - found again, and named, one by one
        return {key: _collect_one(wanted[key], queries[key]) for key in keys}


def _collect_one(frames: Sequence[pl.LazyFrame], query: CompiledQuery) -> Answer:
    try:
        return pl.collect_all(frames)
    except Exception as error:  # noqa: BLE001 - any engine error is that rule's
        return failure(query, error)


def _unique(answer: Answer, query: CompiledQuery) -> Result:
    if isinstance(answer, EngineError):
        return answer
    try:
        return refuse_duplicates(answer[0], query)
    except EngineError as error:
        return error
