"""What stands out in a month: against the same month of earlier years, and comparable areas.

Both tests are those of the rules (docs/statistics.md): a prediction interval with overdispersion
pooled over the areas of one level, and a funnel of counts per inhabitant. Benjamini and Hochberg's
q is over every test of the month together: all areas, all kinds, both comparisons.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from screening.comparison.statistics.comparison_sets import Reals, Whole, grouped
from screening.comparison.statistics.funnel import rate_funnel
from screening.comparison.statistics.levels import NOTABLE, count_levels
from screening.comparison.statistics.multiplicity import benjamini_hochberg
from screening.comparison.statistics.season import season

YEAR = 12
EARLIER = 4
"""Earlier years that a month is compared with, at most; two at least."""
FEWEST_AREAS = 5
"""Areas of one level below which nobody can say how much areas differ by themselves."""
PER = 1_000
"""Inhabitants that a rate is per."""
KEY = ["area_code", "kind"]
_GROUP = ["level", "kind"]


def judged(cells: pl.DataFrame, at: int) -> pl.DataFrame:
    """The own areas with a count in month ``at``: figures and levels per area and kind.

    Columns beside those of the cell: last_year, expected, low, high, season (level number), rate,
    peers_rate, peers (level number), q_season, q_peers, areas (how many are compared with). Null
    where there is no outcome: fewer than two earlier years, no inhabitants, too few areas.
    """
    now = cells.filter(pl.col("at") == at)
    parts = [
        _group(group, cells)
        for _, group in now.group_by(_GROUP, maintain_order=True)
    ]  # fmt: skip
    if not parts:
        return now.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in _FOUND.items())
    found = pl.concat(parts).filter("own")
    tests = [found[f"p_{name}"].to_numpy() for name in ("season", "peers")]
    q = benjamini_hochberg(np.concatenate(tests))
    per_test = dict(zip(("season", "peers"), np.split(q, 2), strict=True))
    levels = [
        _level(name, found, per_test[name]) for name in ("season", "peers")
    ]  # fmt: skip
    told = [pl.Series(f"q_{name}", each, nan_to_null=True) for name, each in per_test.items()]
    floats = pl.selectors.float()
    kept = found.with_columns(floats.fill_nan(None)).with_columns(*levels, *told)
    return kept.select(*now.columns, *_FOUND).sort("level", "area_code", "kind")


def stands_out(season: pl.Expr, peers: pl.Expr) -> pl.Expr:
    """Whether one of two level numbers says notable or strong."""
    return (season >= NOTABLE).fill_null(value=False) | (peers >= NOTABLE).fill_null(value=False)


def _group(now: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """All areas of one level for one kind in one month."""
    at, years = int(now["at"][0]), range(1, EARLIER + 1)
    held = cells.filter(pl.col("kind") == now["kind"][0], pl.col("level") == now["level"][0])
    for back in years:
        before = held.filter(pl.col("at") == at - YEAR * back)
        now = now.join(
            before.select("area_code", pl.col("count").alias(f"y{back}")),
            on="area_code", how="left", maintain_order="left",
        )  # fmt: skip
    used = [f"y{back}" for back in years if now[f"y{back}"].is_not_null().any()]
    count = _lower_end(now)
    return now.with_columns(
        last_year="y1", **_season(count, now, used), **_among(count, now),
    ).drop(f"y{back}" for back in years)  # fmt: skip


def _season(count: Reals, now: pl.DataFrame, used: list[str]) -> dict[str, pl.Series]:
    names = ("expected", "low", "high", "ratio_season", "lower_season", "p_season")
    if len(used) < 2:  # noqa: PLR2004 - as the comparison itself asks
        return {name: pl.Series([np.nan] * now.height, dtype=pl.Float64) for name in names}
    earlier = np.column_stack([_reals(now, name) for name in used])
    found = season(count, earlier)
    figures = (found.expected, found.low, found.high, found.ratio, found.lower, found.p)
    return {name: pl.Series(each) for name, each in zip(names, figures, strict=True)}


def _among(count: Reals, now: pl.DataFrame) -> dict[str, pl.Series]:
    """Counts per inhabitant among the areas of the level that have both figures."""
    per = _reals(now, "inhabitants")
    known = np.isfinite(per) & (per > 0)
    sets = grouped(np.where(known & (known.sum() >= FEWEST_AREAS), 0, -1).astype(np.int64))
    delivered = np.where(known, _reals(now, "count"), np.nan)
    found = rate_funnel(delivered, per, sets, np.where(known, count, np.nan))
    target = np.where(np.isnan(found.ratio), np.nan, sets.to_units(found.target) * PER)
    return {
        "rate": pl.Series(delivered / np.where(known, per, np.nan) * PER),
        "peers_rate": pl.Series(target), "ratio_peers": pl.Series(found.ratio),
        "lower_peers": pl.Series(found.lower), "p_peers": pl.Series(found.p),
        "areas": pl.Series(np.full(now.height, known.sum()), dtype=pl.Int64),
    }  # fmt: skip


def _level(name: str, found: pl.DataFrame, q: Reals) -> pl.Series:
    ratio, lower = (found[f"{part}_{name}"].to_numpy() for part in ("ratio", "lower"))
    levels: Whole = count_levels(ratio, lower, q, _lower_end(found))
    return pl.Series(name, [None if each < 0 else each for each in levels.tolist()], pl.Int64)


def _lower_end(now: pl.DataFrame) -> Reals:
    """The count, or the smallest that rounds to it: 20 rounded to 5 stands for 18 to 22."""
    half = (pl.col("rounded_to").fill_null(1) // 2).clip(0)
    return now.select((pl.col("count") - half).clip(0).cast(pl.Float64)).to_series().to_numpy()


def _reals(now: pl.DataFrame, name: str) -> Reals:
    return now[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()


_FOUND = {
    "last_year": pl.Int64, "expected": pl.Float64, "low": pl.Float64, "high": pl.Float64,
    "season": pl.Int64, "rate": pl.Float64, "peers_rate": pl.Float64, "peers": pl.Int64,
    "q_season": pl.Float64, "q_peers": pl.Float64, "areas": pl.Int64,
}  # fmt: skip
