"""What fits on a list, and who was as strong as the last one on it (design 8)."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

DEFAULT_CAPACITY = {"octopus": 25, "tvo": 20, "bibob": 40, "designation": 20}
"""Rows a list has room for unless the project says otherwise; by the part before the dot."""

_DECIDES = ["points", "families_count", "newest"]


def default_capacity(name: str) -> int:
    """The usual room on a list."""
    return DEFAULT_CAPACITY[name.split(".", 1)[0]]


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


def cut(ordered: pl.DataFrame, room: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The first ``room`` rows with a column ``tie``, and all rows tied across the cut.

    Rows tie when only their id decided which of them fits.
    """
    if ordered.height <= room or room == 0:
        return ordered.head(room).with_columns(tie=pl.lit(value=False)), ordered.clear()
    last, first_out = ordered[room - 1], ordered[room]
    same = pl.all_horizontal(pl.col(name).eq_missing(last[name][0]) for name in _DECIDES)
    tied = ordered.filter(same)
    if tied["rank"].max() == last["rank"][0] or not first_out.filter(same).height:
        return ordered.head(room).with_columns(tie=pl.lit(value=False)), ordered.clear()
    return ordered.head(room).with_columns(tie=same), tied
