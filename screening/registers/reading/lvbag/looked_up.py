"""What an address object refers to in other files of its delivery: an address, a building."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping

import polars as pl

from screening.registers.reading.lvbag.objects import Part
from screening.registers.reading.lvbag.tables import frame_of, judged

_NUMBER = ("huisnummer", "huisletter", "huisnummertoevoeging", "postcode")
_STREET, _TOWN, _BUILT = "openbareruimte_naam", "woonplaats_naam", "pand_bouwjaar"
_ADDRESS = (_STREET, *_NUMBER, _TOWN)
Parts = Callable[[str], Iterable[Part]]
"""The files of a kind (by its code), read one after another."""


def columns(held: Collection[str]) -> tuple[str, ...]:
    """Columns that can be looked up where files of these kinds are held, in order."""
    address = _ADDRESS if {"NUM", "OPR", "WPL"} <= {*held} else ()
    return (*address, *((_BUILT,) if "PND" in held else ()))


def frames(parts: Parts, held: Collection[str], day: dt.date) -> tuple[pl.DataFrame, ...]:
    """These columns; the first of each frame is the reference by which they are found."""
    found, wanted = [], columns(held)
    if _STREET in wanted:
        found.append(_addresses(parts, day))
    if _BUILT in wanted:
        built = {"identificatie": "pandref", "oorspronkelijkBouwjaar": _BUILT}
        found.append(_current(parts, "PND", day, built))
    return tuple(found)


def _addresses(parts: Parts, day: dt.date) -> pl.DataFrame:
    """Where a number is in another town than its street, it says so itself."""
    number = {"identificatie": "hoofdadres", **{each: each for each in _NUMBER},
              "OpenbareRuimteRef": "street", "WoonplaatsRef": "own_town"}  # fmt: skip
    street = {"identificatie": "street", "naam": _STREET, "WoonplaatsRef": "street_town"}
    town = {"identificatie": "town", "naam": _TOWN}
    return (
        _current(parts, "NUM", day, number)
        .join(_current(parts, "OPR", day, street), on="street", how="left")
        .with_columns(pl.coalesce("own_town", "street_town").alias("town"))
        .join(_current(parts, "WPL", day, town), on="town", how="left")
        .select("hoofdadres", *_ADDRESS)
    )


def _current(parts: Parts, code: str, day: dt.date, names: Mapping[str, str]) -> pl.DataFrame:
    """What holds on this day, the last where two versions do; the first column is the key."""
    aside, fault = judged(day)
    held = [pl.DataFrame(schema=dict.fromkeys(names.values(), pl.String))]
    for part in parts(code):
        for objects in part.held.values():
            there = frame_of(objects).filter(aside.is_null() & fault.is_null())
            held.append(there.select(pl.col(name).alias(ours) for name, ours in names.items()))
    key = next(iter(names.values()))
    return pl.concat(held).drop_nulls(key).unique(key, keep="last", maintain_order=True)
