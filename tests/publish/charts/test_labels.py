from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from screening.publish.charts.chart import WIDTH
from screening.publish.charts.labels import SIDES, _box, sides

places = st.tuples(st.floats(0, WIDTH), st.floats(0, 300))


def test_a_name_alone_stands_above_to_the_right() -> None:
    assert sides([("Ons Dorp", (100.0, 100.0))], [(100.0, 100.0)]) == [SIDES[0]]


def test_a_name_at_the_right_edge_stands_to_the_left_and_at_the_top_below() -> None:
    [right] = sides([("Ons Dorp", (WIDTH - 5.0, 100.0))], [])
    [top] = sides([("Ons Dorp", (100.0, 2.0))], [])
    assert right.align == "right"
    assert top.dy > 0


def test_two_names_close_by_and_the_points_of_others_are_kept_apart() -> None:
    named = [("Otterdrecht", (100.0, 100.0)), ("Zwaluwdrecht", (80.0, 108.0))]
    first, second = sides(named, [point for _, point in named])
    boxes = [_box(*each, side) for each, side in zip(named, (first, second), strict=True)]
    assert not boxes[0].meets(boxes[1])
    [away] = sides([("Ons Dorp", (100.0, 100.0))], [(120.0, 93.0)])
    assert not _box("Ons Dorp", (100.0, 100.0), away).holds((120.0, 93.0))


@given(st.lists(st.tuples(st.text(max_size=30), places), max_size=8), st.lists(places, max_size=30))
def test_every_name_gets_a_side_whatever_is_there(
    named: list[tuple[str, tuple[float, float]]], points: list[tuple[float, float]]
) -> None:
    found = sides(named, points)
    assert len(found) == len(named)
    assert {*found} <= {*SIDES}
    assert found == sides(named, points)
