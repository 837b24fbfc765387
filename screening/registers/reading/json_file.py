"""Reads JSON: a list of objects, an object a line, an answer of a service, or GeoJSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import polars as pl

from screening.errors import ExtractError, Problem, Where
from screening.registers.reading.json_pages import rest_of
from screening.registers.reading.limits import Limits, exceeded
from screening.registers.reading.points import GEOMETRY, as_points, crs_of_geojson, of_geojson
from screening.registers.reading.table import LISTED, Table, at, filled
from screening.registers.reading.text_file import decoded
from screening.registers.reading.workbooks.cell_text import are_numbers, column_text, text_in_json

_FIRST_ROW = 2
"""As a spreadsheet would number it, below the names of the columns."""
_EXPECTED = "a list of objects, one object a line, or GeoJSON"
_REMEDY = "export it again, or as csv"
_NAMED = ("value", "records", "results", "items", "rows", "data")
"""What services call the list in their answer: OData, CKAN (``result.records``) and others."""
_DEEPEST = 5
_MOST_DIGITS = 400
"""Of a number; what has more is no number of anything, and is read as text."""
_SINGLE = (str, int, float, bool, type(None))


def read_json(data: bytes, shown: str, limits: Limits) -> Table:
    """The values of the objects as text, under the names of their fields in order of appearance.

    A list of single values is their texts with ``|`` between them. Geometry becomes the columns
    ``x_rd`` and ``y_rd``. Raises ExtractError, with the line where it is known.
    """
    utf8, mended = decoded(data, shown, "auto")
    records, crs = _records(utf8.decode(), shown, limits)
    names = list(dict.fromkeys(name for record in records for name in record))
    if len(names) > limits.columns:
        found, remedy = f"the objects have {len(names)} fields", "export those that are needed"
        raise exceeded(found, Where(shown), "columns", limits, remedy)
    plain = [name for name in names if name != GEOMETRY]
    cells, unusable, numbers, native = [], {}, set[int](), dict[int, pl.Series]()
    for place, name in enumerate(plain):
        values = [record.get(name) for record in records]
        listed = any(isinstance(value, list) for value in values)
        nested = any(not isinstance(each, _SINGLE) for value in values for each in _each(value))
        single = [None] * len(values) if nested else [_one(value) for value in values]
        texts, number, other = column_text(single, text_in_json)
        if number and not other:
            numbers.add(place)
        elif number:
            native[place] = pl.Series(are_numbers(single), dtype=pl.Boolean)
        if nested or listed:
            unusable[place] = "lists or groups of values" if nested else LISTED
        cells.append(pl.Series(at(place), texts, pl.String))
    frame = pl.DataFrame(cells).select(
        pl.when(pl.col(each.name) != "").then(pl.col(each.name)).alias(each.name) for each in cells
    )
    table = filled(tuple(plain), frame, _FIRST_ROW, None, frozenset(numbers), unusable, native)
    table = replace(table, mended=mended)
    if GEOMETRY not in names:
        return table
    held = table.rows - _FIRST_ROW
    shapes = [records[place].get(GEOMETRY) for place in held.to_list()]
    return as_points(table, of_geojson(shapes, shown), crs, shown)


def _records(text: str, shown: str, limits: Limits) -> tuple[list[dict[str, Any]], str]:
    try:
        whole = _loaded(text)
    except json.JSONDecodeError as error:
        lines = [(n, each) for n, each in enumerate(text.split("\n"), 1) if each.strip()]
        if len(lines) < 2 or not _is_object(lines[0][1]):  # noqa: PLR2004 - then it is no list
            line = error.lineno if error.doc else None
            raise ExtractError(_broken(shown, line, error.msg)) from None
        whole = [_line(number, each, shown) for number, each in lines]
    except RecursionError:
        raise ExtractError(_broken(shown, None, "it nests too deeply")) from None
    records, crs = _listed(whole, shown)
    if len(records) > limits.rows:
        found = f"the file holds {len(records)} objects"
        raise exceeded(found, Where(shown), "rows", limits, "split the export")
    return records, crs


def _loaded(text: str) -> Any:
    """Raises JSONDecodeError, also where a text holds half of a letter (a lone surrogate)."""
    try:
        whole = json.loads(text, parse_constant=str, object_pairs_hook=_named_once)
    except json.JSONDecodeError:
        raise
    except ValueError:  # more digits than Python makes a number of
        whole = json.loads(
            text, parse_constant=str, parse_int=_whole, object_pairs_hook=_named_once
        )
    if "\\ud" in text or "\\uD" in text:
        try:
            json.dumps(whole, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise json.JSONDecodeError("a text holds half of a letter", text, 0) from None
    return whole


def _named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; nobody knows which of two values of one name it has."""
    held = dict(pairs)
    if len(held) < len(pairs):
        twice = next(name for name, count in Counter(n for n, _ in pairs).items() if count > 1)
        raise json.JSONDecodeError(f"an object has {twice!r} twice", "", 0)
    return held


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) <= _MOST_DIGITS else digits


def _line(number: int, text: str, shown: str) -> Any:
    try:
        return _loaded(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ExtractError(_broken(shown, number, getattr(error, "msg", "too deep"))) from None


def _is_object(text: str) -> bool:
    try:
        return isinstance(_loaded(text), dict)
    except (json.JSONDecodeError, RecursionError):
        return False


def _listed(whole: Any, shown: str) -> tuple[list[dict[str, Any]], str]:
    """The objects, and the system of coordinates of their geometry."""
    crs, answer = "", whole
    if isinstance(whole, dict) and isinstance(whole.get("features"), list):
        crs = crs_of_geojson(whole, shown)
        whole = [
            {**(each.get("properties") or {}), GEOMETRY: each.get("geometry")}
            if isinstance(each, dict)
            else each
            for each in whole["features"]
        ]
    elif isinstance(whole, dict):
        whole = _answered(whole)
    objects = whole if isinstance(whole, list) else []
    wrong = next((n for n, each in enumerate(objects) if not isinstance(each, dict)), None)
    if (not objects and whole != []) or wrong is not None:
        place = None if wrong is None else wrong + _FIRST_ROW
        found = "this is no list of objects"
        raise ExtractError(Problem(found, Where(shown, row=place), _EXPECTED, _REMEDY))
    rest = rest_of(answer, len(objects), shown) if isinstance(answer, dict) else None
    if rest is not None:
        raise ExtractError(rest)
    return objects, crs


def _answered(whole: dict[str, Any]) -> list[Any]:
    """The list that an answer holds, under its usual name or as the only one; else the object."""
    found = list(_lists(whole, _DEEPEST))
    for name in _NAMED:
        named = [held for called, held in found if called == name]
        if len(named) == 1:
            return named[0]
    others = [held for _, held in found if held]
    return others[0] if len(others) == 1 else [whole]


def _lists(whole: dict[str, Any], deep: int) -> Iterator[tuple[str, list[Any]]]:
    """Lists in an object and in the objects in it that may be of objects, each with its name."""
    for name, value in whole.items():
        if isinstance(value, dict) and deep:
            yield from _lists(value, deep - 1)
        elif isinstance(value, list) and (not value or any(isinstance(e, dict) for e in value)):
            yield name, value


def _each(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        yield from value
    else:
        yield value


def _one(value: Any) -> Any:
    if isinstance(value, list):
        return "|".join(column_text([each for each in value if each is not None], text_in_json)[0])
    return value


def _broken(shown: str, line: int | None, reason: str) -> Problem:
    return Problem(
        f"the file cannot be read as JSON: {reason}", Where(shown, line=line), _EXPECTED, _REMEDY
    )
