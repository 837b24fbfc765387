"""Looking ahead: what counts of the coming months are expected, kept, and scored when they came.

Of areas only. What is foretold rests on the counts of the area itself, so it says what a month
would be if things go on as they did.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl

from screening.comparison.statistics.comparison_sets import Reals, Whole
from screening.comparison.statistics.forecast import (
    FEWEST_MONTHS,
    MOST_MONTHS,
    can_look_ahead,
    foretell,
)
from screening.publish.monthly.judged import KEY, YEAR

Progress = Callable[[str], None]
BOUNDS = ("low80", "high80", "low95", "high95")
SCHEMA = {
    "area_code": pl.String, "kind": pl.String, "made": pl.Int64, "at": pl.Int64,
    "expected": pl.Float64, "low80": pl.Float64, "high80": pl.Float64, "low95": pl.Float64,
    "high95": pl.Float64, "naive": pl.Float64, "scale": pl.Float64,
}  # fmt: skip
"""Per area, kind and month ahead. ``made`` is the last month that was known; ``naive`` the count of
the same month a year before, ``scale`` the mean size of such changes: what MASE divides by."""


def foretold(
    cells: pl.DataFrame, last: int, ahead: int, progress: Progress | None = None
) -> pl.DataFrame:
    """What is expected in ``ahead`` months after month ``last``, for every own area and kind.

    Of series with a count of every month of the last three years; at most ten are used. Of
    others nothing is foretold, and of none without the extra that it needs. Columns as in
    ``SCHEMA``.
    """
    if not can_look_ahead():
        return pl.DataFrame(schema=SCHEMA)
    say = progress or (lambda _: None)
    held = cells.filter("own", pl.col("at").is_between(last - MOST_MONTHS + 1, last))
    by_month = held.pivot(on="at", index=KEY, values="count", sort_columns=False).sort(KEY)
    months = [str(at) for at in range(last - MOST_MONTHS + 1, last + 1)]
    none = [pl.lit(None, pl.Int64).alias(at) for at in months if at not in by_month.columns]
    wide = by_month.with_columns(none).select(*KEY, *months)
    counts = wide.select(months).cast(pl.Float64).fill_null(float("nan")).to_numpy()
    lengths = _unbroken(counts)
    found: list[pl.DataFrame] = [pl.DataFrame(schema=SCHEMA)]
    done = 0
    usable = lengths[lengths >= FEWEST_MONTHS]
    for length in sorted(set(usable.tolist())):
        rows = np.flatnonzero(lengths == length)
        for part in np.array_split(rows, max(1, len(rows) // _AT_ONCE)):
            done += len(part)
            say(f"looking ahead: {done} of {len(usable)} series")
            history = counts[part][:, -length:]
            found.append(_told(wide[part.tolist()].select(KEY), history, last, ahead))
    return pl.concat(found).sort(*KEY, "at")


_AT_ONCE = 50
"""Series between two messages of progress."""


def _unbroken(counts: Reals) -> Whole:
    """Per row how many of its last values are known without a gap, in whole years."""
    missing = np.isnan(counts)[:, ::-1]
    known = np.where(missing.any(axis=1), missing.argmax(axis=1), counts.shape[1])
    return np.asarray(known // YEAR * YEAR, dtype=np.int64)


def _told(names: pl.DataFrame, history: Reals, last: int, ahead: int) -> pl.DataFrame:
    told = foretell(history, ahead)
    months = np.arange(1, ahead + 1)
    naive = history[:, (months - 1) % YEAR - YEAR]
    figures = {
        "expected": told.expected, "low80": told.low80, "high80": told.high80,
        "low95": told.low95, "high95": told.high95, "naive": naive,
        "scale": np.repeat(told.scale[:, None], ahead, axis=1),
    }  # fmt: skip
    keys = {name: np.repeat(names[name].to_numpy(), ahead) for name in KEY}
    frame = pl.DataFrame({
        **keys, "made": last, "at": np.tile(last + months, len(names)),
        **{name: np.round(each.ravel(), 6) for name, each in figures.items()},
    })  # fmt: skip
    return frame.select(SCHEMA.keys()).cast(pl.Schema(SCHEMA))


def before(kept: pl.DataFrame, at: int) -> pl.DataFrame:
    """What was foretold of month ``at`` last, before it came; a row per area and kind."""
    told = kept.filter(pl.col("at") == at, pl.col("made") < at)
    return told.sort(*KEY, "made").unique(KEY, keep="last", maintain_order=True)


def outside(told: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """What was foretold beside the count that came, and whether that lies outside the 95 %."""
    came = told.join(cells.filter("own").select(*KEY, "at", "count"), on=[*KEY, "at"])
    count = pl.col("count")
    side = (
        pl.when(count > pl.col("high95")).then(pl.lit("above"))
        .when(count < pl.col("low95")).then(pl.lit("below"))
    )  # fmt: skip
    return came.with_columns(outside=side)


def scored(kept: pl.DataFrame, cells: pl.DataFrame, by: Sequence[str] = ("kind",)) -> pl.DataFrame:
    """How good what was foretold turned out to be, per kind: MASE, of naive too, and coverage.

    MASE is the mean of the errors, each over the ``scale`` of its series (Hyndman and Koehler
    2006); ``naive_mase`` that of the same month a year before. Columns: those of ``by``, months
    (forecasts that could be scored), mase, naive_mase, cover80 and cover95 (shares).
    """
    came = outside(kept, cells).filter(pl.col("scale") > 0)
    count = pl.col("count")

    def off(column: str) -> pl.Expr:
        return ((count - pl.col(column)).abs() / pl.col("scale")).mean().round(6)

    def within(level: int) -> pl.Expr:
        return count.is_between(pl.col(f"low{level}"), pl.col(f"high{level}")).mean().round(6)

    return came.group_by(by).agg(
        months=pl.len(), mase=off("expected"), naive_mase=off("naive"),
        cover80=within(80), cover95=within(95),
    ).sort(by)  # fmt: skip
