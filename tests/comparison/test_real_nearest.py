"""The rule for branches on all real municipalities, worked out anew from docs/statistics.md.

By its null of the square root; tests/comparison/statistics/test_tails.py works out the fitted one.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray
from scipy.stats import norm

from tests.comparison.test_real_municipalities import compared, establishments, urbanity
from tests.comparison.test_real_municipalities import pytestmark as pytestmark  # noqa: PLC0414

Reals = NDArray[np.float64]
PEERS = 20


@cache
def judged() -> pl.DataFrame:
    return compared("area.branch_density", establishments(merged=True), null="square-root")


def nearest_by_hand(group: pl.DataFrame) -> NDArray[np.int64]:
    """Rows of the 20 nearest of each row, (n, 20); the whole distance matrix at once."""
    both = group.select(pl.col("population").log(), pl.col("address_density_km2").log()).to_numpy()
    scaled = (both - both.mean(axis=0)) / both.std(axis=0)
    distance = np.linalg.norm(scaled[:, None, :] - scaled[None, :, :], axis=2)
    band = group.select(urbanity(pl.col("address_density_km2").round(0))).to_series().to_numpy()
    distance[np.abs(band[:, None] - band[None, :]) > 1] = np.inf
    np.fill_diagonal(distance, np.inf)
    found = np.argsort(distance, axis=1, kind="stable")[:, :PEERS]
    assert np.isfinite(np.take_along_axis(distance, found, axis=1)).all()
    return found


def mean_square(z: Reals) -> Reals:
    low, high = np.quantile(z, [0.1, 0.9], axis=1, keepdims=True)
    return np.asarray((np.clip(z, low, high) ** 2).mean(axis=1), dtype=np.float64)


def tau2_by_hand(z: Reals, expected: Reals) -> Reals:
    """Paule and Mandel by halving: tau^2 at which the mean square is what a normal score keeps.

    Of every row of scores (n, k) one.
    """
    size = z.shape[1]
    wanted = 0.678650 * (size - 1) / size
    low, high = np.zeros(len(z)), np.full(len(z), 100.0)
    for _ in range(80):
        middle = (low + high) / 2
        above = mean_square(z / np.sqrt(1 + 4 * expected * middle[:, None])) > wanted
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return low


def figures_by_hand(group: pl.DataFrame) -> pl.DataFrame:
    """Target, tau^2, score and p of every unit of a branch against its nearest."""
    peers = nearest_by_hand(group)
    count, people = group["count"].to_numpy(), group["population"].to_numpy()
    rate = count[peers].sum(axis=1) / people[peers].sum(axis=1)
    theirs = people[peers] * rate[:, None]
    own = tau2_by_hand(2 * (np.sqrt(count[peers]) - np.sqrt(theirs)), theirs)
    expected = people * rate
    around = 2 * (np.sqrt(count) - np.sqrt(expected))
    tau2 = np.maximum(own, tau2_by_hand(around[None, :], expected[None, :])[0])
    weight = people[peers] / people[peers].sum(axis=1, keepdims=True)
    of_target = (weight**2 * (1 / (4 * theirs) + tau2[:, None])).sum(axis=1)
    spread = np.sqrt(1 / (4 * expected) + tau2 + of_target)
    z = (np.sqrt(count / expected) - 1) / spread
    lower = np.maximum(np.sqrt(count / expected) - 1.959964 * spread, 0) ** 2
    return group.with_columns(
        target=10_000 * rate, ratio=count / expected, z=z, p=norm.sf(z), lower=lower,
        listed=pl.Series([sorted(group["subject"].gather(row)) for row in peers]),
    )  # fmt: skip


@cache
def by_hand() -> pl.DataFrame:
    known = (
        establishments(merged=True)
        .drop_nulls("count")
        .with_columns(subject=pl.col("gm_code") + ":" + pl.col("branch"))
        .sort("subject")
    )
    found = pl.concat([figures_by_hand(group) for group in known.partition_by("branch")])
    order = np.argsort(found["p"].to_numpy())
    stepped = found["p"].to_numpy()[order] * len(order) / np.arange(1, len(order) + 1)
    q = np.empty(len(order))
    q[order] = np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1)
    return found.with_columns(q=pl.Series(q))


def test_every_figure_of_the_rule_is_that_of_the_published_formula() -> None:
    ours = judged().filter(pl.col("density_ratio").is_not_null())
    both = by_hand().join(ours, on="subject", validate="1:1")
    assert both.height == by_hand().height == ours.height == 2732
    assert both["listed"].equals(both["density_peers"].list.sort(), check_names=False)
    pairs = {"target": "expected"} | {name: name for name in ("ratio", "z", "p", "q", "lower")}
    for hand, name in pairs.items():
        gap = (both[hand] - both[f"density_{name}"]).abs().max()
        assert gap == pytest.approx(0, abs=1e-4), name


def test_what_is_notable_is_so_by_the_published_bounds() -> None:
    notable = by_hand().filter(
        pl.col("q") <= 0.1, pl.col("ratio") >= 1.5, pl.col("lower") > 1, pl.col("count") >= 10
    )
    assert sorted(notable["subject"]) == sorted(judged().filter("density_notable")["subject"])
