"""Which known shape the first rows of a file are of, and where its header stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from screening.registers.known import shapes
from screening.registers.known.shape import Shape, without_number
from screening.registers.reading.header_line import header_among, joined, plain


class Recognised(NamedTuple):
    """A shape, by the name of its file, and the headers as the file writes them."""

    name: str
    shape: Shape
    headers: tuple[str, ...]


def recognised(rows: Sequence[Sequence[str]], table: str | None = None) -> Recognised | None:
    """The shape of a file of which these are the first rows; that which asks most where two fit.

    ``table`` is the layer or table they are of, if it has a name.
    """
    held = {plain(cell) for row in rows for cell in row}
    named = held | {without_number(cell) for cell in held}
    found = [
        Recognised(name, shape, headers)
        for name, shape in shapes().items()
        if named.issuperset(map(plain, shape.headers))
        for headers in [_headers(rows, shape)]
        if headers and shape.fits(headers, table)
    ]
    return max(found, key=lambda each: (len(each.shape.headers), each.name), default=None)


def _headers(rows: Sequence[Sequence[str]], shape: Shape) -> tuple[str, ...]:
    wanted = set(map(plain, shape.headers))
    named = [[shape.name(cell) for cell in row] for row in rows]
    for place, depth in header_among(named, wanted):
        if depth == 1:
            return tuple(cell.strip() for cell in rows[place])
        return tuple(joined(rows[place : place + depth], wanted))
    return ()
