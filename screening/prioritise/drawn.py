"""The rows of lists that are drawn at random."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import polars as pl

from screening.prioritise.capacity import Room
from screening.prioritise.lists import DESK_ONLY, DRAWN
from screening.prioritise.reasons import PLACE
from screening.prioritise.sample import METHOD, NARROWED, Draw, draw_random


def draw_lists(
    population: pl.DataFrame,
    rooms: Mapping[str, tuple[Room, float]],
    *,
    seed: int,
    as_of: dt.date,
    desk: bool,
    narrowed: str = "",
) -> tuple[pl.LazyFrame, dict[str, Draw]]:
    """Rows drawn for each list, and how they were drawn; they carry no reasons.

    Args:
        population: per ``list`` the ``place_type`` and ``place`` of what is no candidate for it.
        rooms: per list its room and the share of it that is random.
        seed: of the draws.
        as_of: reference date; the same seed draws others on another day.
        desk: whether these rows are for desk checks alone.
        narrowed: what the lists are narrowed to; each narrowing has a draw of its own.

    """
    drawn = [pl.LazyFrame(schema=dict.fromkeys(["list", *PLACE], pl.String))]
    draws = {}
    for name, (room, share) in rooms.items():
        places, draws[name] = draw_random(
            population.filter(pl.col("list") == name),
            room.random,
            seed=seed,
            purpose=":".join([name, str(as_of), *([narrowed] if narrowed else [])]),
            share=share,
            desk=desk,
            method=METHOD + NARROWED if narrowed else METHOD,
        )
        drawn.append(places.lazy())
    return _as_rows(
        pl.concat(drawn), {name: room for name, (room, _) in rooms.items()}, desk
    ), draws


def _as_rows(places: pl.LazyFrame, rooms: Mapping[str, Room], desk: bool) -> pl.LazyFrame:
    """Drawn places as rows of their ``list``; their ranks follow those of the rows with reasons."""
    before = {name: room.flagged for name, room in rooms.items()}
    first = pl.col("list").replace_strict(before, return_dtype=pl.Int64)
    return places.with_columns(
        rank=first + pl.int_range(1, pl.len() + 1).over("list"),
        random=pl.lit(value=True),
        origin=pl.lit(DRAWN),
        handling=pl.lit(DESK_ONLY if desk else None, pl.String),
        subject_type="place_type",
        subject="place",
        about=pl.concat_list(pl.struct(subject_type="place_type", subject="place")),
    )
