"""The zip file that a workbook is: how much it holds, counted before anything is unpacked."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping

from screening.registers.reading.workbooks.refused import RefusedError, damaged

MB = 1_000_000
MOST_PARTS = 5_000
"""A workbook has a part per sheet, and some more for pictures."""
_ENTRY = b"PK\x01\x02"
_RATIO = 1_032
"""No bytes unpack to more than this many times their number."""
_PIECE = 1 << 20
_LOCAL_HEAD = 30


class Packed:
    """The parts of a workbook by name; sizes as the file says, checked against the bytes.

    Raises RefusedError when it is no zip file, has too many parts or unpacks to too much.
    """

    def __init__(self, data: bytes, limits: Mapping[str, int]) -> None:
        self._data = data
        self._most = limits["unpacked_mb"] * MB
        if data.count(_ENTRY) > MOST_PARTS:
            found = f"the file holds more than {MOST_PARTS} parts"
            raise RefusedError(found, "a workbook", "save it again, or export it as csv")
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as opened:
                self.parts = {each.filename: each for each in opened.infolist()}
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise damaged() from None
        self._check(sum(each.file_size for each in self.parts.values()))
        if _RATIO * len(data) > self._most:
            self._count()

    def read(self, name: str) -> bytes:
        """A part, unpacked; KeyError when there is none of this name."""
        return b"".join(self.pieces(name))

    def pieces(self, name: str) -> Iterator[bytes]:
        """The same, as it is unpacked."""
        return self._pieces(self.parts[name])

    def _count(self) -> None:
        """What the parts unpack to, whatever they say themselves."""
        held = 0
        for part in self.parts.values():
            for piece in self._pieces(part):
                held += len(piece)
                self._check(held)

    def _pieces(self, part: zipfile.ZipInfo) -> Iterator[bytes]:
        head = self._data[part.header_offset : part.header_offset + _LOCAL_HEAD]
        start = part.header_offset + _LOCAL_HEAD
        start += int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
        packed = memoryview(self._data)[start : start + part.compress_size]
        if part.compress_type == zipfile.ZIP_STORED:
            yield bytes(packed)
            return
        if part.compress_type != zipfile.ZIP_DEFLATED or part.flag_bits & 1:
            raise damaged()
        unpack = zlib.decompressobj(-15)
        try:
            for place in range(0, len(packed), _PIECE):
                rest = bytes(packed[place : place + _PIECE])
                while rest and not unpack.eof:
                    piece = unpack.decompress(rest, _PIECE)
                    rest = unpack.unconsumed_tail
                    yield piece
        except zlib.error:
            raise damaged() from None

    def _check(self, size: int) -> None:
        if size > self._most:
            found = f"the file unpacks to {size // MB} MB or more"
            raise RefusedError(found, remedy="export it as csv", limit="unpacked_mb")
