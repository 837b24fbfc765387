from __future__ import annotations

import polars as pl
import pytest

from screening.lists import LISTS
from screening.prioritise.capacity import Room, cut, divide


@pytest.mark.parametrize(
    ("capacity", "candidates", "share", "room"),
    [
        (20, 100, 0.0, Room(20, 0)),
        (20, 100, 0.1, Room(18, 2)),
        (25, 100, 0.1, Room(22, 3)),
        (20, 9, 0.1, Room(9, 1)),
        (20, 19, 0.1, Room(18, 2)),
        (20, 3, 0.1, Room(3, 0)),
        (20, 3, 0.5, Room(3, 3)),
        (20, 0, 0.1, Room(0, 0)),
        (1, 5, 0.1, Room(1, 0)),
    ],
)
def test_a_list_is_divided(capacity: int, candidates: int, share: float, room: Room) -> None:
    assert divide(capacity, candidates, share) == room


@pytest.mark.parametrize("candidates", range(0, 60, 7))
@pytest.mark.parametrize("share", [0.05, 0.1, 0.3, 0.5])
def test_the_share_is_right_within_rounding_and_the_list_never_too_long(
    candidates: int, share: float
) -> None:
    room = divide(20, candidates, share)
    total = room.flagged + room.random
    assert total <= 20
    assert abs(room.random - share * total) <= 1


def ordered(*points: float) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "list": "octopus.auto", "rank": range(1, len(points) + 1), "points": points,
            "families_count": 1, "newest": pl.Series([None] * len(points), dtype=pl.Date),
        }
    )  # fmt: skip


def parted(frame: pl.DataFrame, room: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    marked = cut(frame.lazy(), {"octopus.auto": room}).collect()
    return marked.filter("kept"), marked.filter("tie")


def test_ties_across_the_cut_are_named_on_both_sides() -> None:
    kept, tied = parted(ordered(20, 10, 10, 10, 5), 3)
    assert kept["tie"].to_list() == [False, True, True]
    assert tied["rank"].to_list() == [2, 3, 4]


def test_equals_that_all_fit_are_no_tie() -> None:
    kept, tied = parted(ordered(20, 10, 10, 5), 3)
    assert not kept["tie"].any()
    assert tied.is_empty()


def test_families_and_dates_break_a_tie() -> None:
    frame = ordered(10, 10).with_columns(families_count=pl.Series([2, 1]))
    assert parted(frame, 1)[1].is_empty()


@pytest.mark.parametrize("room", [0, 2, 5])
def test_a_list_that_fits_or_has_no_room(room: int) -> None:
    kept, tied = parted(ordered(10, 10), room)
    assert kept.height == min(room, 2)
    assert tied.is_empty()


def test_each_list_is_cut_at_its_own_room() -> None:
    other = ordered(10, 10, 5).with_columns(list=pl.lit("tvo"))
    both = pl.concat([ordered(10, 10, 5), other]).lazy()
    marked = cut(both, {"octopus.auto": 1, "tvo": 2}).collect()
    assert marked.filter("kept").select("list", "rank").rows() == [
        ("octopus.auto", 1), ("tvo", 1), ("tvo", 2),
    ]  # fmt: skip
    assert marked.filter("tie").select("list", "rank").rows() == [
        ("octopus.auto", 1), ("octopus.auto", 2),
    ]  # fmt: skip


def test_every_list_has_a_usual_room() -> None:
    assert LISTS["octopus.auto"].capacity == LISTS["octopus.park"].capacity > 0
    assert LISTS["bibob"].capacity > 0
