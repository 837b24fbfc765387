"""Coordinates of the national grid (RD) in degrees, and of degrees in the grid.

F.H. Schreutelkamp and G.L. Strang van Hees, "Benaderingsformules voor de transformatie tussen RD-
en WGS84-kaartcoördinaten", Geodesia 43 (2001): a polynomial around Amersfoort, right to a quarter
of a metre within the Netherlands.
"""

from __future__ import annotations

import polars as pl

_X0, _Y0 = 155_000.0, 463_000.0
_LAT0, _LON0 = 52.15517440, 5.38720621
_LAT = (
    (0, 1, 3235.65389), (2, 0, -32.58297), (0, 2, -0.24750), (2, 1, -0.84978), (0, 3, -0.06550),
    (2, 2, -0.01709), (1, 0, -0.00738), (4, 0, 0.00530), (2, 3, -0.00039), (4, 1, 0.00033),
    (1, 1, -0.00012),
)  # fmt: skip
"""Power of x, power of y (both in 100 km from Amersfoort), seconds of arc."""
_LON = (
    (1, 0, 5260.52916), (1, 1, 105.94684), (1, 2, 2.45656), (3, 0, -0.81885), (1, 3, 0.05594),
    (3, 1, -0.05607), (0, 1, 0.01199), (3, 2, -0.00256), (1, 4, 0.00128), (0, 2, 0.00022),
    (2, 0, -0.00022), (5, 0, 0.00026),
)  # fmt: skip
_X = (
    (0, 1, 190_094.945), (1, 1, -11_832.228), (2, 1, -114.221), (0, 3, -32.391), (1, 0, -0.705),
    (3, 1, -2.340), (1, 3, -0.608), (0, 2, -0.008), (2, 3, 0.148),
)  # fmt: skip
"""Power of latitude, power of longitude (both 0.36 of the degrees from Amersfoort), metres."""
_Y = (
    (1, 0, 309_056.544), (0, 2, 3_638.893), (2, 0, 73.077), (1, 2, -157.984), (3, 0, 59.788),
    (0, 1, 0.433), (2, 2, -6.439), (1, 1, -0.032), (0, 4, 0.092), (1, 4, -0.054),
)  # fmt: skip
_Terms = tuple[tuple[int, int, float], ...]


def in_degrees(x: pl.Expr, y: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Latitude and longitude (degrees, WGS84) of easting ``x`` and northing ``y`` (metres, RD)."""
    east, north = (x - _X0) * 1e-5, (y - _Y0) * 1e-5
    return _LAT0 + _sum(_LAT, east, north) / 3600, _LON0 + _sum(_LON, east, north) / 3600


def in_metres(latitude: float, longitude: float) -> tuple[float, float]:
    """Easting and northing (metres, RD) of a point in degrees (WGS84)."""
    north, east = 0.36 * (latitude - _LAT0), 0.36 * (longitude - _LON0)
    x, y = (sum(factor * north**p * east**q for p, q, factor in terms) for terms in (_X, _Y))
    return _X0 + x, _Y0 + y


def _sum(terms: _Terms, east: pl.Expr, north: pl.Expr) -> pl.Expr:
    return pl.sum_horizontal(factor * _power(east, p) * _power(north, q) for p, q, factor in terms)


def _power(value: pl.Expr, times: int) -> pl.Expr:
    result: pl.Expr = pl.lit(1.0)
    for _ in range(times):
        result = result * value
    return result
