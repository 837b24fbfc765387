"""The default engine: queries in Polars, those over large registers in one stream."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import polars as pl
from sqlglot import exp

from screening.engines.base import (
    Answer,
    Ask,
    CompiledQuery,
    Done,
    Frames,
    Result,
    Runner,
    Then,
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
Wanted = Callable[[str, pl.LazyFrame, bool], Sequence[pl.LazyFrame]]
"""What to read of a query, from its rows and whether no subject can come twice in them."""
Finish = Callable[[str, Answer, bool], Done]
"""What to make of what was read of a query, with the same in its last place."""
SMALL = 500_000
"""Registers up to this many rows are done before streaming them has been set up."""


class PolarsEngine:
    """SQL context to LazyFrames to frames; failing queries are isolated."""

    name = "polars"

    def __init__(self, max_rows: int | None = None) -> None:
        self.max_rows = max_rows

    def run(self, queries: Queries, registers: Frames) -> dict[str, Result]:
        """One frame or error per query; see :class:`screening.engines.base.Engine`."""
        return self._read(
            queries,
            registers,
            lambda key, rows, _: [in_order(rows, queries[key])],
            lambda key, answer, _: _unique(answer, queries[key]),
        )

    def ask(
        self, queries: Queries, registers: Frames, asked: Mapping[str, Ask], then: Then[Done]
    ) -> dict[str, Done]:
        """What ``then`` makes of each answer.

        Of small registers the rows are made first, since asking two things of a plan means
        planning it twice. Of large ones they are made only to see whether a subject comes twice.
        """
        at_once = _runner(registers) == "streaming"

        def wanted(key: str, rows: pl.LazyFrame, once: bool) -> Sequence[pl.LazyFrame]:
            return asked[key](rows) if at_once and once else [rows]

        def finish(key: str, answer: Answer, once: bool) -> Done:
            if not (at_once and once):
                rows = answer if isinstance(answer, EngineError) else answer[0]
                checked = rows if once else _unique(answer, queries[key])
                answer = answered(checked, asked[key], queries[key])
            return then(key, answer)

        return self._read(queries, registers, wanted, finish)

    def _read(
        self, queries: Queries, registers: Frames, wanted: Wanted, finish: Finish[Done]
    ) -> dict[str, Done]:
        """What ``finish`` makes of what is ``wanted`` of the rows of each query.

        Small registers are read query by query, on all cores and while the next queries are being
        planned: one plan for all would be worked through by about one. Large ones are read in one
        stream, so that they are scanned once.
        """
        frames = {name: frame.lazy() for name, frame in sorted(registers.items())}
        runner = _runner(registers)
        budget = Budget(frames, self.max_rows, runner)
        running: list[Future[dict[str, Done]]] = []
        with (
            pl.SQLContext(frames, register_globals=False) as context,
            ThreadPoolExecutor(pl.thread_pool_size()) as pool,
        ):
            stream = runner == "streaming"
            over = _shared(context, queries) if stream else {}
            for keys in [list(queries)] if stream else [[key] for key in queries]:
                plans = {
                    key: _planned(key, queries[key], over.get(key), context, budget, wanted)
                    for key in keys
                }
                running.append(pool.submit(_finished, plans, queries, runner, finish))
            done = {key: made for group in running for key, made in group.result().items()}
        return {key: done[key] for key in queries}


@dataclass(frozen=True)
class _Plan:
    """The frames to read of a query, or why not; ``once`` when no subject can come twice."""

    frames: Sequence[pl.LazyFrame]
    once: bool = True
    refused: EngineError | None = None


def _planned(
    key: str,
    query: CompiledQuery,
    over: exp.Select | None,
    context: pl.SQLContext[pl.LazyFrame],
    budget: Budget,
    wanted: Wanted,
) -> _Plan:
    try:
        once = budget.check(query) or not query.unique_subject
        text = query.sql("polars") if over is None else render(over, "polars")
        rows = normalise(context.execute(text, eager=False), query)
        return _Plan(wanted(key, rows, once), once)
    except EngineError as error:
        return _Plan((), refused=error)
    except Exception as error:  # noqa: BLE001 - any engine error is that rule's
        return _Plan((), refused=failure(query, error))


def _shared(context: pl.SQLContext[pl.LazyFrame], queries: Queries) -> dict[str, exp.Select]:
    """The queries over a shared table, which is made and known to the context."""
    over: dict[str, exp.Select] = {}
    for each in share(queries):
        try:
            table = context.execute(render(each.table, "polars"), eager=False)
        except Exception:  # noqa: BLE001, S112 - each query of it finds out and says so itself
            continue
        context.register(each.name, table.cache())
        over |= each.over
    return over


def _runner(registers: Frames) -> Runner:
    small = all(
        isinstance(frame, pl.DataFrame) and frame.height <= SMALL for frame in registers.values()
    )
    return "in-memory" if small else "streaming"


def _finished(
    plans: Mapping[str, _Plan], queries: Queries, runner: Runner, finish: Finish[Done]
) -> dict[str, Done]:
    fit = {key: plan.frames for key, plan in plans.items() if plan.refused is None}
    answers = _collect(fit, queries, runner)
    return {
        key: finish(key, answers[key] if plan.refused is None else plan.refused, plan.once)
        for key, plan in plans.items()
    }


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
