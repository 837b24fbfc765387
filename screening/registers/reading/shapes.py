"""Reads the shapes of areas from a GeoJSON file, and finds which property holds their codes."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from screening.errors import Problem, ProjectError, Where
from screening.files.private import read_plain

MOST_BYTES = 200_000_000
Ring = list[tuple[float, float]]
"""Corners in order, as x and y in degrees or metres; the last is the first again."""
_EXPORT = (
    "export the areas as GeoJSON with a property that holds their codes, such as BU90010100, "
    "or take the key 'map' out of the project file"
)
_EXPECTED = "GeoJSON: a FeatureCollection of polygons with the code of each area as a property"
_LEAST = 4
"""Corners of the smallest ring, the first one twice."""


@dataclass(frozen=True)
class Shape:
    """One area: its outer rings and its holes, in no particular direction."""

    code: str
    polygons: tuple[tuple[Ring, ...], ...]
    """Per part of the area its outer ring and then its holes."""


@dataclass(frozen=True)
class Shapes:
    """The shapes of the areas that were asked for; ``others`` of the file are none of those."""

    found: tuple[Shape, ...]
    others: int


def read_shapes(path: Path, shown: str, where: Where, codes: Collection[str]) -> Shapes:
    """The shapes in a file of the areas with these codes, in the order of their codes.

    The codes stand in the property that holds most of them. Raises ProjectError, with ``where`` the
    project names the file, when it cannot be read, is no GeoJSON or holds none of the areas.
    """
    features = _features(_content(path, shown, where), shown)
    name = _property_of_codes(features, codes)
    if name is None:
        raise ProjectError(_of_others(features, shown, codes))
    parts: dict[str, list[tuple[Ring, ...]]] = {}
    others = 0
    for number, feature in enumerate(features):
        code = _code(feature, name)
        if code not in codes:
            others += 1
            continue
        parts.setdefault(code, []).extend(_polygons(feature.get("geometry"), number, shown))
    shapes = [Shape(code, tuple(held)) for code, held in sorted(parts.items()) if held]
    if not shapes:
        raise ProjectError(_no_shape(shown, "none of its areas has a shape"))
    return Shapes(tuple(shapes), others)


def _content(path: Path, shown: str, where: Where) -> Any:
    try:
        data, _ = read_plain(path, MOST_BYTES + 1, follow=True)
    except OSError as error:
        found = f"the map {shown} cannot be read: {error.strerror}"
        if isinstance(error, FileNotFoundError):
            found = f"the map {shown} does not exist"
        remedy = "correct the path of the map, or take the key out"
        raise ProjectError(Problem(found, where, "a GeoJSON file", remedy)) from error
    if len(data) > MOST_BYTES:
        raise ProjectError(_no_shape(shown, "it is larger than 200 MB"))
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ProjectError(_no_shape(shown, "it is no text in UTF-8")) from None
    except json.JSONDecodeError as error:
        at = Where(shown, error.lineno)
        found = f"the map is no JSON: it goes wrong at column {error.colno}"
        raise ProjectError(Problem(found, at, _EXPECTED, _EXPORT)) from None
    except RecursionError:
        raise ProjectError(_no_shape(shown, "it is nested too deep")) from None


def _features(content: Any, shown: str) -> list[Mapping[str, Any]]:
    listed = content.get("features") if isinstance(content, dict) else None
    if not isinstance(listed, list):
        raise ProjectError(_no_shape(shown, "it is JSON without a list of features"))
    features: list[Mapping[str, Any]] = [each for each in listed if isinstance(each, dict)]
    if not features:
        raise ProjectError(_no_shape(shown, "it has no features"))
    return features


def _property_of_codes(features: Iterable[Mapping[str, Any]], codes: Collection[str]) -> str | None:
    """The property that holds most codes of areas; the first by name where two hold as many."""
    held = Counter(
        name
        for feature in features
        for name in _properties(feature)
        if _code(feature, name) in codes
    )
    return min(held, key=lambda name: (-held[name], name), default=None)


def _properties(feature: Mapping[str, Any]) -> Mapping[str, Any]:
    held = feature.get("properties")
    return {**(held if isinstance(held, dict) else {}), "id": feature.get("id")}


def _code(feature: Mapping[str, Any], name: str) -> str:
    value = _properties(feature).get(name)
    return value.strip() if isinstance(value, str) else ""


def _polygons(geometry: Any, number: int, shown: str) -> Iterator[tuple[Ring, ...]]:
    if geometry is None:  # an area without a shape, as GeoJSON allows
        return
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    held = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind not in {"Polygon", "MultiPolygon"} or not isinstance(held, list):
        raise ProjectError(_no_shape(shown, f"feature {number + 1} is no polygon"))
    try:
        for polygon in [held] if kind == "Polygon" else held:
            yield tuple(_ring(ring) for ring in polygon)
    except (TypeError, ValueError, IndexError, KeyError):
        raise ProjectError(
            _no_shape(shown, f"feature {number + 1} has corners that are no pairs of numbers")
        ) from None


def _ring(held: Any) -> Ring:
    ring = [(_number(corner[0]), _number(corner[1])) for corner in held]
    if len(ring) < _LEAST:
        raise ValueError
    return ring


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ValueError
    return float(value)


def _of_others(
    features: Iterable[Mapping[str, Any]], shown: str, codes: Collection[str]
) -> Problem:
    names = sorted({name for feature in features for name in _properties(feature)} - {"id"})
    some = ", ".join(sorted(codes)[-2:])
    return Problem(
        f"the map holds none of the areas of this run; its properties are: {', '.join(names[:12])}",
        Where(shown),
        f"a property with codes as in the register of areas, such as {some}",
        _EXPORT,
    )


def _no_shape(shown: str, what: str) -> Problem:
    return Problem(f"the map cannot be drawn: {what}", Where(shown), _EXPECTED, _EXPORT)
