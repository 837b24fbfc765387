"""Who can deliver what a list misses, and on which basis."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from screening.documents.fields import Model, Name, Told
from screening.reference.tables import ReferenceFile, shipped


class Supplier(Model):
    """What a register is about, who delivers it, and on which basis it may be asked for."""

    title: Told
    supplier: Told
    basis: Told


class Asked(Supplier):
    """Something that no register holds, and who knows it."""


class _Suppliers(ReferenceFile):
    checked: bool
    registers: dict[Name, Supplier]
    asked: dict[Name, Asked]


@cache
def suppliers() -> Mapping[str, Supplier]:
    """Suppliers by register."""
    return shipped("suppliers.yaml", _Suppliers).registers


@cache
def asked() -> Mapping[str, Asked]:
    """What no register holds, by name."""
    return shipped("suppliers.yaml", _Suppliers).asked
