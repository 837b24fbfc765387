"""Centres and surfaces; what cannot be read is unknown, and so is what it is part of."""

from __future__ import annotations

import pytest

from screening.registers.reading.lvbag.geometry import Shapes
from tests.lvbag import HOLE, SQUARE

SOLID = "0 0 1 4 0 1 4 4 1 0 4 1 0 0 1"
LAST = "10 10 14 10 14 14 10 14 10 10"


@pytest.mark.parametrize(
    ("rings", "expected"),
    [
        ([("230000.5 540000.25", 2, False)], (230_000.5, 540_000.25, None)),
        ([("1 2 99", 3, False)], (1.0, 2.0, None)),
        ([(SQUARE, 2, False)], (230_005.0, 540_010.0, 200.0)),
        ([(SOLID, 3, False)], (2.0, 2.0, 16.0)),
        ([(SQUARE, 2, False), (HOLE, 2, True)], (230_005.04, 540_010.14, 196.0)),
        ([(SOLID, 3, False), (LAST, 2, False)], (7.0, 7.0, 32.0)),
        ([(SQUARE, 2, False), ("1 2 3", 2, True)], (None, None, None)),
        ([(SQUARE, 2, False), ("a b c d e f g h", 2, True)], (None, None, None)),
        ([(HOLE, 2, True)], (None, None, None)),
        ([("nan 1", 2, False)], (None, None, None)),
        ([("", 2, False)], (None, None, None)),
        ([(SQUARE, 0, False)], (None, None, None)),
        ([], (None, None, None)),
    ],
)
def test_the_centre_and_surface_of_an_object(rings, expected):
    shapes = Shapes()
    shapes.add(0, "5 5", 2, inner=False)
    for text, dimension, inner in rings:
        shapes.add(1, text, dimension, inner=inner)
    shapes.add(2, LAST, 2, inner=False)
    assert shapes.measured(3).rows() == [(5.0, 5.0, None), expected, (12.0, 12.0, 16.0)]


def test_nothing_at_all():
    assert Shapes().measured(2).rows() == [(None, None, None)] * 2
