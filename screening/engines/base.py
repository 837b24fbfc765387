"""What an engine is: it runs SELECTs over registers and gives back frames."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Literal, Protocol, TypeVar

import polars as pl
from sqlglot import exp

from screening.errors import EngineError, Problem
from screening.faults import cause_of, told
from screening.language.dialects import Dialect

Runner = Literal["in-memory", "streaming"]
Frames = Mapping[str, pl.DataFrame | pl.LazyFrame]
Result = pl.DataFrame | EngineError
Ask = Callable[[pl.LazyFrame], Sequence[pl.LazyFrame]]
"""The frames to make of a query's measured rows, which come in any order."""
Answer = list[pl.DataFrame] | EngineError
Done = TypeVar("Done")
Then = Callable[[str, Answer], Done]
"""What to do with the answer of a query, in any thread and as soon as it is there."""

_DTYPES: dict[str, pl.DataType] = {
    "int": pl.Int64(),
    "real": pl.Float64(),
    "text": pl.String(),
    "date": pl.Date(),
    "bool": pl.Boolean(),
}
_INEXACT = (
    exp.Div, exp.Sum, exp.Avg, exp.Median, exp.Stddev, exp.Ln, exp.Exp, exp.Pow, exp.Round,
)  # fmt: skip
_ARITHMETIC = (exp.Div, exp.Mul, exp.Add, exp.Sub)
_UNBOUNDED = (exp.Mul, exp.Add, exp.Sub, *_INEXACT)
SIGNIFICANT_DIGITS = 12
FAULTS: tuple[type[BaseException], ...] = (Exception, pl.exceptions.PanicException)
"""What a rule can make an engine raise: a panic of Polars is no Exception, Ctrl-C is no fault."""


class CompiledQuery(Protocol):
    """What an engine needs of a query that passed the gate."""

    @property
    def name(self) -> str:
        """Rule id, for messages."""

    @property
    def tree(self) -> exp.Expr:
        """The resolved tree, for the budget."""

    @property
    def kinds(self) -> Mapping[str, str]:
        """Kind of every output column, in order."""

    @property
    def columns_used(self) -> Mapping[str, frozenset[str]]:
        """Columns read per register."""

    @property
    def unique_subject(self) -> bool:
        """Whether a subject may have only one row."""

    def sql(self, dialect: Dialect) -> str:
        """SQL text in the engine's words."""


class Engine:
    """Runs queries; a query that fails takes no other down.

    ``max_rows`` bounds the rows that any step of a query may yield, ``max_memory`` the bytes that
    the process may use, where the engine itself can keep to them; None for the default. ``said`` is
    what a project says about the engine.
    """

    name: ClassVar[str]
    dialect: ClassVar[Dialect]

    def __init__(self, max_rows: int | None = None, max_memory: int | None = None) -> None:
        self.max_rows = max_rows
        self.max_memory = max_memory
        self.said: Mapping[str, Any] = {}

    def require(self) -> None:
        """Raise EngineError when what the engine runs on is not installed."""

    def ask(
        self,
        queries: Mapping[str, CompiledQuery],
        registers: Frames,
        asked: Mapping[str, Ask],
        then: Then[Done],
    ) -> dict[str, Done]:
        """What ``then`` makes of what is ``asked`` of each query's rows.

        The rows themselves are not kept if the engine can help it.
        """
        raise NotImplementedError

    def run(self, queries: Mapping[str, CompiledQuery], registers: Frames) -> dict[str, Result]:
        """All rows, sorted by subject, or one error per key of ``queries``."""

        def every(query: CompiledQuery) -> Ask:
            return lambda rows: [in_order(rows, query)]

        asked = {key: every(query) for key, query in queries.items()}
        return self.ask(queries, registers, asked, lambda _, answer: _rows(answer))


def _rows(answer: Answer) -> Result:
    return answer if isinstance(answer, EngineError) else answer[0]


def normalise(frame: pl.LazyFrame, query: CompiledQuery) -> pl.LazyFrame:
    """The frame with the dtypes of the query's kinds.

    Divisions, sums, logarithms, roundings and chains of arithmetic are rounded to 12 significant
    digits, since engines add in different orders, fold constants differently, run on different
    numbers of cores, and Polars divides by a single number by multiplying with its inverse. Values
    that are no finite number become NULL, and rows without a subject are left out.
    :func:`refuse_duplicates` says when a subject comes twice.
    """
    real = "real" in query.kinds.values()
    inexact = real and (query.tree.find(*_INEXACT) is not None or _chained(query.tree))
    unbounded = real and any(map(_can_overflow, query.tree.find_all(*_UNBOUNDED)))
    columns = []
    for name, kind in query.kinds.items():
        dtype = _DTYPES.get(kind)
        column = pl.col(name) if dtype is None else pl.col(name).cast(dtype)
        if kind == "real":
            if unbounded:
                column = pl.when(column.is_finite()).then(column)
            if inexact:
                column = column.round_sig_figs(SIGNIFICANT_DIGITS)
            column = pl.when(column == 0).then(0.0).otherwise(column)  # never -0
        columns.append(column.alias(name))
    return frame.select(columns).filter(pl.col("subject").is_not_null())


def in_order(frame: pl.LazyFrame, query: CompiledQuery) -> pl.LazyFrame:
    """The rows in an order that is always the same."""
    order = ["subject"] if query.unique_subject else list(query.kinds)
    return frame.sort(order, nulls_last=True)


def answered(rows: Result, ask: Ask, query: CompiledQuery) -> Answer:
    """What ``ask`` makes of rows that are there already."""
    if isinstance(rows, EngineError):
        return rows
    try:
        return pl.collect_all(ask(rows.lazy()), engine="in-memory")
    except FAULTS as error:
        return failure(query, error)


def _chained(tree: exp.Expr) -> bool:
    """Whether some arithmetic works on the result of other arithmetic."""
    return any(each.find_ancestor(*_ARITHMETIC) for each in tree.find_all(*_ARITHMETIC))


def _can_overflow(node: exp.Expr) -> bool:
    """Whole numbers divided or added stay finite as reals; anything else might not."""
    return not set(node.meta.get("kinds", ["real"])) <= {"int"}


def refuse_duplicates(frame: pl.DataFrame, query: CompiledQuery) -> pl.DataFrame:
    """The same frame; raises :class:`EngineError` when a subject comes twice."""
    if not query.unique_subject:
        return frame
    subjects = frame.get_column("subject")
    if subjects.n_unique() == len(subjects):
        return frame
    double = subjects.filter(subjects.is_duplicated())
    raise EngineError(
        Problem(
            f"rule '{query.name}' measures {double.n_unique()} subjects more than once",
            expected="one row per subject",
            remedy="group by the subject, or join on a key that is unique",
        )
    )


def failure(query: CompiledQuery, error: BaseException) -> EngineError:
    """An engine's own error, as one a user can act on; without its text, which can hold values."""
    return EngineError(
        Problem(
            f"rule '{query.name}' could not be measured: {told(error)}",
            expected="a query the engine can run over these registers",
            remedy=cause_of(error).remedy,
        )
    )
