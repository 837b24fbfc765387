"""Reads a file of XML as what its first element says it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from xml.parsers import expat

from screening.registers.reading.brk.rights import read_rights
from screening.registers.reading.brk.stand import Stand
from screening.registers.reading.limits import Limits
from screening.registers.reading.lvbag.delivery import read_one
from screening.registers.reading.source import Source
from screening.registers.reading.table import Table
from screening.registers.reading.xml_stream import PIECE

_SEARCHED = 20_000
"""Bytes in which the first element stands."""


def read_xml(data: bytes, shown: str, source: Source, limits: Limits) -> Table:
    """Rights of the BRK, or objects of the BAG; raises ExtractError for anything else."""
    if _first(data[:_SEARCHED]) == Stand.root:
        return read_rights(_pieces(data), shown, limits)
    return read_one(_pieces(data), shown, source, limits)


def _pieces(data: bytes) -> Iterator[bytes]:
    return (data[place : place + PIECE] for place in range(0, len(data), PIECE))


def _first(data: bytes) -> str:
    """The first element; blank where it cannot be read, which its reader will tell."""
    found: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, _: found.append(name)
    parser.StartDoctypeDeclHandler = lambda *_: found.append("")
    with suppress(expat.ExpatError):
        parser.Parse(data, False)
    return next(iter(found), "")
