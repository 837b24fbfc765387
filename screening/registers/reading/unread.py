"""What could not be read: unknown, so that nobody takes it for absent.

Beside the rows that are loaded, a register keeps the rows of which something was set aside. Of
each is known what could be read, what could not, and whether the row itself is loaded. They are
asked once more when a rule flags: a hit that such a row could explain away is no hit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import dataframely as dy
import polars as pl

from screening.registers.schemas import Register

LOST, KEPT, SAID = "__lost", "__kept", "__said"
"""Columns not read, whether the row is loaded, and what stood in those columns but for persons."""
_LONGEST_SAID = 500


def costs_row(declared: dy.Column) -> bool:
    """Whether a value that cannot be read takes its row along.

    Keys and required columns do. So do columns in which nothing means something: an end that cannot
    be read is not "not ended".
    """
    return not declared.nullable or bool((declared.metadata or {}).get("null_means"))


@cache
def no_rows(register: Register) -> pl.DataFrame:
    """The frame of :func:`unread_cells` without a row."""
    return pl.DataFrame(schema=_schema(register))


def set_aside_whole(rows: pl.DataFrame, register: Register) -> pl.DataFrame:
    """Rows that were read well, and yet are not loaded; in the form of :func:`unread_cells`."""
    marks = [
        pl.lit([], dtype=pl.List(pl.String)).alias(LOST),
        pl.lit(value=False).alias(KEPT),
        pl.lit("").alias(SAID),
    ]
    return pl.concat([no_rows(register), rows.with_columns(marks)], how="diagonal_relaxed").select(
        no_rows(register).columns
    )


def unread_cells(
    typed: pl.DataFrame,
    failed: pl.DataFrame,
    reasons: Mapping[str, pl.Expr],
    register: Register,
    delivered: Sequence[str],
) -> pl.DataFrame:
    """Rows of the register with what could be read of them.

    ``typed`` holds their values, null where one could not be read. ``failed`` has for the same rows
    the cells as text, the columns of ``reasons``, and ``whole``: the row is not loaded. A reason
    under no name is one of the whole row, of which no cell is certain.
    """
    columns, personal = register.columns, _persons(register)
    faulty = reasons[""].is_not_null() if "" in reasons else pl.lit(value=False)
    lost = {name: reasons[name].is_not_null() for name in reasons if name}
    named = [
        pl.when(faulty | lost.get(name, pl.lit(value=False))).then(pl.lit(name))
        for name in delivered
    ]
    said = [
        pl.when(faulty | lost.get(name, pl.lit(value=False))).then(pl.col(name))
        for name in delivered
        if name not in personal
    ]
    marks = failed.select(
        pl.concat_list(named).list.drop_nulls().alias(LOST),
        (~pl.col("whole")).alias(KEPT),
        pl.concat_str(said, separator=" ", ignore_nulls=True)
        .str.slice(0, _LONGEST_SAID)
        .alias(SAID),
    )
    values = [
        pl.when(~pl.col(LOST).list.contains(name)).then(pl.col(name).cast(declared.dtype))
        if name in delivered
        else pl.lit(None, dtype=declared.dtype)
        for name, declared in columns.items()
    ]
    return (
        typed.hstack(marks)
        .with_columns(value.alias(name) for name, value in zip(columns, values, strict=True))
        .select(list(_schema(register)))
    )


def _persons(register: Register) -> set[str]:
    facts = {name: declared.metadata or {} for name, declared in register.columns.items()}
    return {name for name, fact in facts.items() if fact.get("personal") == "person_key"}


def _schema(register: Register) -> dict[str, pl.DataType]:
    place: dict[str, pl.DataType] = {"source_file": pl.String(), "row": pl.Int64()}
    columns = {name: declared.dtype for name, declared in register.columns.items()}
    return place | columns | {LOST: pl.List(pl.String()), KEPT: pl.Boolean(), SAID: pl.String()}
