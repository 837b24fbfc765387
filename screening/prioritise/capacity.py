"""What fits on a list, and who was as strong as the last one on it (design 8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

_DECIDES = ["points", "families_count", "newest"]


@dataclass(frozen=True)
class Room:
    """How many rows of a list come from reasons and how many are drawn at random."""

    flagged: int
    random: int


def divide(capacity: int, candidates: int, share: float) -> Room:
    """Divide a list so that ``share`` of its rows is random, rounded to whole rows.

    A list that the candidates do not fill stays short; its random part shrinks with it.
    """
    length = min(capacity, round(candidates / (1 - share)))
    drawn = int(share * length + 0.5)
    return Room(min(candidates, capacity - drawn), drawn)


def cut(ordered: pl.LazyFrame, rooms: Mapping[str, int]) -> pl.LazyFrame:
    """Candidates (``list``, ``rank``) with ``kept``, the first of each list that its room holds.

    A row is a ``tie`` when only its id decided whether it fits; that may be on either side of the
    cut.
    """
    room, rank = pl.col("room"), pl.col("rank")
    last = rank == room
    same = pl.all_horizontal(
        pl.col(name).eq_missing(pl.col(name).filter(last).first().over("list")) for name in _DECIDES
    )
    crosses = (pl.col("tie") & (rank > room)).any().over("list")
    return (
        ordered.with_columns(
            room=pl.col("list").replace_strict(rooms, return_dtype=pl.Int64),
        )
        .with_columns(kept=rank <= room, tie=same & (room > 0))
        .with_columns(tie=pl.col("tie") & crosses)
        .drop("room")
    )
