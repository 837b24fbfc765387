"""The default engine: queries in Polars, those over large registers streamed one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import polars as pl
from sqlglot import exp

from screening.engines.base import (
    FAULTS,
    Answer,
    Ask,
    CompiledQuery,
    Done,
    Engine,
    Frames,
    Result,
    Runner,
    Then,
    answered,
    failure,
    normalise,
    refuse_duplicates,
)
from screening.engines.bounds import Broken, refuse
from screening.engines.budget import Budget
from screening.engines.facts import Facts
from screening.engines.sharing import share
from screening.engines.underway import underway
from screening.errors import EngineError
from screening.language.dialects import render

Queries = Mapping[str, CompiledQuery]
Wanted = Callable[[str, pl.LazyFrame, bool], Sequence[pl.LazyFrame]]
"""What to read of a query, from its rows and whether no subject can come twice in them."""
Finish = Callable[[str, Answer, bool], Done]
"""What to make of what was read of a query, with the same in its last place."""
SMALL = 500_000
"""Registers up to this many rows are done before streaming them has been set up."""

WAITING = 2
"""Threads above the number of cores: some always wait for the interpreter or for Polars."""


class PolarsEngine(Engine):
    """SQL context to LazyFrames to frames; failing queries are isolated."""

    name = "polars"
    dialect = "polars"

    def __init__(self, max_rows: int | None = None, max_memory: int | None = None) -> None:
        super().__init__(max_rows, max_memory)  # memory Polars itself cannot keep to
        self._facts: Facts | None = None  # of the registers that were asked last

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
        planned: one plan for all would be worked through by about one. Large ones are read one
        query after another, each in a stream on all cores: one stream for all of them reads a
        register once, and holds what every query has made of it at the same time.
        """
        runner = _runner(registers)
        facts = self._facts = Facts(dict(sorted(registers.items())), runner, self._facts)
        budget = Budget(facts, self.max_rows, runner)
        bounds = facts.broken(queries.values())
        with (
            pl.SQLContext(facts.frames, register_globals=False) as context,
            ThreadPoolExecutor(pl.thread_pool_size() + WAITING) as pool,
        ):
            if runner == "streaming":
                running = {}
                for key, plan in _planned_together(queries, context, budget, bounds, wanted):
                    answer = _collected(plan, queries[key], "streaming")
                    running[key] = pool.submit(finish, key, answer, plan.once)
            else:
                running = {
                    key: pool.submit(
                        _read_one,
                        key,
                        _planned(key, query, _once(query, budget, bounds), None, context, wanted),
                        query,
                        finish,
                    )
                    for key, query in queries.items()
                }
            return {key: running[key].result() for key in queries}


@dataclass(frozen=True)
class _Plan:
    """The frames to read of a query, or why not; ``once`` when no subject can come twice."""

    frames: Sequence[pl.LazyFrame]
    once: bool = True
    refused: EngineError | None = None


def _once(query: CompiledQuery, budget: Budget, bounds: Broken) -> bool | EngineError:
    """Whether no subject can come twice, or why the query must not run."""
    try:
        refuse(query, bounds)
        with underway([query.name]):
            return budget.check(query) or not query.unique_subject
    except EngineError as error:
        return error
    except FAULTS as error:
        return failure(query, error)


def _planned_together(
    queries: Queries,
    context: pl.SQLContext[pl.LazyFrame],
    budget: Budget,
    bounds: Broken,
    wanted: Wanted,
) -> Iterator[tuple[str, _Plan]]:
    once = {key: _once(query, budget, bounds) for key, query in queries.items()}
    fit = {key: queries[key] for key, each in once.items() if not isinstance(each, EngineError)}
    over = _shared(context, fit, budget)
    for key, query in queries.items():
        yield key, _planned(key, query, once[key], over.get(key), context, wanted)


def _planned(
    key: str,
    query: CompiledQuery,
    once: bool | EngineError,
    over: exp.Select | None,
    context: pl.SQLContext[pl.LazyFrame],
    wanted: Wanted,
) -> _Plan:
    if isinstance(once, EngineError):
        return _Plan((), refused=once)
    try:
        text = query.sql("polars") if over is None else render(over, "polars")
        rows = normalise(context.execute(text, eager=False), query)
        return _Plan(wanted(key, rows, once), once)
    except EngineError as error:
        return _Plan((), refused=error)
    except FAULTS as error:
        return _Plan((), refused=failure(query, error))


def _shared(
    context: pl.SQLContext[pl.LazyFrame], queries: Queries, budget: Budget
) -> dict[str, exp.Select]:
    """The queries over a shared table, which is made and known to the context.

    Made in memory, which joins a third faster than a stream; the stream would hold it as well.
    """
    over: dict[str, exp.Select] = {}
    for each in share(queries):
        try:
            if not budget.fits(each.table):
                continue  # each of its queries fits by itself
            with underway(queries[key].name for key in each.over):
                table = context.execute(render(each.table, "polars"), eager=False)
                made = table.collect(engine="in-memory")
        except FAULTS:  # each query of it finds out and says so itself
            continue
        context.register(each.name, made.lazy())
        over |= each.over
    return over


def _runner(registers: Frames) -> Runner:
    small = all(
        isinstance(frame, pl.DataFrame) and frame.height <= SMALL for frame in registers.values()
    )
    return "in-memory" if small else "streaming"


def _read_one(key: str, plan: _Plan, query: CompiledQuery, finish: Finish[Done]) -> Done:
    with underway([query.name]):  # also while it is judged
        return finish(key, _collected(plan, query, "in-memory"), plan.once)


def _collected(plan: _Plan, query: CompiledQuery, runner: Runner) -> Answer:
    if plan.refused is not None:
        return plan.refused
    try:
        with underway([query.name]):
            return pl.collect_all(plan.frames, engine=runner)
    except FAULTS as error:
        return failure(query, error)


def _unique(answer: Answer, query: CompiledQuery) -> Result:
    if isinstance(answer, EngineError):
        return answer
    try:
        return refuse_duplicates(answer[0], query)
    except EngineError as error:
        return error


ENGINE, CHECKED_BY = PolarsEngine, "duckdb"
