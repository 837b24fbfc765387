"""Where places of a map come on a screen: in degrees or in metres, north up, not stretched."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from screening.registers.reading.shapes import Ring, Shape

_DEGREES = 180.0
_FINEST = 0.4
"""Points on the screen between two corners, at least."""


@dataclass(frozen=True)
class Screen:
    """A piece of the earth on ``width`` by ``height`` points."""

    west: float
    north: float
    left: float
    across: float
    down: float
    width: float
    height: float
    degrees: bool
    """Whether places are told in degrees."""

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a place comes."""
        across = self.left + (x - self.west) * self.across
        return round(across, 1), round((self.north - y) * self.down, 1)

    def ring(self, ring: Ring) -> Ring:
        """A ring of corners, without those that cannot be told apart."""
        return _thinned([self.at(x, y) for x, y in ring])

    def polygons(self, shape: Shape) -> list[list[Ring]]:
        """The rings of each part of an area."""
        return [[self.ring(ring) for ring in polygon] for polygon in shape.polygons]


def fitted(shapes: Sequence[Shape], width: float, tallest: float) -> Screen:
    """The screen on which all shapes fit, within so many points."""
    corners = [corner for shape in shapes for polygon in shape.polygons for ring in polygon
               for corner in ring]  # fmt: skip
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    degrees = max(map(abs, (*xs, *ys))) <= _DEGREES
    narrow = math.cos(math.radians((min(ys) + max(ys)) / 2)) if degrees else 1.0
    wide, high = (max(xs) - min(xs)) * narrow or 1.0, (max(ys) - min(ys)) or 1.0
    size = min(width / wide, tallest / high)
    left = (width - wide * size) / 2
    return Screen(
        min(xs), max(ys), left, narrow * size, size, width, round(high * size, 1), degrees
    )


def _thinned(ring: Ring) -> Ring:
    kept = ring[:1]
    for corner in ring[1:-1]:
        if math.dist(corner, kept[-1]) >= _FINEST:
            kept.append(corner)
    return [*kept, ring[0]]
