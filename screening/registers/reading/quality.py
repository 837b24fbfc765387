"""Quality figures of loaded registers: fill rates, match rates of keys, age."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import polars as pl

from screening.registers.held import Held, Registers, engine_for, part_of, whole
from screening.registers.reading.quarantine import lines, no_lines
from screening.registers.schemas.keys import FOREIGN_KEYS, ForeignKey

_ROWS = "__rows"


def fill_rates(rows: Held) -> dict[str, float]:
    """Column: share of rows with a value (0 when there are no rows)."""
    counted = rows.lazy().select(pl.all().count(), pl.len().alias(_ROWS))
    filled = counted.collect(engine=engine_for(rows)).row(0, named=True)
    every = filled.pop(_ROWS)
    return {name: count / every if every else 0.0 for name, count in filled.items()}


def match_rates(name: str, registers: Registers) -> dict[str, float]:
    """Foreign key: share of its values that the other register holds.

    Only for keys with values, whose register was delivered.
    """
    rates = {}
    for key in FOREIGN_KEYS:
        if key.register != name or key.target not in registers:
            continue
        count, found = _matched(key, registers[name], registers[key.target])
        if count:
            rates[key.name] = float(found) / count
    return rates


def _matched(key: ForeignKey, rows: Held, target: Held) -> tuple[int, int]:
    """How many values the key has, and how many of those the other register holds."""
    values, known = pl.col(key.column), pl.col(key.target_column)
    given = rows.lazy().select(values.alias("key")).drop_nulls()
    both = given.join(target.lazy().select(known.alias("key")), on="key", how="semi")
    counted = [given.select(pl.len()), both.select(pl.len())]
    count, found = pl.collect_all(counted, engine=engine_for(rows, target))
    return count.item(), found.item()


def without_dangling(name: str, rows: Held, registers: Registers) -> tuple[Held, pl.DataFrame]:
    """The rows whose required keys are found, and quarantine lines for the others.

    A figure of an area that does not exist means nothing, so it is set aside, but only when the
    areas themselves were delivered. Other dangling keys stay, and lower the match rate.
    """
    set_aside = [no_lines()]
    for key in FOREIGN_KEYS:
        if key.register != name or not key.required or key.target not in registers:
            continue
        known = part_of(registers[key.target], key.target_column).to_series().unique().implode()
        column, held = pl.col(key.column), whole(rows)
        dangling = held.filter(~column.is_in(known))
        if dangling.height:
            reason = pl.lit(f"not in register {key.target}")
            set_aside.append(lines(dangling, {key.column: reason}, {key.column: column}, ()))
            rows = held.filter(column.is_in(known))
    return rows, pl.concat(set_aside)


def oldest(dates: Iterable[dt.date | None]) -> dt.date | None:
    """The earliest of the dates that are known."""
    return min((date for date in dates if date is not None), default=None)
