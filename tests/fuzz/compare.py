"""Whether two engines gave the same rows: as bags, reals to about 12 significant digits.

Engines round inexact reals to 12 digits (``screening/engines/base.py``), so two that differ in the
last bit of a double can still fall on either side of a rounding; one unit there is no difference.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from screening.engines.base import SIGNIFICANT_DIGITS

_NEAR = 2.0 * 10.0 ** (1 - SIGNIFICANT_DIGITS)
Row = tuple[object, ...]


def difference(first: pl.DataFrame, second: pl.DataFrame) -> str | None:
    """What is in one and not in the other, or None."""
    if first.schema != second.schema:
        return f"columns {dict(first.schema)} and {dict(second.schema)}"
    if first.equals(second):
        return None
    mine, other = _rest(first.rows(), second.rows())
    if not mine and not other:
        return None
    return f"{_shown(mine)} against {_shown(other)}"


def _rest(mine: Sequence[Row], other: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Rows of each side that the other has no near equal of."""
    left, right = sorted(mine, key=_order), sorted(other, key=_order)
    unmatched = []
    for row in left:
        near = next((index for index, each in enumerate(right) if _same(row, each)), None)
        if near is None:
            unmatched.append(row)
        else:
            del right[near]
    return unmatched, right


def _order(row: Row) -> tuple[tuple[bool, str], ...]:
    return tuple((value is None, repr(value)) for value in row)


def _same(first: Row, second: Row) -> bool:
    return all(map(_near, first, second))


def _near(first: object, second: object) -> bool:
    if isinstance(first, float) and isinstance(second, float):
        return first == second or abs(first - second) <= _NEAR * max(abs(first), abs(second))
    return first == second


def _shown(rows: Sequence[Row]) -> str:
    if not rows:
        return "nothing"
    more = f" and {len(rows) - 3} more" if len(rows) > 3 else ""
    return ", ".join(str(row) for row in rows[:3]) + more
