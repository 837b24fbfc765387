"""Places on the map: geometry to one point, and coordinates of any system to the national grid.

Geometry is reduced to its centroid by shapely, coordinates are converted by pyproj: the grid (RD)
is no simple projection. What is neither in the grid nor in degrees in or near the country is not
guessed at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from screening.errors import ExtractError, Problem, Where
from screening.registers.reading.table import Table, at

GEOMETRY = "\0geometry"
"""Under which the geometry of a record stands among its fields; no field can be called so."""
RD = "EPSG:28992"
WGS84 = "EPSG:4326"
UNSAID = ""
"""Of coordinates of which no system is named: degrees, or metres of the grid, whichever fit."""
_NUMBER = re.compile(r"(?i)^(?:.*\bepsg\b.*?[:/#])?([0-9]{1,9})(?:/[a-z0-9]*)*/?$")
_LONGEST = 60
_X, _Y = "x_rd", "y_rd"
MAPPED = (_X, _Y)
"""Columns that are one place together, in whatever system."""
_LONGITUDES, _LATITUDES = (3.0, 7.5), (50.5, 54.0)
"""Degrees between which the country lies, and some of the sea."""
GRID_X, GRID_Y = (-10_000.0, 300_000.0), (289_000.0, 640_000.0)
"""Metres between which the grid is defined."""
_PLAIN = np.dtype(
    [("letters", "S2"), ("version", "u1"), ("flags", "u1"), ("system", "<i4"),
     ("order", "u1"), ("kind", "<u4"), ("x", "<f8"), ("y", "<f8")]
)  # fmt: skip
"""A point as GeoPackage holds it, low bytes first, and without a box around it."""
_MISSING, _POINT = -1, 0
"""Kinds of geometry as the library numbers them."""


def crs_of_geojson(collection: Mapping[str, Any], shown: str) -> str:
    """The system a collection names in the way of before RFC 7946, or :data:`UNSAID`.

    Raises ExtractError where it means to name one, and does not.
    """
    named = collection.get("crs")
    if named is None:
        return UNSAID
    held = named.get("properties") if isinstance(named, dict) else None
    told = (
        [held.get(key) for key in ("name", "code", "href")] if isinstance(held, dict) else [named]
    )
    said = [each for each in told if isinstance(each, str | int) and not isinstance(each, bool)]
    if not said:
        raise ExtractError(_no_system("without a name", shown))
    return str(said[0])


def of_geojson(shapes: Sequence[Any], shown: str) -> np.ndarray[Any, Any]:
    """Longitude or x, and latitude or y of each; NaN where there is no geometry."""
    import shapely  # noqa: PLC0415 - loaded for geometry only

    texts = [None if each is None else json.dumps(each) for each in shapes]
    try:
        return _centres(shapely.from_geojson(texts))
    except (shapely.errors.ShapelyError, ValueError):
        raise ExtractError(_no_geometry(shown)) from None


def of_geopackage(shapes: Sequence[bytes | None], shown: str) -> np.ndarray[Any, Any]:
    """The same of geometry as GeoPackage holds it: a head of its own before well-known binary."""
    points = _plain_points(shapes)
    if points is not None:
        return points
    import shapely  # noqa: PLC0415 - loaded for geometry only

    try:
        return _centres(shapely.from_wkb([None if s is None else _wkb(s) for s in shapes]))
    except (shapely.errors.ShapelyError, ValueError, IndexError, NotImplementedError):  # curves
        raise ExtractError(_no_geometry(shown)) from None


def _plain_points(shapes: Sequence[bytes | None]) -> np.ndarray[Any, Any] | None:
    """Of a layer of points without more, which most are of addresses; None of any other."""
    if not all(type(each) is bytes and len(each) == _PLAIN.itemsize for each in shapes):
        return None
    held = np.frombuffer(b"".join(shapes), _PLAIN)  # type: ignore[arg-type]
    if not ((held["letters"] == b"GP").all() and (held["flags"] == 1).all()):
        return None
    if not ((held["order"] == 1).all() and (held["kind"] == 1).all()):
        return None
    return np.stack((held["x"], held["y"]), axis=1)


def as_points(table: Table, points: np.ndarray[Any, Any], named: str, shown: str) -> Table:
    """The table with the points as columns ``x_rd`` and ``y_rd``; its own of that name stay.

    What the grid does not hold stays as it was written, to be read as degrees or told. Raises
    ExtractError for a system of coordinates that nobody knows.
    """
    placed = _placed(points[:, 0], points[:, 1], _system(named, shown))
    cells, headers, numbers = table.cells, list(table.headers), set(table.numbers)
    for name, values in zip((_X, _Y), placed, strict=True):
        if name not in headers:
            text = pl.Series(at(len(headers)), values).cast(pl.String)
            cells = cells.hstack([text.set(pl.Series(np.isnan(values)), None)])
            numbers.add(len(headers))
            headers.append(name)
    return replace(table, headers=tuple(headers), cells=cells, numbers=frozenset(numbers))


def _placed(
    x: np.ndarray[Any, Any], y: np.ndarray[Any, Any], crs: str
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Metres where the grid holds them; elsewhere as they stand.

    Where no system is named, or degrees are, metres of the grid can be nothing else.
    """
    new_x, new_y = to_grid(x, y, crs or WGS84)
    if crs in (UNSAID, WGS84):
        metres = _in_metres(x, y)
        new_x, new_y = np.where(metres, x, new_x), np.where(metres, y, new_y)
    inside = _in_metres(new_x, new_y)
    return np.where(inside, np.round(new_x, 2), x), np.where(inside, np.round(new_y, 2), y)


def _in_metres(x: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    inside: np.ndarray[Any, Any] = _between(x, GRID_X) & _between(y, GRID_Y)
    return inside


def _system(named: str, shown: str) -> str:
    """The system as pyproj knows it, of a name, a URN, an address or a number."""
    name = named.strip()
    number = _NUMBER.search(name)
    if number:
        name = f"EPSG:{int(number[1])}"
    if name.upper().startswith("NONE:") or name in ("", "EPSG:0", "EPSG:-1"):
        return UNSAID
    if name in (RD, WGS84) or name.upper().endswith("CRS84"):
        return RD if name == RD else WGS84
    from pyproj import CRS  # noqa: PLC0415 - loaded for coordinates of other systems only
    from pyproj.exceptions import CRSError  # noqa: PLC0415

    try:
        code = CRS.from_user_input(name).to_epsg()
    except CRSError:
        raise ExtractError(_no_system(f"'{named[:_LONGEST]}'", shown)) from None
    return f"EPSG:{code}" if code else name


def to_grid(
    x: np.ndarray[Any, Any], y: np.ndarray[Any, Any], crs: str
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Metres in the grid; NaN stays NaN, and so becomes what the grid does not hold."""
    if crs == RD:
        return x, y
    from pyproj import Transformer  # noqa: PLC0415 - loaded for coordinates of other systems only

    change = Transformer.from_crs(crs, RD, always_xy=True)
    new_x, new_y = change.transform(x, y)
    known = np.isfinite(new_x) & np.isfinite(new_y)
    return np.where(known, new_x, np.nan), np.where(known, new_y, np.nan)


def in_grid(rows: pl.DataFrame) -> tuple[pl.DataFrame, int, pl.Series]:
    """Rows of which ``x_rd`` and ``y_rd`` are metres in the grid; how many were degrees; which not.

    Degrees are known by where the country lies, in whichever order they stand. A point that is
    neither, or of which one half is missing, is no place: both are null, and the last series true.
    """
    x, y = (rows[name].to_numpy().astype(float) for name in (_X, _Y))
    straight = _between(x, _LONGITUDES) & _between(y, _LATITUDES)
    turned = _between(y, _LONGITUDES) & _between(x, _LATITUDES)
    degrees = straight | turned
    if degrees.any():
        east, north = np.where(turned, y, x)[degrees], np.where(turned, x, y)[degrees]
        x, y = x.copy(), y.copy()
        x[degrees], y[degrees] = (np.round(each, 2) for each in to_grid(east, north, WGS84))
    metres = _in_metres(x, y)
    nowhere = ~metres & ~(np.isnan(x) & np.isnan(y))
    if not degrees.any() and not nowhere.any():
        return rows, 0, pl.Series("nowhere", nowhere)
    placed = [pl.Series(name, np.where(metres, v, np.nan)).fill_nan(None)
              for name, v in ((_X, x), (_Y, y))]  # fmt: skip
    return rows.with_columns(placed), int(degrees.sum()), pl.Series("nowhere", nowhere)


def _between(values: np.ndarray[Any, Any], ends: tuple[float, float]) -> np.ndarray[Any, Any]:
    with np.errstate(invalid="ignore"):
        return (values >= ends[0]) & (values <= ends[1])


def _centres(shapes: Any) -> np.ndarray[Any, Any]:
    import shapely  # noqa: PLC0415 - loaded for geometry only

    kinds = shapely.get_type_id(shapes)
    points = shapes if np.isin(kinds, (_MISSING, _POINT)).all() else shapely.centroid(shapes)
    return np.asarray(shapely.get_coordinates(_one_each(points)))


def _one_each(points: Any) -> Any:
    """A point for each, also where there is no geometry, or an empty one."""
    import shapely  # noqa: PLC0415 - loaded for geometry only

    none = shapely.is_missing(points) | shapely.is_empty(points)
    return np.where(none, shapely.Point(np.nan, np.nan), points)


def _wkb(held: bytes) -> bytes:
    """Without the head: two letters, version, flags, system, and an envelope of a stated kind."""
    if not isinstance(held, bytes) or held[:2] != b"GP":
        raise ValueError(type(held))
    envelope = (0, 32, 48, 48, 64)[(held[3] >> 1) & 7]
    return held[8 + envelope :]


def _no_geometry(shown: str) -> Problem:
    found = "the geometry in the file cannot be read"
    return Problem(found, Where(shown), "points, lines or areas", "export it again, or as csv")


def _no_system(which: str, shown: str) -> Problem:
    return Problem(
        f"the file names a system of coordinates that is not known: {which}",
        Where(shown),
        "a system with an EPSG number, such as EPSG:28992 (RD)",
        "export it again in RD",
    )
