"""The comparisons on a measured frame: rate, share, amount, change, season and density."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from screening.comparison.models import (
    AmountCompare,
    ChangeCompare,
    DensityCompare,
    RateCompare,
    SeasonCompare,
    ShareCompare,
)
from screening.comparison.peers import Peering, group_peering, peering, reals
from screening.comparison.statistics.comparison_sets import Reals, Whole
from screening.comparison.statistics.density import sums_within
from screening.comparison.statistics.funnel import Funnel, rate_funnel, share_funnel
from screening.comparison.statistics.intervals import normal_quantile
from screening.comparison.statistics.levels import (
    NOT_COMPARABLE,
    NOTABLE_COUNT,
    count_levels,
    score_levels,
)
from screening.comparison.statistics.robust import Robust, robust_z
from screening.comparison.statistics.season import season as judge_season

Flags = NDArray[np.bool_]
_GROWTH_DECIMALS = 10
_NO_EVENTS = "geen enkel geval in de vergelijkingsgroep"
_NO_SPREAD = "geen spreiding in de vergelijkingsgroep"


@dataclass(frozen=True)
class Figures:
    """What a comparison found per measured row, before the level is known.

    Floats are NaN where there is no figure; ``expected`` counts in the unit of ``value``. ``told``
    holds group, group_size, reason and, for nearest peers, peers. ``grade`` turns the q of every
    row into level numbers. ``too_few`` is the reason for rows with that level.
    """

    value: Reals
    expected: Reals
    ratio: Reals
    lower: Reals
    upper: Reals
    z: Reals
    p: Reals
    told: pl.DataFrame
    grade: Callable[[Reals], Whole]
    too_few: pl.Expr | None = None


def rate(measured: pl.DataFrame, block: RateCompare) -> Figures:
    """Count per denominator against the pooled rate of the peers; both on the block's scale."""
    count, per = reals(measured, block.count), reals(measured, block.per)
    usable = (count >= 0) & (per > 0)
    among = peering(measured, block.peers, block.within, usable, block.min_group)
    tested = count
    if block.rounded_to is not None:
        tested = lower_end(count, reals(measured, block.rounded_to))
    with np.errstate(invalid="ignore"):
        found = rate_funnel(np.where(usable, count, np.nan), per, among.sets, tested, block.spread)
    target = among.sets.to_units(found.target) * block.scale
    told = _with_reason(among, (count, "het aantal"), (per, "de noemer"), found.ratio)
    value = np.where(usable, count, np.nan) / np.where(usable, per, np.nan) * block.scale
    expected = np.where(np.isnan(found.ratio), np.nan, target)
    return _counted(value, expected, found, told, tested, block.min_count)


def share(measured: pl.DataFrame, block: ShareCompare) -> Figures:
    """Part of a whole against the pooled share of the peers."""
    part, whole = reals(measured, block.count), reals(measured, block.of)
    usable = (part >= 0) & (whole > 0) & (part <= whole)
    among = peering(measured, block.peers, block.within, usable, block.min_group)
    with np.errstate(invalid="ignore"):
        found = share_funnel(np.where(usable, part, np.nan), whole, among.sets, block.spread)
        value = np.where(usable, part, np.nan) / np.where(usable, whole, np.nan)
    told = _with_reason(among, (part, "het deel"), (whole, "het geheel"), found.ratio)
    more = pl.Series((part > whole) & (whole > 0))
    larger = pl.when(more).then(pl.lit("het deel is groter dan het geheel"))
    told = told.with_columns(reason=pl.coalesce(larger, "reason"))
    return _counted(value, found.expected, found, told, part, NOTABLE_COUNT)


def amount(measured: pl.DataFrame, block: AmountCompare) -> Figures:
    """Positive amount against the first group of the widening list that is large enough."""
    value = reals(measured, block.value)
    usable = value > 0
    logs = np.log(np.where(usable, value, np.nan))
    choice = np.full(measured.height, -1, dtype=np.int64)
    steps: list[tuple[Peering, Robust]] = []
    for position, keys in enumerate(block.groups):
        among = group_peering(measured, keys, usable, block.min_group)
        choice = np.where((choice < 0) & (among.sets.own >= 0), position, choice)
        steps.append((among, robust_z(logs, among.sets)))
    # A unit that finds no group anywhere is told about the widest one.
    choice = np.where(choice < 0, len(steps) - 1, choice)
    centre, spread, z, p = (
        _pick(choice, [getattr(found, name) for _, found in steps])
        for name in ("centre", "spread", "z", "p")
    )
    half = normal_quantile(0.95) * spread
    ratio = np.exp(logs - centre)
    told = _pick_told(choice, [among.told for among, _ in steps])
    told = _no_spread(_missing(told, value, "het bedrag", positive=True), z)
    return Figures(
        value=value, expected=np.exp(centre), ratio=ratio, lower=ratio * np.exp(-half),
        upper=ratio * np.exp(half), z=z, p=p, told=told, grade=lambda _q: score_levels(z),
    )  # fmt: skip


def change(measured: pl.DataFrame, block: ChangeCompare) -> Figures:
    """Growth in per cent minus the peers' median growth, in percentage points.

    ``expected`` is the median growth of the peers; ``ratio`` compares growth factors.
    """
    now, before = reals(measured, block.now), reals(measured, block.before)
    usable = (now >= 0) & (before > 0)
    base = np.where(usable, before, np.nan)
    growth = (now - base) / base * 100
    among = peering(measured, block.peers, block.within, usable, block.min_group)
    found = robust_z(growth, among.sets)
    half = normal_quantile(0.95) * found.spread
    typical = 100 + found.centre
    typical = np.where(typical > 0, typical, np.nan)
    told = _with_reason(among, (now, "het aantal"), (before, "het eerdere aantal"), None)
    return Figures(
        # Rounded, so that a threshold that is met exactly is not missed by the last bit.
        value=np.round(growth - found.centre, _GROWTH_DECIMALS),
        expected=found.centre,
        ratio=(100 + growth) / typical,
        lower=np.maximum(100 + growth - half, 0) / typical,
        upper=(100 + growth + half) / typical,
        z=found.z, p=found.p, told=_no_spread(told, found.z),
        grade=lambda _q: score_levels(found.z),
    )  # fmt: skip


def season(measured: pl.DataFrame, block: SeasonCompare) -> Figures:
    """A count against the same period of earlier years; ``group`` tells what was to be expected."""
    now = reals(measured, block.now)
    earlier = np.column_stack([reals(measured, name) for name in block.earlier])
    found = judge_season(now, earlier)
    interval = pl.DataFrame({"low": found.low, "high": found.high}).cast(pl.Int64, strict=False)
    said = f"dezelfde periode in {len(block.earlier)} eerdere jaren, " + pl.format(
        "verwacht tussen {} en {}", "low", "high"
    )
    judged = pl.Series(~np.isnan(found.ratio))
    told = interval.select(
        group=pl.when(judged).then(said),
        group_size=pl.when(judged).then(pl.lit(len(block.earlier), pl.Int64)),
        reason=pl.when(~judged).then(pl.lit("in de eerdere jaren is er geen enkel geval")),
    )
    told = _missing(told, earlier.min(axis=1), "een telling van een eerder jaar", positive=False)
    told = _missing(told, now, "de telling van deze periode", positive=False)
    few = pl.lit(f"te weinig gevallen om te beoordelen (minder dan {NOTABLE_COUNT})")
    return Figures(
        value=now, expected=found.expected, ratio=found.ratio, lower=found.lower,
        upper=found.upper, z=found.z, p=found.p, told=told, too_few=few,
        grade=lambda q: count_levels(found.ratio, found.lower, q, now),
    )  # fmt: skip


def density(measured: pl.DataFrame, block: DensityCompare) -> Figures:
    """The sum of a count over all measured subjects within a radius; nothing else is compared."""
    x, y = reals(measured, block.x), reals(measured, block.y)
    value = sums_within(x, y, reals(measured, block.count), block.radius_m)
    none = np.full(measured.height, np.nan)
    reason = pl.when(pl.Series(np.isnan(value))).then(pl.lit("de coördinaten ontbreken"))
    told = measured.select(
        group=pl.lit(f"binnen {block.radius_m:g} meter"),
        group_size=pl.lit(None, pl.Int64),
        reason=reason,
    )
    return Figures(
        value=value, expected=none, ratio=none, lower=none, upper=none, z=none, p=none, told=told,
        grade=lambda _q: np.full(measured.height, NOT_COMPARABLE, dtype=np.int64),
    )  # fmt: skip


def lower_end(count: Reals, rounded_to: Reals) -> Reals:
    """Smallest count that rounds to ``count``: 20 rounded to 5 stands for 18 to 22."""
    half = np.where(rounded_to > 1, np.floor(rounded_to / 2), 0.0)
    return np.maximum(count - half, 0.0)


def _counted(
    value: Reals, expected: Reals, found: Funnel, told: pl.DataFrame, count: Reals, min_count: int
) -> Figures:
    text = pl.lit(f"te weinig gevallen om te beoordelen (minder dan {min_count})")
    return Figures(
        value=value, expected=expected, ratio=found.ratio, lower=found.lower,
        upper=found.upper, z=found.z, p=found.p, told=told, too_few=text,
        grade=lambda q: count_levels(found.ratio, found.lower, q, count, min_count),
    )  # fmt: skip


def _with_reason(
    among: Peering, top: tuple[Reals, str], bottom: tuple[Reals, str], ratio: Reals | None
) -> pl.DataFrame:
    """The reason of the first thing that is wrong: the figures, then the set, then no events."""
    told = among.told
    if ratio is not None:
        empty = pl.when(pl.Series(np.isnan(ratio) & (among.sets.own >= 0)))
        told = told.with_columns(reason=pl.coalesce("reason", empty.then(pl.lit(_NO_EVENTS))))
    told = _missing(told, *bottom, positive=True)
    negative = pl.when(pl.Series(top[0] < 0)).then(pl.lit(f"{top[1]} is negatief"))
    told = told.with_columns(reason=pl.coalesce(negative, "reason"))
    return _missing(told, *top, positive=False)


def _missing(told: pl.DataFrame, values: Reals, what: str, *, positive: bool) -> pl.DataFrame:
    """Put what is wrong with the figure itself before what is wrong with its set."""
    wrong: pl.Expr = pl.when(pl.Series(np.isnan(values))).then(pl.lit(f"{what} ontbreekt"))
    if positive:
        zero = pl.when(pl.Series(values <= 0)).then(pl.lit(f"{what} is niet groter dan nul"))
        wrong = pl.coalesce(wrong, zero)
    return told.with_columns(reason=pl.coalesce(wrong, "reason"))


def _no_spread(told: pl.DataFrame, z: Reals) -> pl.DataFrame:
    flat = pl.when(pl.Series(np.isnan(z))).then(pl.lit(_NO_SPREAD))
    return told.with_columns(reason=pl.coalesce("reason", flat))


def _pick(choice: Whole, options: list[Reals]) -> Reals:
    picked: Reals = np.take_along_axis(np.stack(options), choice[None, :], axis=0)[0]
    return picked


def _pick_told(choice: Whole, options: list[pl.DataFrame]) -> pl.DataFrame:
    """Row i of option choice[i]."""
    stacked = pl.concat(options)
    rows = choice * len(choice) + np.arange(len(choice))
    return stacked[rows]
