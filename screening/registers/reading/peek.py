"""What a file holds before anybody has said what it is: its parts, and its first rows.

The same readers as for a run; only which line is the header is left open.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from screening.errors import ExtractError
from screening.registers.reading.extract import (
    JSON,
    SQLITE,
    TEXT,
    WORKBOOKS,
    delivery_in,
    file_bytes,
    is_read,
    read_source,
)
from screening.registers.reading.geopackage import layers_of
from screening.registers.reading.header_line import SEARCHED, SEARCHED_BYTES
from screening.registers.reading.limits import Limits
from screening.registers.reading.packed_file import PACKED, members, unpacked
from screening.registers.reading.source import Extracts, Source
from screening.registers.reading.text_file import SEPARATORS, decode
from screening.registers.reading.workbook_file import sheets_of, top_rows

Rows = list[list[str]]


def parts_of(extracts: Extracts, path: str) -> list[Source]:
    """A source per sheet, layer or packed file that can be read; raises ExtractError."""
    file, kind = extracts.resolve(path), Path(path).suffix.lower()
    shown, limits = extracts.shown(file), extracts.limits
    whole = Source(path=path)
    if kind in SQLITE:
        return _within(whole, file, kind, shown, limits)
    if kind not in {*WORKBOOKS, *PACKED}:
        return [whole]
    data = file_bytes(file, shown, limits)
    if kind in WORKBOOKS:
        return _within(whole, data, kind, shown, limits)
    delivery = delivery_in(data, file, shown, limits)
    if delivery:
        return [Source(path=path, table=each) for each in delivery.layers]
    packed = members(data, shown, limits) if kind == ".zip" else [file.stem]
    readable = [each for each in packed if is_read(each)]
    if not readable:  # whoever reads it says why not
        return [whole]
    parts = []
    for member in readable:
        part = whole.model_copy(update={"member": member if len(packed) > 1 else None})
        try:
            parts += _of_member(part, data, file, member, shown, limits)
        except ExtractError:  # whoever reads it says why, and the others are read
            parts.append(part)
    return parts


def _of_member(
    part: Source, data: bytes, file: Path, member: str, shown: str, limits: Limits
) -> list[Source]:
    """The sources of a packed file that can hold more than one; raises ExtractError."""
    inside = Path(member).suffix.lower()
    if inside not in {*SQLITE, *WORKBOOKS}:
        return [part]
    content, name = unpacked(data, file.name, shown, part.member, limits)
    return _within(part, content, inside, f"{shown}: {name}", limits)


def _within(
    part: Source, content: Path | bytes, kind: str, shown: str, limits: Limits
) -> list[Source]:
    """A source per layer or sheet of a file that can hold more than one."""
    if kind in SQLITE:
        key, names = "table", layers_of(content, shown, limits)
    else:
        assert isinstance(content, bytes)  # noqa: S101 - a workbook is read whole
        key, names = "sheet", sheets_of(content, shown, limits)
    if len(names) < 2:  # noqa: PLR2004 - one needs no name
        return [part]
    return [part.model_copy(update={key: name}) for name in names]


def first_rows(extracts: Extracts, source: Source) -> Rows:
    """The first rows as text; of what has one header only that. Raises ExtractError."""
    path = source.path or ""
    file, kind = extracts.resolve(path), Path(path).suffix.lower()
    shown, limits = extracts.shown(file), extracts.limits
    if kind in {*JSON, *SQLITE, ".parquet"}:
        raw = next(iter(read_source(extracts, source)))
        return [list(raw.table.headers)]
    data = file_bytes(file, shown, limits)
    delivery = delivery_in(data, file, shown, limits) if source.member is None else None
    if delivery:
        return [list(delivery.headers(source.table))]
    if kind in PACKED:
        data, name = unpacked(data, file.name, shown, source.member, limits)
        kind = Path(name).suffix.lower()
    if kind in TEXT:
        return _cut(decode(data, shown, extracts.defaults.encoding))
    if kind in WORKBOOKS:
        return top_rows(data, shown, source, limits)
    return [list(next(iter(read_source(extracts, source))).table.headers)]


def _cut(utf8: bytes) -> Rows:
    """The first lines, cut by the sign by which most of them have one and the same width."""
    text = utf8[:SEARCHED_BYTES].decode(errors="replace")
    every = [_rows(text, sign) for sign in SEPARATORS]
    return max(every, key=_alike)


def _rows(text: str, sign: str) -> Rows:
    try:
        return list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=sign), SEARCHED))
    except csv.Error:
        lines = text.splitlines()[:SEARCHED]
        return [line.split(sign) for line in lines]


def _alike(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """How many rows have the usual width, where that is more than one cell; and that width."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0, 0
    width, count = max(widths.items(), key=lambda each: (each[1], each[0]))
    return count, width
