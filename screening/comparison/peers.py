"""Who is compared with whom: from the peers of a compare block to comparison sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import Field

from screening.comparison.statistics.comparison_sets import ComparisonSets, Whole, chosen, grouped
from screening.comparison.statistics.nearest import nearest
from screening.documents.fields import Columns, Model

EVERYONE = "alle"
URBANITY = "urbanity_class"
"""A measured column of this name keeps nearest peers within one class."""
Peer = Annotated[int, Field(ge=3, le=1_000_000)]
"""A least number of peers."""


class Nearest(Model):
    """The k nearest units by standardised distance, never more than one urbanity class apart."""

    nearest: int = Field(gt=0, le=1_000)
    """How many units each is compared with."""
    on: Columns
    """Measured columns that say how near units are, each standardised."""


class Same(Model):
    """Units that share the values of these columns."""

    same: Columns
    """Measured columns whose values compared units share."""


Peers = Literal["all"] | Same | Nearest


@dataclass(frozen=True)
class Peering:
    """Comparison sets for the rows of a measured frame, and what to tell about them.

    ``told`` has one row per measured row: ``group`` (which set), ``group_size``, ``reason`` (Dutch,
    why there is no set; null where there is one) and, for nearest peers, ``peers`` (subjects).
    """

    sets: ComparisonSets
    told: pl.DataFrame


def reals(frame: pl.DataFrame, column: str) -> NDArray[np.float64]:
    """A column as floats; null, NaN and infinite become NaN."""
    values = frame[column].cast(pl.Float64).to_numpy()
    return np.where(np.isfinite(values), values, np.nan)


def peering(
    measured: pl.DataFrame,
    peers: Peers,
    within: str | None,
    usable: NDArray[np.bool_],
    min_group: int,
) -> Peering:
    """Sets over the usable rows of ``measured``, separately per value of ``within``.

    A unit belongs to its own set, except with nearest peers: those are the others.
    """
    if isinstance(peers, Nearest):
        return _nearest_peering(measured, peers, within, usable, min_group)
    keys = [] if within is None else [within]
    keys += peers.same if isinstance(peers, Same) else []
    return group_peering(measured, keys, usable, min_group)


def group_peering(
    measured: pl.DataFrame, keys: Sequence[str], usable: NDArray[np.bool_], min_group: int
) -> Peering:
    """Sets of units that share the values of ``keys``; all units when there are none."""
    numbers = group_numbers(measured, keys)
    sets = grouped(np.where(usable, numbers, -1))
    return _told(measured.height, sets, label(measured, keys), numbers >= 0, min_group)


def group_numbers(measured: pl.DataFrame, keys: Sequence[str]) -> Whole:
    """A number per combination of key values, -1 where one of them is null."""
    if not keys:
        return np.zeros(measured.height, dtype=np.int64)
    joined = pl.concat_str([pl.col(key).cast(pl.String) for key in keys], separator="\x1f")
    ranked = measured.select((joined.rank("dense").cast(pl.Int64) - 1).fill_null(-1))
    return ranked.to_series().to_numpy()


def label(measured: pl.DataFrame, keys: Sequence[str]) -> pl.Series:
    """The comparison set in words, per row; null where a key is null."""
    if not keys:
        return pl.repeat(EVERYONE, measured.height, dtype=pl.String, eager=True)
    parts = [pl.format("{}={}", pl.lit(key), pl.col(key).cast(pl.String)) for key in keys]
    known = pl.all_horizontal([pl.col(key).is_not_null() for key in keys])
    return measured.select(pl.when(known).then(pl.concat_str(parts, separator=", "))).to_series()


def _told(
    height: int,
    sets: ComparisonSets,
    group: pl.Series,
    known: NDArray[np.bool_],
    min_group: int,
) -> Peering:
    size = sets.to_units(sets.sizes.astype(np.float64))
    large = size >= min_group
    kept = replace(sets, own=np.where(large, sets.own, -1))
    told = pl.DataFrame(
        {
            "group": group,
            "group_size": pl.Series(size, nan_to_null=True).cast(pl.Int64),
            "known": known,
        },
        height=height,
    )
    reason = (
        pl.when(~pl.col("known"))
        .then(pl.lit("een kenmerk voor de vergelijkingsgroep ontbreekt"))
        .when(pl.col("group_size") < min_group)
        .then(pl.lit(f"vergelijkingsgroep te klein (minder dan {min_group} eenheden)"))
    )
    return Peering(kept, told.with_columns(reason=reason).drop("known"))


def _nearest_peering(
    measured: pl.DataFrame,
    peers: Nearest,
    within: str | None,
    usable: NDArray[np.bool_],
    min_group: int,
) -> Peering:
    """The k nearest usable units within the same value of ``within``."""
    features = np.column_stack([reals(measured, column) for column in peers.on])
    band = reals(measured, URBANITY) if URBANITY in measured.columns else None
    known = ~np.isnan(features).any(axis=1)
    if band is not None:
        known &= ~np.isnan(band)
    numbers = group_numbers(measured, [] if within is None else [within])
    known &= numbers >= 0
    found = np.full((measured.height, peers.nearest), -1, dtype=np.int64)
    for number in np.unique(numbers[numbers >= 0]):
        rows = np.flatnonzero((numbers == number) & usable & known)
        local = nearest(features[rows], peers.nearest, None if band is None else band[rows])
        found[rows, : local.shape[1]] = np.where(local >= 0, rows[np.maximum(local, 0)], -1)
    group = pl.repeat(
        f"{peers.nearest} meest vergelijkbare op {', '.join(peers.on)}",
        measured.height, dtype=pl.String, eager=True,
    )  # fmt: skip
    sets = chosen(found, numbers)
    # Fewer peers than asked can still be enough, but never more than were asked for.
    required = min(min_group, peers.nearest)
    told = _told(measured.height, sets, group, known, required)
    return Peering(told.sets, told.told.with_columns(peers=_subjects(measured, sets)))


def _subjects(measured: pl.DataFrame, sets: ComparisonSets) -> pl.Series:
    """The subjects of each row's peers, nearest first; null for a row without peers."""
    subjects = measured["subject"].cast(pl.String)
    listed = pl.DataFrame(
        {"own": sets.set_of_member, "peers": subjects.gather(sets.members)},
        schema={"own": pl.Int64, "peers": pl.String},
    )
    lists = listed.group_by("own", maintain_order=True).agg("peers")
    rows = pl.DataFrame({"own": sets.own})
    return rows.join(lists, on="own", how="left", maintain_order="left")["peers"]
