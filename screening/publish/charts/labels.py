"""Where the name of a point is written, so that names and points do not hide each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from screening.publish.charts.chart import WIDTH


class Side(NamedTuple):
    """How a text stands beside its point: which end of it, and how far from the point."""

    align: str
    dx: int
    dy: int


SIDES = (Side("left", 9, -7), Side("left", 9, 9), Side("right", -9, -7), Side("right", -9, 9))
Point = tuple[float, float]
_LETTER, _TALL = 6.2, 13.0
"""How wide a letter is on average, and how tall a line, in points."""
_OUT, _TEXT = 50, 10
"""What it costs to stand outside the picture, or on another name; on a point it costs 1."""


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        apart = self.right < other.left or other.right < self.left
        return not (apart or self.bottom < other.top or other.bottom < self.top)

    def holds(self, point: Point) -> bool:
        return self.left <= point[0] <= self.right and self.top <= point[1] <= self.bottom


def sides(named: Sequence[tuple[str, Point]], points: Sequence[Point]) -> list[Side]:
    """The side of each name, in the order in which they are to be served.

    ``points`` are the places of all that is drawn, in points from the upper left corner.
    """
    taken: list[_Box] = []
    chosen = []
    for name, point in named:
        boxes = [_box(name, point, side) for side in SIDES]
        costs = [_cost(box, taken, points) for box in boxes]
        best = costs.index(min(costs))
        taken.append(boxes[best])
        chosen.append(SIDES[best])
    return chosen


def _box(name: str, point: Point, side: Side) -> _Box:
    wide = _LETTER * len(name)
    left = point[0] + side.dx - (wide if side.align == "right" else 0)
    middle = point[1] + side.dy
    return _Box(left, middle - _TALL / 2, left + wide, middle + _TALL / 2)


def _cost(box: _Box, taken: Sequence[_Box], points: Sequence[Point]) -> int:
    outside = box.left < 0 or box.right > WIDTH or box.top < 0
    texts = sum(box.meets(other) for other in taken)
    return _OUT * outside + _TEXT * texts + sum(box.holds(point) for point in points)
