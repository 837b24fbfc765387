"""Rows of one key that differ in a column that can hold several values: said, not asked about.

Where nothing else in them differs it is proposed that they become one. Where a column that is not
read differs too they may as well be versions, of which one counts: that is left to who knows.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from screening.project.mapping.evidence import Seen
from screening.project.mapping.notes import cut
from screening.project.mapping.survey import Delivery
from screening.registers.reading.parse import cell
from screening.registers.reading.table import at
from screening.registers.schemas import Register
from screening.registers.schemas.columns import holds_several

_SURE = "een regel per waarde, van een sleutel wordt het door several een regel"
_UNSURE = (
    "regels van een sleutel verschillen hierin, en in {0}; zijn het waarden en geen versies, "
    "zet dan several: [{1}]"
)


def several_of(
    register: Register, columns: Mapping[str, Seen], delivery: Delivery
) -> tuple[list[str], dict[str, str]]:
    """Our columns of which each row holds one value, and what is said (Dutch) of a column."""
    key = [name for name in register.key if name in columns]
    held = [name for name in columns if holds_several(register.columns[name]) and name not in key]
    if not key or not held:
        return [], {}
    alike = _alike(delivery, [at(columns[name].place) for name in key])
    if alike.is_empty():
        return [], {}
    proposed: list[str] = []
    said: dict[str, str] = {}
    for name in held:
        differ = _differ(alike, columns, name, delivery.raw.table.headers)
        if differ is not None:
            proposed += [] if differ else [name]
            said[name] = _UNSURE.format(", ".join(map(cut, differ)), name) if differ else _SURE
    return proposed, said


def _alike(delivery: Delivery, key: list[str]) -> pl.DataFrame:
    """The rows, as text, that share a key with another, with the number of it as ``key``."""
    table = delivery.raw.table
    fine = table.cells if table.faults is None else table.cells.filter(table.faults.is_null())
    keys = fine.select(cell(place) for place in key)
    shared = keys.is_duplicated() & keys.select(pl.all_horizontal(pl.all().is_not_null()))[key[0]]
    rows = fine.filter(shared).select(cell(place) for place in fine.columns)
    return rows.with_columns(pl.struct(key).rank("dense").alias("key"))


def _differ(
    alike: pl.DataFrame, columns: Mapping[str, Seen], name: str, headers: tuple[str, ...]
) -> list[str] | None:
    """The headers that differ beside this one, none of them read; None where no key differs so."""
    place = columns[name].place
    read = {each.place for each in columns.values()} - {place}
    per_key = alike.group_by("key").agg(pl.exclude("key").n_unique() > 1)
    same = [~pl.col(at(each)) for each in sorted(read)]
    found = per_key.filter(pl.col(at(place)), *same)
    if found.is_empty():
        return None
    others = [each for each in range(len(headers)) if each not in read | {place}]
    return [headers[each] for each in others if found[at(each)].any()]
