"""The day of what a register says: when something happened, or since when it stands so."""

from __future__ import annotations

import datetime as dt

import polars as pl

from screening.detect.rests import OWN
from screening.registers.held import Registers, columns_of, engine_for
from screening.registers.schemas import EVENTS, REGISTERS, event_key

_DAY = r"(\d{4}-\d{2}-\d{2})$"
"""The day of what happened, where that is part of what names it."""
_SUBJECT = r" @ ([a-z_]+):(.+)$"
"""Of what a fact is, behind what was read."""


def days_of(facts: pl.DataFrame, registers: Registers, as_of: dt.date) -> pl.DataFrame:
    """``register``, ``fact`` and ``day``, as far as that may be read.

    Of something that happened its own day; of how things stand with a subject the newest day, until
    ``as_of``, that the register has of that subject.
    """
    found = [pl.DataFrame(schema={"register": pl.String, "fact": pl.String, "day": pl.Date})]
    for name in sorted({*facts["register"]}):
        mine = facts.filter(pl.col("register") == name).select("register", "fact").unique()
        if name in EVENTS:
            found.append(_happened(name, mine, registers))
        found.append(_standing(name, mine, registers, as_of))
    days = pl.concat(found).drop_nulls("day")
    return days.group_by("register", "fact").agg(pl.col("day").max())


def _happened(name: str, mine: pl.DataFrame, registers: Registers) -> pl.DataFrame:
    day = next(each for each, of in REGISTERS[name].columns.items() if of.dtype == pl.Date)
    if day in EVENTS[name]:
        return mine.with_columns(day=pl.col("fact").str.extract(_DAY).str.to_date(strict=False))
    register = registers.get(name)
    if register is None or not {*EVENTS[name], day} <= {*columns_of(register)}:
        return mine.with_columns(day=pl.lit(None, pl.Date))
    rows = register.lazy().select(pl.lit(name).alias("register"), event_key(name), day=day)
    wanted = mine.lazy().select("fact")
    kept = rows.rename({"key": "fact"}).join(wanted, on="fact", how="semi")
    return kept.collect(engine=engine_for(register))


def _standing(name: str, mine: pl.DataFrame, registers: Registers, as_of: dt.date) -> pl.DataFrame:
    kind, subject = (pl.col("fact").str.extract(_SUBJECT, group) for group in (1, 2))
    asked = mine.with_columns(kind=kind, subject=subject).drop_nulls("subject")
    register = registers.get(name)
    given = [] if register is None else columns_of(register)
    dates = [each for each in given if REGISTERS[name].columns[each].dtype == pl.Date]
    found = [asked.select("register", "fact", day=pl.lit(None, pl.Date)).clear()]
    for kind_of, key in OWN.items():
        those = asked.filter(pl.col("kind") == kind_of).select("register", "fact", "subject")
        if register is None or those.is_empty() or key not in given or not dates:
            continue
        until = [pl.when(pl.col(each) <= as_of).then(pl.col(each)) for each in dates]
        newest = (
            register.lazy()
            .join(those.lazy(), left_on=key, right_on="subject", how="semi")
            .group_by(subject=key)
            .agg(day=pl.max_horizontal(*until).max())
            .collect(engine=engine_for(register))
        )
        found.append(those.join(newest, on="subject").select("register", "fact", "day"))
    return pl.concat(found)
