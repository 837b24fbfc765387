"""Conditions of ``when``: over measured columns, parameters and macros."""

from __future__ import annotations

from tests.fuzz.data import CODED
from tests.fuzz.grammar.conditions import condition
from tests.fuzz.grammar.draw import Draw, Kind, Scope

MEASURED = "bag_object", "inspection", "kvk_establishment", "area_count"


def when(d: Draw, register: str, depth: int) -> str:
    """A condition in which the columns of a register stand for what was measured."""
    columns = d.registers[register]

    def leaf(d: Draw, kind: Kind, _depth: int) -> str | None:
        options = [name for name, has in columns.items() if has == kind and name not in CODED]
        return d.one(options) if options else None

    return condition(d, Scope(leaf), depth)
