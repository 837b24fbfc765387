"""What an engine is: it runs SELECTs over registers and gives back frames."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol

import polars as pl
from sqlglot import exp

from screening.errors import EngineError, Problem

Dialect = Literal["polars", "duckdb", "postgres"]
Frames = Mapping[str, pl.DataFrame | pl.LazyFrame]
Result = pl.DataFrame | EngineError

_DTYPES: dict[str, pl.DataType] = {
    "int": pl.Int64(),
    "real": pl.Float64(),
    "text": pl.String(),
    "date": pl.Date(),
    "bool": pl.Boolean(),
}
SIGNIFICANT_DIGITS = 12
LONGEST_MESSAGE = 200


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


class Engine(Protocol):
    """Runs queries; a query that fails takes no other down."""

    name: str

    def run(self, queries: Mapping[str, CompiledQuery], registers: Frames) -> dict[str, Result]:
        """One frame, sorted by subject, or one error per key of ``queries``."""


def normalise(frame: pl.DataFrame, query: CompiledQuery) -> pl.DataFrame:
    """The frame with the dtypes of the query's kinds, in an order that is always the same.

    Reals are rounded to 12 significant digits, since engines add in different orders; values that
    are no finite number become NULL. Raises :class:`EngineError` when a subject is null or, where
    it may not, comes twice.
    """
    columns = []
    for name, kind in query.kinds.items():
        dtype = _DTYPES.get(kind)
        column = pl.col(name) if dtype is None else pl.col(name).cast(dtype)
        if kind == "real":
            finite = pl.when(column.is_finite()).then(column)
            column = finite.round_sig_figs(SIGNIFICANT_DIGITS) + 0.0
        columns.append(column.alias(name))
    result = frame.select(columns)
    if "subject" in result.columns:
        result = result.filter(pl.col("subject").is_not_null())
    if query.unique_subject:
        _refuse_duplicates(result, query)
    return result.sort(result.columns, nulls_last=True)


def failure(query: CompiledQuery, error: BaseException) -> EngineError:
    """An engine's own error, as one a user can act on."""
    lines = str(error).strip().splitlines()
    text = lines[0][:LONGEST_MESSAGE] if lines else type(error).__name__
    return EngineError(
        Problem(
            f"rule '{query.name}' could not run: {text}",
            expected="a query the engine can run over these registers",
            remedy="run the rule's tests with `screening rules test`, and report what they say",
        )
    )


def _refuse_duplicates(frame: pl.DataFrame, query: CompiledQuery) -> None:
    subjects = frame.get_column("subject")
    if subjects.n_unique() == frame.height:
        return
    double = subjects.filter(subjects.is_duplicated())
    raise EngineError(
        Problem(
            f"rule '{query.name}' measures {double.n_unique()} subjects more than once",
            expected="one row per subject",
            remedy="group by the subject, or join on a key that is unique",
        )
    )
