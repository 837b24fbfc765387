"""The rows that a row may have been of which something could not be read.

What was read of it stays as it is. For what was not, every value is put in that the rule could tell
apart: the codes it names, yes and no, the day of the run and a day long ago, the numbers of the
subjects it flags. A value that may be blank is left blank as well, since a rule knows what that is;
what tells rows apart is tried as any other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

import dataframely as dy
import polars as pl
from sqlglot import exp

from screening.packs.compiled import CompiledRule
from screening.registers.held import Held, columns_of, part_of
from screening.registers.reading.unread import KEPT, LOST, SAID
from screening.registers.schemas import REGISTERS, Register
from screening.registers.schemas.columns import SBI, is_key

MOST_VARIANTS = 16
"""Combinations of values that are tried; beyond, the later columns stay blank."""
MOST_ROWS = 300_000
"""Rows that rows without a readable number may stand for, one per subject they may belong to."""
MOST_AT_ONCE = 1_000
"""Rows put back together; beyond, those of some subjects each time, and of each of them once.

A person who may be on the board of any of thousands of firms would tie all of them together.
"""
_MOST_CODES = 12
LONG_AGO = dt.timedelta(days=3653)
Ids = Mapping[str, pl.Series]
"""Numbers of what a rule flags and of what hangs together with it, by what they number."""


class TooManyError(ValueError):
    """The rows may be so many others that they cannot be tried."""


@dataclass(frozen=True)
class Asking:
    """The rule that flags, the columns it reads, and what its hits hang together with."""

    query: CompiledRule
    duty: bool
    """The rule is about missing registration, so a blank need not be harmless to it."""
    ids: Ids
    numbers: Mapping[tuple[str, str], str]
    """What a register's column numbers, of columns that lead to other rows."""
    places: Held
    """``est_nr`` and ``vbo_id``: which establishment is where, as far as the registers say."""

    def used(self, register: str) -> frozenset[str]:
        """Columns of a register that the rule measures with."""
        return self.query.query.columns_used.get(register, frozenset())


def put_back(name: str, unread: pl.DataFrame, asking: Asking) -> pl.DataFrame:
    """The unread rows, one for each subject that a row without a readable number may belong to.

    ``unread`` are rows of :mod:`screening.registers.reading.unread`. Of rows with one key only one
    can have been there, so of these as many as are tried. Raises TooManyError.
    """
    register = REGISTERS[name]
    rows = _linked(register, unread, asking)
    if not register.key or _own_key(register, register.key[0]):
        return rows
    return rows.filter(pl.int_range(pl.len()).over(register.key) < MOST_VARIANTS)


def variants(
    name: str, rows: pl.DataFrame, unread: pl.DataFrame, loaded: Held, whole: Held, asking: Asking
) -> list[Held]:
    """``loaded`` with the rows of :func:`put_back`, in each combination of values.

    ``loaded`` is the ``whole`` register or a part of it.
    """
    register = REGISTERS[name]
    others = _without(loaded, unread.filter(KEPT), register)
    blank = {c for c in register.key_where_known if unread[c].null_count()}
    lost = (blank | set(unread[LOST].explode().drop_nulls())) & asking.used(name)
    open_columns = sorted(
        (c for c in lost if (name, c) not in asking.numbers and not _own_key(register, c)),
        key=lambda column: not register.columns[column].nullable,
    )
    values = [
        _values(register.columns[c], part_of(whole, c).to_series(), asking) for c in open_columns
    ]
    combinations = list(islice(product(*values), MOST_VARIANTS))
    lots = _in_lots(rows, register, asking, MOST_VARIANTS // len(combinations))
    made = []
    for turn in range(max(len(combinations) * len(lots), _most_alike(rows, register))):
        combination = combinations[turn % len(combinations)]
        given = dict(zip(open_columns, combination, strict=True))
        filled = lots[turn // len(combinations) % len(lots)].with_columns(
            pl.when(
                pl.col(column).is_null() if column in blank else pl.col(LOST).list.contains(column)
            )
            .then(pl.lit(value, dtype=rows.schema[column]))
            .otherwise(pl.col(column))
            .alias(column)
            for column, value in given.items()
        )
        made.append(_added(others, filled, register, turn))
    return made


def _in_lots(
    rows: pl.DataFrame, register: Register, asking: Asking, count: int
) -> list[pl.DataFrame]:
    """The rows as one lot; many rows in ``count`` lots, with all of a subject in the same."""
    links = [column for column in register.columns if (register.name, column) in asking.numbers]
    if rows.height <= MOST_AT_ONCE or count == 1 or not links:
        return [rows]
    told = [pl.when(pl.col(LOST).list.contains(column)).then(pl.col(column)) for column in links]
    of_whom = pl.concat_str(told, ignore_nulls=True).rank("dense")
    numbered = rows.with_columns(_lot=of_whom % count)
    return [
        numbered.filter(pl.col("_lot") == lot).drop("_lot")
        for lot in sorted(numbered["_lot"].unique().to_list())
    ]


def _most_alike(rows: pl.DataFrame, register: Register) -> int:
    """How many rows share a key that only one of them can have."""
    if rows.is_empty() or not register.key or _own_key(register, register.key[0]):
        return 1
    return int(rows.select(pl.len().over(register.key).max()).item())


def _values(declared: dy.Column, column: pl.Series, asking: Asking) -> Sequence[Any]:
    """What the column may have held, as far as the rule could tell it apart; blank comes first."""
    blank = [None] if declared.nullable else []
    if declared.nullable and not asking.duty and not is_key(declared):
        return blank
    if declared.dtype == pl.Boolean:
        return [*blank, True, False]
    if declared.dtype == pl.Date:
        return [*blank, asking.query.as_of, asking.query.as_of - LONG_AGO]
    if declared.dtype.is_numeric():
        held = column.drop_nulls()
        middle = [] if held.is_empty() else [held.sort()[held.len() // 2], held.max()]
        return [*blank, *dict.fromkeys([*middle, 0])]
    return [*blank, *_codes(declared, asking)] or [""]


def _codes(declared: dy.Column, asking: Asking) -> list[str]:
    """Codes the rule names, and of a closed list one that it does not."""
    found = asking.query.tree.find_all(exp.Literal)
    named = sorted({text.name.strip("%") for text in found if text.is_string} - {""})
    allowed = (declared.metadata or {}).get("values")
    if allowed:
        meant = [code for code in allowed if code in named]
        return meant + [code for code in allowed if code not in named][:1]
    digits = isinstance(declared, dy.String) and declared.regex == SBI
    return [code for code in named if code.isdigit() == digits][:_MOST_CODES]


def _linked(register: Register, unread: pl.DataFrame, asking: Asking) -> pl.DataFrame:
    """A row for each subject that a row without a readable number may belong to, and for none."""
    rows = unread
    for column in register.columns:
        what = asking.numbers.get((register.name, column))
        if what is None or _own_key(register, column):
            continue
        blank = pl.col(LOST).list.contains(column)
        open_rows, sure = rows.filter(blank), rows.filter(~blank)
        ids = asking.ids.get(what)
        if open_rows.is_empty() or ids is None or ids.is_empty():
            continue
        if open_rows.height * ids.len() > MOST_ROWS:
            raise TooManyError
        elsewhere = (
            pl.lit(None, dtype=pl.String)
            if register.columns[column].nullable
            else pl.format("?{}", pl.int_range(pl.len()))
        )
        other = open_rows.with_columns(elsewhere.alias(column))
        each = open_rows.drop(column).join(ids.alias(column).to_frame(), how="cross")
        each = _where_it_is(each, unread, column, asking)
        hinted = pl.col(SAID).str.contains(pl.col(column), literal=True)
        told = each.filter(hinted)
        place = ["source_file", "row"]
        unhinted = each.join(told.select(place).unique(), on=place, how="anti")
        parts = (told, unhinted, other)
        rows = pl.concat([sure, *(part.select(rows.columns) for part in parts)])
    return rows


def _where_it_is(
    each: pl.DataFrame, unread: pl.DataFrame, column: str, asking: Asking
) -> pl.DataFrame:
    """An establishment is at its address: one of the two, if it could be read, tells the other."""
    other = {"est_nr": "vbo_id", "vbo_id": "est_nr"}.get(column)
    if other is None or other not in unread.columns:
        return each
    sure = pl.col(other).is_not_null()
    pairs = asking.places.lazy().select("est_nr", "vbo_id")
    fitting = each.filter(sure).lazy().join(pairs, on=["est_nr", "vbo_id"], how="semi").collect()
    return pl.concat([each.filter(~sure), fitting])


def _own_key(register: Register, column: str) -> bool:
    """Whether the column only tells rows of the register itself apart."""
    return register.key == [column] and column.endswith("_id") and column not in _SHARED


_SHARED = {"vbo_id", "pand_id"}


def _without(loaded: Held, kept: pl.DataFrame, register: Register) -> Held:
    """The register without the rows that are put back in another form."""
    if kept.is_empty():
        return loaded
    on = register.key or [
        name for name in register.columns if kept[name].null_count() < kept.height
    ]
    others = loaded.lazy().join(kept.select(on).lazy(), on=on, how="anti", nulls_equal=True)
    return others if isinstance(loaded, pl.LazyFrame) else others.collect()


def _added(others: Held, rows: pl.DataFrame, register: Register, turn: int) -> Held:
    """Both, with a key of its own for every row; of rows of one key another one each turn."""
    key = register.key
    if key and _own_key(register, key[0]):
        number = pl.int_range(pl.len()).over(key[0]).cast(pl.String)
        lone = pl.col(key[0]).is_not_null() & (pl.len().over(key[0]) == 1)
        unlike = pl.concat_str(pl.col(key[0]).fill_null(""), pl.lit("?"), number)
        rows = rows.with_columns(pl.when(lone).then(pl.col(key[0])).otherwise(unlike))
    elif key:
        rows = rows.filter(pl.int_range(pl.len()).over(key) == turn % pl.len().over(key))
        known = others.lazy().select(key)
        rows = rows.lazy().join(known, on=key, how="anti", nulls_equal=True).collect()
    rows = rows.select(columns_of(others))
    if isinstance(others, pl.LazyFrame):
        return pl.concat([others, rows.lazy()])
    return pl.concat([others, rows])
