"""How a column is written in its source, and what became of its cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import polars as pl


class Steps:
    """Cells, with what was worked out of them: an expression that is used twice is worked out once.

    Expressions are trees: one that stands in another at two places is worked out at both.
    """

    def __init__(self, cells: pl.DataFrame) -> None:
        self.cells = cells

    def once(self, step: pl.Expr) -> pl.Expr:
        """The column in which the outcome of the step is from now on."""
        name = f"__{self.cells.width}"
        self.cells = self.cells.with_columns(step.alias(name))
        return pl.col(name)


def _as_it_is(step: pl.Expr) -> pl.Expr:
    return step


_ONE = pl.lit(1)


@dataclass(frozen=True)
class Written:
    """How the values of one column are written in its source."""

    dates: tuple[str, ...]
    decimal: str
    thousands: str | None
    native: bool
    codes: Mapping[str, str]
    numbers: bool = False
    """Numbers are among its cells, in which no zero can stand first."""
    zone: str | None = None
    """Of moments that say no zone themselves; None for the clock of the place."""
    blank: frozenset[str] = frozenset()
    """Cells, in lower case, that say that there is no value."""
    months: bool = False
    """Rows of the register are of a month each, or of a whole year."""
    month: int | None = None
    """The month that is stated for all rows, 0 for a whole year; None where the rows say it."""
    scale: float | None = 1.0
    """What one of theirs is in the unit of the register; None where that is found later."""
    municipality: str = ""
    """The code of the municipality that is screened."""
    stated: bool = False
    """Somebody said which sign stands before decimals: it is not what is usual."""
    rows: pl.Expr = field(default=_ONE, compare=False)
    """In how many rows each of the texts stands that are read."""
    once: Callable[[pl.Expr], pl.Expr] = field(default=_as_it_is, compare=False)
    """Works out a step of reading, as :meth:`Steps.once` does; or leaves it to who asks for it."""


NO = pl.lit(value=False)
SAYS_NOTHING = "says that there is no value"
FINE = pl.lit(None, dtype=pl.String)


@dataclass(frozen=True)
class Parsed:
    """Expressions for the value, why there is none (null when fine), and what was done to it.

    ``repaired``: written otherwise than it is loaded, and it can be nothing else. ``unknown``: the
    cell itself says that there is no value; a reason then stands in for where that is not allowed.
    """

    value: pl.Expr
    reason: pl.Expr
    repaired: pl.Expr = NO
    unknown: pl.Expr = NO
