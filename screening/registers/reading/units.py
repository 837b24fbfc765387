"""Amounts in the unit of a register, from the one that the extract has them in."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from screening.registers.schemas import Register

FACTORS = {
    ("ha", "m2"): 10_000.0, ("km2", "m2"): 1_000_000.0, ("are", "m2"): 100.0,
    ("m2", "km2"): 1e-6, ("ha", "km2"): 0.01,
    ("keur", "EUR"): 1_000.0, ("meur", "EUR"): 1_000_000.0, ("cent", "EUR"): 0.01,
    ("eur", "1000 EUR"): 0.001, ("meur", "1000 EUR"): 1_000.0,
    ("%", "share"): 0.01, ("promille", "share"): 0.001, ("km", "m"): 1_000.0,
}  # fmt: skip
"""(the unit they write, the unit of the register): what one is of the other."""

SAME = {
    "m2": "m2", "km2": "km2", "EUR": "eur", "1000 EUR": "keur", "m": "m", "share": "share",
}  # fmt: skip
"""The unit of the register: what somebody calls it whose header seems to say another."""
TIMES = {"x 1": 1.0, "x 1000": 1_000.0, "x 1000000": 1_000_000.0}
"""How many one of theirs is, of numbers of things; ``x 1`` where a header seems to say more."""
_NO_NUMBERS = {"year", "month", "date", "yes/no", *(ours for _, ours in FACTORS)}


def factor(written: str, ours: str) -> float | None:
    """What one of theirs is in our unit; None where the one is not measured in the other."""
    unit = ours.removesuffix(" 0-1")
    if unit and unit not in _NO_NUMBERS:
        return TIMES.get(written.strip().lower())
    theirs = written.strip().lower()
    return 1.0 if theirs == SAME.get(unit) else FACTORS.get((theirs, unit))


def unit_of(register: Register, column: str) -> str:
    """The unit of a column of the register."""
    return str((register.columns[column].metadata or {}).get("unit") or "")


def known_units(ours: str) -> list[str]:
    """Units that can be converted to this one."""
    known = dict.fromkeys([*(each for each, _ in FACTORS), *SAME.values(), *TIMES])
    return [theirs for theirs in known if factor(theirs, ours)]


def in_our_units(rows: pl.DataFrame, units: Mapping[str, str], register: Register) -> pl.DataFrame:
    """The rows with the amounts of these columns converted; sums of cents stay exact to cents.

    Whole numbers are converted where they are read, since those of thousands have decimals.
    """
    changed = [
        (pl.col(name) * (factor(unit, unit_of(register, name)) or 1.0)).round(9).alias(name)
        for name, unit in units.items()
        if name in rows.columns and not rows.schema[name].is_integer()
    ]
    return rows.with_columns(changed)
