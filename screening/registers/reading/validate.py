"""Judges parsed rows: duplicates first, then the schema with a reason per rule that fails."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import dataframely as dy
import polars as pl

from screening.registers.reading.deliveries import Deliveries
from screening.registers.reading.forms import beyond, no_code, wrong_form
from screening.registers.reading.quarantine import lines, no_lines
from screening.registers.reading.unread import (
    LOST,
    costs_row,
    no_rows,
    set_aside_whole,
    unread_cells,
)
from screening.registers.schemas import Register

PLACE = ("source_file", "row")
_ORDER = "order_read"
_REPLACED = "a later delivery of the same source has this row"
_DIFFER = "rows with this key differ; correct the source so that one remains"
_UNTOLD = (
    "deliveries of the same source differ here, and the names of their files do not tell which is "
    "later; put the day in each name, such as 2024-01-31"
)


def differing(found: pl.DataFrame) -> pl.DataFrame:
    """Of lines of quarantine those of rows that share a key and are not the same.

    An extract of which these are many was most likely read wrongly, as with a key that is none.
    """
    return found.filter(pl.col("reason").is_in([_DIFFER, _UNTOLD]))


def person_columns(register: Register) -> list[str]:
    """Columns that identify a person."""
    return [
        name
        for name, declared in register.columns.items()
        if (declared.metadata or {}).get("personal") == "person_key"
    ]


def without_duplicates(
    rows: pl.DataFrame,
    register: Register,
    delivered: list[str],
    later: Deliveries | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The rows with a key of their own, quarantine lines for the others, and what those may say.

    Of identical rows the first stays. Of rows that share a key and came in deliveries after each
    other (as ``later`` has them) those of the last stay. Others that differ are all set aside:
    which is right cannot be known here. Without a key only identical rows are judged.
    """
    own = [name for name in register.key if name in delivered]
    key = own or delivered
    told_later = bool(later and later.order and own)
    loose = [name for name in register.key_where_known if name in own] if told_later else []
    alone = rows.select(pl.struct(key).n_unique()).item() == rows.height
    if alone and not any(rows[name].null_count() for name in loose):
        return rows, no_lines(), no_rows(register)
    replaced = no_lines()
    if later and told_later:
        rows, replaced = _newest(rows, register, own, later)
    marked = rows.with_columns(pl.struct(delivered).is_first_distinct().alias("__first"))
    differ = (pl.col("__first").sum().over(key) > 1).alias("__conflict")
    marked = marked.with_columns(differ)
    set_aside = marked.filter(~pl.col("__first") | pl.col("__conflict"))
    named = "|".join(key) if own else "(whole row)"
    untold = pl.col("source_file").is_in(list(later.untold if later else ()))
    untold &= pl.col("source_file").n_unique().over(key) > 1
    reason = (
        pl.when(pl.col("__conflict") & untold)
        .then(pl.lit(_UNTOLD))
        .when(pl.col("__conflict"))
        .then(pl.lit(_DIFFER))
        .otherwise(pl.lit("identical to an earlier row"))
    )
    hidden = set(person_columns(register))
    cells = [pl.lit("***") if name in hidden else pl.col(name).cast(pl.String) for name in key]
    value = pl.concat_str(cells, separator="|", ignore_nulls=True) if own else pl.lit("")
    found = lines(set_aside, {named: reason}, {named: value}, ())
    kept = marked.filter(pl.col("__first") & ~pl.col("__conflict"))
    unclear = set_aside.filter("__conflict")
    found = pl.concat([replaced, found])
    return kept.drop("__first", "__conflict"), found, set_aside_whole(unclear, register)


def _newest(
    rows: pl.DataFrame, register: Register, key: Sequence[str], later: Deliveries
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of the last delivery that has their key, and lines for those of earlier ones.

    A delivery is later than those of its own source alone. A row of which a part of the key was
    blank is an earlier form of a later row that has the same in all else of the key.
    """
    file = pl.col("source_file")
    marked = rows.with_columns(
        file.replace_strict(places, default=None, return_dtype=pl.Int64).alias(name)
        for name, places in (("__order", later.order), ("__source", later.source))
    )
    last = pl.col("__order").max().over([*key, "__source"])
    loose = [name for name in register.key_where_known if name in key]
    completed = _completed(marked, [name for name in key if name not in loose], loose)
    old = (pl.col("__order") < last).fill_null(value=False) | completed
    earlier = marked.filter(old)
    hidden = set(person_columns(register))
    cells = [pl.lit("***") if n in hidden else pl.col(n).cast(pl.String) for n in key]
    value = pl.concat_str(cells, separator="|", ignore_nulls=True)
    named = "|".join(key)
    found = lines(earlier, {named: pl.lit(_REPLACED)}, {named: value}, ())
    return marked.filter(~old).drop("__order", "__source"), found


def _completed(marked: pl.DataFrame, firm: Sequence[str], loose: Sequence[str]) -> pl.Series:
    """Whether what is blank in the key of each row may be filled in that of a later delivery."""
    numbered = marked.select(*firm, *loose, "__order", "__source").with_row_index("__at")
    blank = numbered.filter(pl.any_horizontal(pl.lit(value=False), *(pl.col(loose).is_null(),)))
    pairs = blank.join(numbered, on=[*firm, "__source"], suffix=":later")
    same = [pl.col(name).is_null() | (pl.col(name) == pl.col(f"{name}:later")) for name in loose]
    is_later = pl.col("__order") < pl.col("__order:later")
    found = pairs.filter(is_later, *same)["__at"].unique()
    return pl.int_range(marked.height, dtype=pl.UInt32, eager=True).is_in(found.implode())


def valid_rows(
    rows: pl.DataFrame, register: Register
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The rows that fit the schema, quarantine lines for what does not, and what those rows say.

    ``rows`` holds every declared column with its type, ``source_file`` and ``row``. A value that
    does not fit costs its row where :func:`costs_row` says so; elsewhere it is unknown.
    """
    numbered = rows.with_row_index(_ORDER).cast({_ORDER: pl.Int64})
    good, failure = _placed(register.schema).filter(numbered)
    if not len(failure):
        return good.drop(_ORDER), no_lines(), no_rows(register)
    details = failure.details()
    failed: dict[str, list[pl.Expr]] = {}
    for rule in failure.counts():
        column, _, kind = rule.partition("|")
        declared = register.columns.get(column)
        reason = _reason(declared, kind) if declared is not None else f"breaks the rule '{rule}'"
        failed.setdefault(column, []).append(
            pl.when(pl.col(rule) == "invalid").then(pl.lit(reason))
        )
    reasons = {column: pl.coalesce(exprs) for column, exprs in failed.items()}
    columns = register.columns
    values = {column: pl.col(column) for column in failed if column in columns}
    costly = [
        reason.is_not_null()
        for column, reason in reasons.items()
        if column not in columns or costs_row(columns[column])
    ]
    marked = details.with_columns(pl.any_horizontal(pl.lit(value=False), *costly).alias("whole"))
    typed = marked.with_columns(
        pl.when(reasons[column].is_null()).then(pl.col(column)).alias(column) for column in values
    )
    kept = typed.filter(~pl.col("whole")).select(good.columns)
    found = lines(marked, reasons, values, person_columns(register), pl.col("whole"))
    told = marked.with_columns(pl.col(name).cast(pl.String) for name in columns)
    unread = unread_cells(
        typed, told, {name: reasons[name] for name in values}, register, list(columns)
    )
    return pl.concat([good, kept]).sort(_ORDER).drop(_ORDER), found, unread


def only_valid(unread: pl.DataFrame, register: Register) -> pl.DataFrame:
    """The same rows of :func:`unread_cells`; values that do not fit the schema are lost as well."""
    if unread.is_empty():
        return unread
    numbered = unread.with_row_index(_ORDER).cast({_ORDER: pl.Int64})
    details = _placed(register.schema).filter(numbered)[1].details()
    wrong: dict[str, list[pl.Expr]] = {}
    for rule in details.columns:
        column, bar, _ = rule.partition("|")
        if bar and column in register.columns:
            wrong.setdefault(column, []).append(pl.col(rule) == "invalid")
    faults = details.select(
        _ORDER, *(pl.any_horizontal(tests).alias(f"w:{name}") for name, tests in wrong.items())
    )
    joined = numbered.join(faults, on=_ORDER, how="left", maintain_order="left")
    bad = {name: pl.col(f"w:{name}").fill_null(value=False) for name in wrong}
    lost = [pl.when(flag).then(pl.lit(name)) for name, flag in bad.items()]
    return joined.with_columns(
        *(pl.when(~flag).then(pl.col(name)).alias(name) for name, flag in bad.items()),
        pl.col(LOST).list.set_union(pl.concat_list(lost).list.drop_nulls()) if lost else LOST,
    ).select(unread.columns)


@cache
def _placed(schema: type[dy.Schema]) -> type[dy.Schema]:
    """The schema with the place of a row carried along."""
    place: dict[str, dy.Column] = {n: dy.Int64(nullable=False) for n in ("row", _ORDER)}
    place["source_file"] = dy.String(nullable=False)
    return type(f"{schema.__name__}Placed", (schema,), place)


def _reason(declared: dy.Column, kind: str) -> str:
    facts = declared.metadata or {}
    values = facts.get("values") or facts.get("parts")
    if kind == "nullability":
        return "empty, but required"
    if kind == "check" and values:
        return no_code(values)
    if kind == "regex" and isinstance(declared, dy.String):
        return wrong_form(declared.regex)
    if kind in ("min", "max"):
        return beyond(declared, kind)
    return f"breaks the rule '{kind}'"
