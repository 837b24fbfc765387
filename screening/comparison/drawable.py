"""Which rows of a comparison can be drawn, and what stands in the way of a picture."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from screening.comparison.table import TableComparison
from screening.errors import Problem, RunError, Where, suggestion

MOST_GROUPS = 12
"""Funnels in one picture, at most."""


def drawable(compared: TableComparison, source: str, own: str | None = None) -> pl.DataFrame:
    """The rows that were compared.

    Raises RunError when there are none, when there are more than ``MOST_GROUPS`` groups, or when
    no row is called ``own``.
    """
    rows = compared.rows.filter(pl.col("reason") == "", pl.col("per") > 0)
    where = Where(source)
    if rows.is_empty():
        raise RunError(Problem("no row can be drawn", where, "rows that are compared"))
    groups = compared.overall.height
    if groups > MOST_GROUPS:
        expected = f"at most {MOST_GROUPS} groups"
        remedy = "draw the rows of one group at a time, or leave out --by"
        raise RunError(Problem(f"there are {groups} groups to draw", where, expected, remedy))
    names = rows["key"].cast(pl.String).to_list()
    if own is not None and own not in names:
        found, nearest = f"no row that is compared is called '{own}'", suggestion(own, names)
        raise RunError(Problem(found, where, "the key of a unit", nearest))
    return rows


def known_ending(suffix: str, known: Collection[str]) -> None:
    """Raise RunError for an end of a name that no kind of picture has."""
    if suffix.lower() not in known:
        found = f"a picture cannot be written as '{suffix}'" if suffix else "its name has no ending"
        expected = f"a file that ends with {' or '.join(known)}"
        raise RunError(Problem(found, Where(column="--plot"), expected))
