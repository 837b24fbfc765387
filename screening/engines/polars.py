"""The default engine: queries in Polars, those over large registers in one stream."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
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
Wanted = Callable[[str, pl.LazyFrame, bool], Sequence[pl.LazyFrame]]
"""What to read of a query, from its rows and whether no subject can come twice in them."""
SMALL = 500_000
"""Registers up to this many rows are done before streaming them has been set up."""


class PolarsEngine:
    """SQL context to LazyFrames to frames; failing queries are isolated."""

    name = "polars"

    def __init__(self, max_rows: int | None = None) -> None:
        self.max_rows = max_rows

    def run(self, queries: Queries, registers: Frames) -> dict[str, Result]:
        """One frame or error per query; see :class:`screening.engines.base.Engine`."""
        answers, _ = self._read(
            queries, registers, lambda key, rows, _: [in_order(rows, queries[key])]
        )
        return {key: _unique(answers[key], queries[key]) for key in queries}

    def ask(
        self, queries: Queries, registers: Frames, asked: Mapping[str, Ask]
    ) -> dict[str, Answer]:
        """Frames or an error per query; rows are kept only to see whether a subject comes twice."""
        answers, once = self._read(
            queries,
            registers,
            lambda key, rows, unique: (
                asked[key](rows) if unique else [in_order(rows, queries[key])]
            ),
        )
        for key in answers.keys() - once:
            rows = _unique(answers[key], queries[key])
            answers[key] = answered(rows, asked[key], queries[key])
        return {key: answers[key] for key in queries}

    def _read(
        self, queries: Queries, registers: Frames, wanted: Wanted
    ) -> tuple[dict[str, Answer], set[str]]:
        """What is ``wanted`` of the rows of each query, and the queries without a subject twice.

        Small registers are read query by query, on all cores and while the next queries are being
        planned: one plan for all would be worked through by about one. Large ones are read in one
        stream, so that they are scanned once.
        """
        frames = {name: frame.lazy() for name, frame in sorted(registers.items())}
        fit, once, answers = self._within_budget(queries, frames)
        runner = _runner(registers)
        running = []
        with (
            pl.SQLContext(frames, register_globals=False) as context,
            ThreadPoolExecutor(pl.thread_pool_size()) as pool,
        ):
            over, shared = _shared(context, fit)
            for keys in _groups(fit, shared, runner):
                plans: dict[str, Sequence[pl.LazyFrame]] = {}
                for key in keys:
                    query = fit[key]
                    try:
                        text = render(over[key], "polars") if key in over else query.sql("polars")
                        rows = normalise(context.execute(text, eager=False), query)
                        plans[key] = wanted(key, rows, key in once)
                    except Exception as error:  # noqa: BLE001 - any engine error is that rule's
                        answers[key] = failure(query, error)
                running.append(pool.submit(_collect, plans, queries, runner))
        for done in running:
            answers |= done.result()
        return answers, once

    def _within_budget(
        self, queries: Queries, frames: Mapping[str, pl.LazyFrame]
    ) -> tuple[dict[str, CompiledQuery], set[str], dict[str, Answer]]:
        """The queries that may run, those without a subject twice, and the error of the others."""
        budget = Budget(frames, self.max_rows)
        fit: dict[str, CompiledQuery] = {}
        once: set[str] = set()
        failed: dict[str, Answer] = {}
        for key, query in queries.items():
            try:
                if budget.check(query) or not query.unique_subject:
                    once.add(key)
                fit[key] = query
            except EngineError as error:
                failed[key] = error
            except Exception as error:  # noqa: BLE001 - any engine error is that rule's
                failed[key] = failure(query, error)
        return fit, once, failed


def _groups(queries: Queries, shared: Mapping[str, str], runner: Runner) -> list[list[str]]:
    """The queries to be read together: those over a shared table, or all in one stream."""
    if runner == "streaming":
        return [list(queries)]
    groups: dict[str, list[str]] = {}
    for key in queries:
        groups.setdefault(shared.get(key, f"{key} alone"), []).append(key)
    return list(groups.values())


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
    wanted: Mapping[str, Sequence[pl.LazyFrame]], queries: Queries, runner: Runner
) -> dict[str, Answer]:
    together = [frame for frames in wanted.values() for frame in frames]
    try:
        found = iter(pl.collect_all(together, engine=runner))
        return {key: [next(found) for _ in frames] for key, frames in wanted.items()}
    except Exception:  # noqa: BLE001 - found again, and named, one by one
        return {key: _collect_one(frames, queries[key]) for key, frames in wanted.items()}


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
