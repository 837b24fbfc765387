"""Splits text into rows of cells, and accounts for every row.

Two readers that disagree on where a row ends lose rows between them. So there is one meaning: that
of the csv module, where a row ends at LF, CR or CR LF and a quote at the start of a cell opens a
text that may hold any of these. Polars reads only what it cannot read otherwise: text without a
quote whose signs add up.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import count, islice

import numpy as np
import polars as pl

from screening.registers.reading.table import at

_CHUNK = 20_000
_PIECE = 1 << 20
"""Bytes that are looked at together: as many as stay close to a core."""
_CR, _LF = b"\r\n"
_QUOTE = "the row cannot be split into rows and cells: a quote is not closed, or not written twice"
_FORMULA = r'^="([^"]*)"$'
"""How a text of digits is written so that a spreadsheet keeps its zeros."""
_READ_AGAIN = 4
"""Times that a file may be read again because of its quotes, before it is given up."""


class TangledError(ValueError):
    """Quotes open and close so that no row can be told from the next."""


def split_rows(
    text: bytes, start: int, separator: str, width: int, *, plain: bool, fewest: int
) -> tuple[pl.DataFrame, pl.Series | None]:
    """``width`` columns of cells, blank rows included, and why a row could not be split.

    ``text`` is UTF-8 from the header on, with rows from ``start`` on; ``plain`` when it holds no
    quote, and no CR that is a line end of its own. A row has ``fewest`` cells or more. Raises
    TangledError.
    """
    quick = _quick(text, separator, width) if plain else None
    if quick is not None:
        return quick, None
    return _carefully(text[start:].decode(), separator, width, fewest)


def one_end(text: bytes) -> bytes:
    """Text in which no CR is a line end of its own; for text without quotes."""
    if not _ends_alone(text):
        return text
    return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def counted(text: bytes, sign: bytes) -> int:
    """How often one byte stands in a text, in half the time that ``bytes.count`` takes."""
    signs = np.frombuffer(text, np.uint8)
    places = range(0, len(signs), _PIECE)
    return sum(int(np.count_nonzero(signs[n : n + _PIECE] == sign[0])) for n in places)


def _ends_alone(text: bytes) -> bool:
    """Whether some CR has no LF behind it."""
    if b"\r" not in text:
        return False
    signs = np.frombuffer(text, np.uint8)
    pieces = (signs[begin : begin + _PIECE + 1] for begin in range(0, len(signs), _PIECE))
    alone = ((each[:-1] == _CR) > (each[1:] == _LF) for each in pieces)
    return text.endswith(b"\r") or any(each.any() for each in alone)


def _quick(text: bytes, separator: str, width: int) -> pl.DataFrame | None:
    """The cells of text in which every line has ``width`` of them; None when one has not."""
    try:
        frame = pl.read_csv(
            text, separator=separator, quote_char=None, infer_schema=False, glob=False
        )
    except pl.exceptions.PolarsError:
        return None
    lines = frame.height + 1
    if width > 1:
        whole = counted(text, separator.encode()) == lines * (width - 1)
    else:
        whole = text.count(b"\n") == lines - (text[-1:] != b"\n")
    if not whole or frame.width != width:
        return None
    frame.columns = [at(place) for place in range(width)]
    return frame


def _carefully(
    text: str, separator: str, width: int, fewest: int
) -> tuple[pl.DataFrame, pl.Series | None]:
    faults: dict[int, str] = {}
    found = _records(text, separator, width, faults)
    frames = [pl.DataFrame(schema={at(n): pl.String for n in range(width)})]
    height = 0
    while rows := list(islice(found, _CHUNK)):
        if any(len(row) != width for row in rows):
            for place, row in enumerate(rows, start=height):
                if any(row) and (len(row) < fewest or any(row[width:])):
                    faults[place] = f"row has {len(row)} fields, the header has {width}"
            rows = [(row + [""] * width)[:width] for row in rows]
        columns = enumerate(zip(*rows, strict=True))
        frames.append(pl.DataFrame([pl.Series(at(n), cells, pl.String) for n, cells in columns]))
        height += len(rows)
    cells = pl.concat(frames).select(
        pl.when(pl.col(at(n)) != "").then(pl.col(at(n))).alias(at(n)) for n in range(width)
    )
    if '="' in text:
        cells = cells.with_columns(pl.all().str.replace(_FORMULA, "${1}"))
    if not faults:
        return cells, None
    return cells, pl.Series([faults.get(n) for n in range(height)], dtype=pl.String)


def _records(text: str, separator: str, width: int, faults: dict[int, str]) -> Iterator[list[str]]:
    """Rows of the csv module; where a quote does not fit, the line it stands on is the row.

    A quote that nobody closed takes in the lines below it, up to some other quote. What comes out
    is no row, or one of another width, and then every line but the first is read again.
    """
    source = io.StringIO(text, newline="")
    again: list[str] = []
    taken: list[str] = []
    left = _READ_AGAIN * len(text) + _CHUNK

    def lines() -> Iterator[str]:
        while line := again.pop() if again else source.readline():
            taken.append(line)
            yield line

    reader = csv.reader(lines(), delimiter=separator, strict=True)
    for place in count():
        taken.clear()
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            row = []
        fits = len(row) == width or (len(row) > width and not any(row[width:]))
        if not fits and (len(taken) > 1 or not row) and "".join(taken).strip():
            faults[place] = _QUOTE
            again.extend(reversed(taken[1:]))
            left -= sum(map(len, taken[1:]))
            if left < 0:
                raise TangledError
            reader = csv.reader(lines(), delimiter=separator, strict=True)
            row = []
        yield row
