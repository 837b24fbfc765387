"""Quality figures of loaded registers: fill rates, match rates of keys, age."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import polars as pl

from screening.registers.reading.quarantine import lines, no_lines
from screening.registers.schemas.keys import FOREIGN_KEYS


def fill_rates(rows: pl.DataFrame) -> dict[str, float]:
    """Column: share of rows with a value (0 when there are no rows)."""
    if rows.is_empty():
        return dict.fromkeys(rows.columns, 0.0)
    filled = rows.select(pl.all().count() / pl.len()).row(0)
    return dict(zip(rows.columns, filled, strict=True))


def match_rates(name: str, registers: Mapping[str, pl.DataFrame]) -> dict[str, float]:
    """Foreign key: share of its values that the other register holds.

    Only for keys with values, whose register was delivered.
    """
    rates = {}
    for key in FOREIGN_KEYS:
        if key.register != name or key.target not in registers:
            continue
        values = registers[name][key.column].drop_nulls()
        if len(values):
            known = registers[key.target][key.target_column].implode()
            rates[key.name] = float(values.is_in(known).sum()) / len(values)
    return rates


def without_dangling(
    name: str, rows: pl.DataFrame, registers: Mapping[str, pl.DataFrame]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows whose required keys are found, and quarantine lines for the others.

    A figure of an area that does not exist means nothing, so it is set aside, but only when the
    areas themselves were delivered. Other dangling keys stay, and lower the match rate.
    """
    set_aside = [no_lines()]
    for key in FOREIGN_KEYS:
        if key.register != name or not key.required or key.target not in registers:
            continue
        known = registers[key.target][key.target_column].unique().implode()
        column = pl.col(key.column)
        dangling = rows.filter(~column.is_in(known))
        if dangling.height:
            reason = pl.lit(f"not in register {key.target}")
            set_aside.append(lines(dangling, {key.column: reason}, {key.column: column}, ()))
            rows = rows.filter(column.is_in(known))
    return rows, pl.concat(set_aside)


def oldest(dates: Iterable[dt.date | None]) -> dt.date | None:
    """The earliest of the dates that are known."""
    return min((date for date in dates if date is not None), default=None)
