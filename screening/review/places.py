"""Where a report is about: an address of the register, searched step by step, or a point."""

from __future__ import annotations

import math
from collections.abc import Iterable

import polars as pl
from django.db import transaction

from screening.prioritise.facts.areas import names_of
from screening.prioritise.facts.wgs84 import in_metres
from screening.project.model import Project
from screening.registers.held import whole
from screening.registers.reading.load import load_registers
from screening.review.loading import search_form
from screening.review.models import KnownAddress

_REGISTER = "bag_object"
_COLUMNS = {
    _REGISTER: frozenset({"address", "area_code", "x_rd", "y_rd"}),
    "area": frozenset({"name", "level", "parent_code"}),
}
_BATCH = 2_000
_MOST = 20
NEAR, FARTHER = 50.0, 200.0
"""Metres from a point within which an address is offered: to who reports, and to who weighs."""
_X, _Y = (-7_000.0, 300_000.0), (289_000.0, 629_000.0)
"""Where the national grid is valid (metres, RD)."""


class NotAPointError(ValueError):
    """What was given is no point in the Netherlands; says in Dutch what was expected."""


def load_places(project: Project) -> int:
    """Read the addresses that the project maps, in place of those known; how many there are.

    A project without addresses leaves none. Raises ExtractError when they cannot be read.
    """
    mapped = {name: each for name, each in project.registers.items() if name in _COLUMNS}
    only = project.model_copy(update={"registers": mapped})
    loaded = load_registers(only, as_of=project.as_of, wanted=_COLUMNS)
    rows, areas = (loaded.registers.get(name) for name in _COLUMNS)
    with transaction.atomic():
        KnownAddress.objects.all().delete()
        if rows is None:
            return 0
        named = _in_areas(
            whole(rows).drop_nulls("address"), None if areas is None else whole(areas)
        )
        KnownAddress.objects.bulk_create(
            (
                KnownAddress(
                    vbo_id=vbo, address=address[:300], folded=_folded(address), x_rd=x, y_rd=y,
                    district=(district or "")[:120], neighbourhood=(neighbourhood or "")[:120],
                )
                for vbo, address, x, y, district, neighbourhood in named.iter_rows()
            ),
            _BATCH,
        )  # fmt: skip
    return named.height


def _in_areas(rows: pl.DataFrame, areas: pl.DataFrame | None) -> pl.DataFrame:
    """Address and point per object, with its district and neighbourhood where those are known."""
    objects = rows.select("vbo_id", "address", "x_rd", "y_rd")
    needed = {"area_code", "name", "level", "parent_code"}
    if areas is None or "area_code" not in rows.columns or not needed <= {*areas.columns}:
        unknown = pl.lit(None, pl.String)
        return objects.with_columns(district=unknown, neighbourhood=unknown)
    names = names_of(rows.lazy(), areas.lazy()).select("vbo_id", "district", "neighbourhood")
    return objects.join(names.collect(), on="vbo_id", how="left")


def found(asked: str) -> tuple[list[KnownAddress], bool]:
    """Addresses that hold every word of a text; and whether there are more than are given."""
    words = search_form(asked).replace(",", " ").split()
    query = KnownAddress.objects.all()
    for word in words:
        query = query.filter(folded__contains=word)
    some = list(query[: _MOST + 1]) if words else []
    return some[:_MOST], len(some) > _MOST


def near(x: float, y: float, within: float = NEAR) -> list[KnownAddress]:
    """The addresses at most about so many metres from a point (RD), the nearest first."""
    around = KnownAddress.objects.filter(
        x_rd__range=(x - within, x + within), y_rd__range=(y - within, y + within)
    )
    return _nearest(around, x, y)[:5]


def point_of(first: str, second: str) -> tuple[float, float]:
    """A point as somebody wrote it, in metres of the national grid.

    ``first`` and ``second`` are easting and northing (RD), or latitude and longitude. Raises
    NotAPointError for anything else.
    """
    try:
        one, two = (float(each.strip().replace(",", ".")) for each in (first, second))
    except ValueError:
        raise NotAPointError(_EXPECTED) from None
    if not (math.isfinite(one) and math.isfinite(two)):
        raise NotAPointError(_EXPECTED)
    x, y = in_metres(one, two) if abs(one) <= 90 and abs(two) <= 180 else (one, two)  # noqa: PLR2004
    if not (_X[0] <= x <= _X[1] and _Y[0] <= y <= _Y[1]):
        raise NotAPointError(_EXPECTED)
    return round(x, 1), round(y, 1)


_EXPECTED = (
    "Dit is geen punt in Nederland. Geef twee getallen: x en y (RD, in meters) of breedtegraad en "
    "lengtegraad, zoals 52,1552 en 5,3872."
)


def _nearest(some: Iterable[KnownAddress], x: float, y: float) -> list[KnownAddress]:
    return sorted(
        some,
        key=lambda each: (math.hypot((each.x_rd or 0) - x, (each.y_rd or 0) - y), each.vbo_id),
    )


def _folded(address: str) -> str:
    return search_form(address)[:300]
