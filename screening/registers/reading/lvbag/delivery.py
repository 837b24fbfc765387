"""A delivery of the BAG extract: a zip with a zip per kind of object, each of several files.

It is read as a file of two layers, address objects and buildings, file by file. Addresses are
looked up in the files of numbers, streets and towns of the same delivery.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

import polars as pl

from screening.errors import ExtractError, Problem, Where, suggestion
from screening.registers.reading.limits import MB, Limits, exceeded
from screening.registers.reading.lvbag import looked_up
from screening.registers.reading.lvbag.names import CODES, LAYERS
from screening.registers.reading.lvbag.objects import Part
from screening.registers.reading.lvbag.tables import day_of, empty_table, headers, table_of
from screening.registers.reading.packed_file import members, opened, unpacking
from screening.registers.reading.source import Source
from screening.registers.reading.table import Table
from screening.registers.reading.workbooks.packed import Packed

_NAME = re.compile(r"^\d{4}(VBO|LIG|STA|PND|NUM|OPR|WPL)\d{8}(-\d{6})?\.(xml|zip)$", re.IGNORECASE)


class Delivery:
    """A zip of files of the extract."""

    def __init__(self, data: bytes, shown: str, limits: Limits) -> None:
        self._data, self._shown, self._limits = data, shown, limits
        self._unpacked = 0
        names = members(data, shown, limits)
        found = ((_NAME.match(PurePosixPath(name).name), name) for name in names)
        self._files = [(hit[1].upper(), name) for hit, name in found if hit]
        self._held = {code for code, _ in self._files}

    def __bool__(self) -> bool:
        """Whether it is one."""
        return bool(self._files)

    @property
    def layers(self) -> list[str]:
        """What can be read of it; none when it holds nothing but addresses."""
        return [layer for layer, codes in LAYERS.items() if self._held & {*codes}]

    def headers(self, layer: str | None) -> tuple[str, ...]:
        """The headers of a layer; raises ExtractError."""
        kind = CODES[self._codes(layer)[0]]
        return headers(kind, self._more(kind))

    def read(self, source: Source) -> Iterator[tuple[str, Table]]:
        """The files of the layer, each by its name with its table; raises ExtractError."""
        others: tuple[pl.DataFrame, ...] | None = None
        for code in self._codes(source.table):
            kind = CODES[code]
            for name, part in self._parts(code):
                if not part.held[kind].lines:
                    continue
                day = day_of(part, source, name)
                if others is None:
                    held = self._held if self._more(kind) else ()
                    others = looked_up.frames(self._only_parts, held, day)
                yield name, table_of(kind, part.held[kind], day, others)
        if others is None:
            yield self._shown, empty_table(self.headers(source.table))

    def _more(self, kind: str) -> tuple[str, ...]:
        """Columns that are looked up in other files."""
        return () if kind == CODES["PND"] else looked_up.columns(self._held)

    def _codes(self, asked: str | None) -> tuple[str, ...]:
        """The kinds of a layer, by how files are named for them."""
        layers = self.layers
        if asked in layers:
            return LAYERS[asked]
        if asked is None and len(layers) == 1:
            return LAYERS[layers[0]]
        found = f"there is no table '{asked}'" if asked else f"the file holds {len(layers)} tables"
        near = suggestion(asked or "", layers) or "name one under 'table:'"
        expected = f"one of {', '.join(layers or LAYERS)}"
        raise ExtractError(Problem(found, Where(self._shown), expected, near))

    def _only_parts(self, code: str) -> Iterator[Part]:
        return (part for _, part in self._parts(code))

    def _parts(self, code: str) -> Iterator[tuple[str, Part]]:
        """Every file of a kind, read, in the order of their names; told by the zip and its own."""
        packed = opened(self._data, self._shown, self._limits)
        for name in (name for of, name in self._files if of == code):
            shown = f"{self._shown}: {PurePosixPath(name).name}"
            if not name.lower().endswith(".zip"):
                yield shown, self._part(packed, name, shown, code)
                continue
            with unpacking(shown, self._limits):
                data = b"".join(self._counted(packed, name))
            inner = opened(data, shown, self._limits)
            for each in members(data, shown, self._limits):
                if _NAME.match(PurePosixPath(each).name):
                    named = f"{self._shown}: {PurePosixPath(each).name}"
                    yield named, self._part(inner, each, named, code)

    def _part(self, packed: Packed, name: str, shown: str, code: str) -> Part:
        with unpacking(shown, self._limits):
            return Part(shown, self._limits, [CODES[code]]).read(self._counted(packed, name))

    def _counted(self, packed: Packed, name: str) -> Iterator[bytes]:
        """The pieces of a packed file, as long as all of them together are not too much."""
        for piece in packed.pieces(name):
            self._unpacked += len(piece)
            if self._unpacked > self._limits.unpacked_mb * MB:
                found = f"the extract unpacks to {self._unpacked // MB} MB or more"
                remedy = "deliver the extract of the municipality alone"
                where = Where(self._shown)
                raise exceeded(found, where, "unpacked_mb", self._limits, remedy)
            yield piece


def read_one(pieces: Iterable[bytes], shown: str, source: Source, limits: Limits) -> Table:
    """A single file of the extract, of one kind that fills a register; raises ExtractError."""
    part = Part(shown, limits, CODES.values()).read(pieces)
    kinds = [kind for kind, objects in part.held.items() if objects.lines]
    useful = [kind for codes in LAYERS.values() for kind in map(CODES.get, codes) if kind in kinds]
    if not useful or len(kinds) > 1:
        found = f"the file holds {', '.join(kinds) or 'no objects'}, which fills no register"
        expected = "one of Verblijfsobject, Ligplaats, Standplaats and Pand"
        remedy = "name the zip of the whole delivery: addresses are then looked up in it"
        raise ExtractError(Problem(found, Where(shown), expected, remedy))
    return table_of(kinds[0], part.held[kinds[0]], day_of(part, source, shown))
