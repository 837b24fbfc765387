"""How much a parquet file unpacks to, counted from its footer and the heads of its pages.

The footer is a summary that anybody may have written; what is unpacked is what the page heads say.
Both are a few bytes among the data, so they are counted before a single value is read. The format:
https://github.com/apache/parquet-format (``parquet.thrift``), in the compact protocol of Thrift.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_MAGIC = b"PAR1"
_TAIL = 8
_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = 1, 2, 3, 7, 8, 9, 10, 11, 12
_WHOLE = (4, 5, 6)
_LONG_LIST = 15
_DEEPEST = 16
_MOST_PAGES = 1_000_000
_Struct = dict[int, Any]


class DamagedError(ValueError):
    """The bytes are not those of a whole parquet file."""


@dataclass(frozen=True)
class ParquetSizes:
    """What the file says of itself, the larger where footer and pages differ."""

    rows: int
    columns: int
    """Columns of single values, those within groups and lists included."""
    unpacked: int
    """Bytes."""


def parquet_sizes(data: bytes) -> ParquetSizes:
    """The sizes; raises DamagedError when footer or pages cannot be followed."""
    try:
        footer = _footer(data)
        groups = footer.get(4, [])
        chunks = [chunk.get(3, {}) for group in groups for chunk in group.get(1, [])]
        pages = [_pages(data, chunk) for chunk in chunks]
        counted = [footer.get(3, 0), sum(group.get(3, 0) for group in groups)]
        declared = sum(chunk.get(6, 0) for chunk in chunks)
        return ParquetSizes(
            rows=max(*counted, *(values for values, _ in pages), 0),
            columns=sum(not element.get(5) for element in footer.get(2, [])[1:]),
            unpacked=max(declared, sum(size for _, size in pages)),
        )
    except (IndexError, TypeError, AttributeError, RecursionError) as error:
        raise DamagedError from error


def _footer(data: bytes) -> _Struct:
    if len(data) < _TAIL or not data.startswith(_MAGIC) or not data.endswith(_MAGIC):
        raise DamagedError
    length = int.from_bytes(data[-_TAIL:-4], "little")
    start = len(data) - _TAIL - length
    if start < 0:
        raise DamagedError
    return _Reader(data, start).struct()


def _pages(data: bytes, chunk: _Struct) -> tuple[int, int]:
    """Values and unpacked bytes of the pages of one column chunk."""
    starts = [chunk[field] for field in (9, 11) if chunk.get(field)]
    if not starts:
        return 0, 0
    place = min(starts)
    end = place + chunk.get(7, 0)
    if place < 0 or end > len(data):
        raise DamagedError
    values = size = pages = 0
    while place < end:
        reader = _Reader(data, place)
        head = reader.struct()
        pages += 1
        packed, unpacked = head.get(3, 0), head.get(2, 0)
        if packed < 0 or unpacked < 0 or pages > _MOST_PAGES:
            raise DamagedError
        values += (head.get(5) or head.get(8) or {}).get(1, 0)
        size += unpacked
        place = reader.place + packed
    return values, size


class _Reader:
    """Reads the compact protocol from ``place`` on; every value by the number of its field."""

    def __init__(self, data: bytes, place: int) -> None:
        self._data = data
        self.place = place

    def struct(self, depth: int = 0) -> _Struct:
        """The fields of a struct; IndexError when the bytes end before it does."""
        if depth > _DEEPEST:
            raise DamagedError
        found: _Struct = {}
        field = 0
        while head := self._byte():
            kind, step = head & 15, head >> 4
            field = field + step if step else self._zigzag()
            found[field] = self._value(kind, depth)
        return found

    def _value(self, kind: int, depth: int) -> Any:
        if kind in (_TRUE, _FALSE):
            return kind == _TRUE
        if kind in _WHOLE:
            return self._zigzag()
        if kind == _BINARY:
            return self._skip(self._varint())
        if kind in (_LIST, _SET):
            return list(self._items(depth))
        if kind == _STRUCT:
            return self.struct(depth + 1)
        if kind in (_BYTE, _DOUBLE):
            return self._skip(1 if kind == _BYTE else 8)
        raise DamagedError

    def _items(self, depth: int) -> Iterator[Any]:
        head = self._byte()
        size = head >> 4
        for _ in range(self._varint() if size == _LONG_LIST else size):
            yield self._byte() if head & 15 in (_TRUE, _FALSE) else self._value(head & 15, depth)

    def _byte(self) -> int:
        self.place += 1
        return self._data[self.place - 1]

    def _varint(self) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:  # noqa: PLR2004 - the highest bit says that more follows
                return value
            if shift > 63:  # noqa: PLR2004 - no field is wider
                raise DamagedError

    def _zigzag(self) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)

    def _skip(self, length: int) -> None:
        self.place += length
        if self.place > len(self._data):
            raise DamagedError
