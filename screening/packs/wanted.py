"""Which columns some pack may use; nothing else is kept at load (T3)."""

from __future__ import annotations

from collections.abc import Iterable

from screening.packs.loaded import Pack
from screening.registers.schemas import REGISTERS


def wanted_columns(packs: Iterable[Pack]) -> dict[str, frozenset[str]]:
    """Register to the columns that at least one pack allows."""
    wanted: dict[str, frozenset[str]] = {}
    for pack in packs:
        for register, columns in pack.header.registers.items():
            allowed = frozenset(REGISTERS[register].columns if columns == "all" else columns)
            wanted[register] = wanted.get(register, frozenset()) | allowed
    return wanted
