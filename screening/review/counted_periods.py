"""The periods before and after a day in which areas are counted, and the counts in them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from screening.errors import Problem, ProjectError, Where

_MONTHS = 12
_PARTS = {"year": pl.Int64, "month": pl.Int64, "side": pl.String}


@dataclass(frozen=True)
class Periods:
    """Two periods (``2024``, ``2024-09/2025-02``) and their parts: year, month (0: all), side."""

    before: str
    after: str
    parts: pl.DataFrame


def periods_of(counts: pl.DataFrame, since: dt.date, months: int) -> Periods:
    """The periods around the day on which something began, of as many months on either side.

    Where counts are per year these are the last year before that day and the first whole one from
    it on. What the day itself cuts in two, a month or a year, is in neither. Raises ProjectError
    where nothing is counted on one of the sides.
    """
    monthly = counts.filter(pl.col("month") > 0).height > 0
    return _of_months(since, months) if monthly else _of_years(since)


def _of_months(since: dt.date, months: int) -> Periods:
    began = since.year * _MONTHS + since.month - 1
    first = began if since.day == 1 else began + 1
    sides = {"before": (began - months, began), "after": (first, first + months)}
    rows = [
        (number // _MONTHS, number % _MONTHS + 1, side)
        for side, span in sides.items()
        for number in range(*span)
    ]
    before, after = (f"{_month(start)}/{_month(end - 1)}" for start, end in sides.values())
    return Periods(before, after, pl.DataFrame(rows, schema=_PARTS, orient="row"))


def _month(number: int) -> str:
    return f"{number // _MONTHS}-{number % _MONTHS + 1:02d}"


def _of_years(since: dt.date) -> Periods:
    whole = since.year if (since.month, since.day) == (1, 1) else since.year + 1
    rows = [(since.year - 1, 0, "before"), (whole, 0, "after")]
    parts = pl.DataFrame(rows, schema=_PARTS, orient="row")
    return Periods(str(since.year - 1), str(whole), parts)


def counted_in(counts: pl.DataFrame, periods: Periods) -> pl.DataFrame:
    """Per area with a count of every part of both periods: subject, before, after, rounded_to.

    An area of which a part is missing or unknown is left out: that is not nought. Raises
    ProjectError where a period has no counts at all.
    """
    found = counts.join(periods.parts, on=["year", "month"])
    sides = {"before": periods.before, "after": periods.after}
    empty = [words for side, words in sides.items() if not (found["side"] == side).any()]
    if empty:
        raise ProjectError(
            Problem(
                f"nothing is counted in {' and '.join(empty)}",
                Where(column="area_count"),
                "counts of whole periods on both sides of the day on which it began",
                "choose another day with --from, or deliver the counts of that period",
            )
        )
    whole = found.group_by("area_code").agg(
        *(pl.col("count").filter(pl.col("side") == side).sum().alias(side) for side in sides),
        known=pl.col("count").count(),
        rounded_to=pl.col("rounded_to").max(),
    )
    return whole.filter(pl.col("known") == periods.parts.height).select(
        pl.col("area_code").alias("subject"), *sides, "rounded_to"
    )
