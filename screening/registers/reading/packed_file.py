"""Files that are packed: the one file within a zip or gz, unpacked within the limits."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath

from screening.errors import ExtractError, Problem, Where, suggestion
from screening.registers.reading.limits import MB, Limits, exceeded
from screening.registers.reading.matching import is_meant
from screening.registers.reading.workbooks.packed import Packed
from screening.registers.reading.workbooks.refused import RefusedError

PACKED = {".zip", ".gz"}
_GZIP = 16 + zlib.MAX_WBITS
_PIECE = 1 << 20


def unpacked(
    data: bytes, name: str, shown: str, member: str | None, limits: Limits
) -> tuple[bytes, str]:
    """What is packed, and its name; ``member`` names it where a zip holds more than one.

    Raises ExtractError.
    """
    if PurePosixPath(name).suffix.lower() == ".gz":
        return _gunzipped(data, shown, limits), PurePosixPath(name).stem
    with unpacking(shown, limits):
        packed = Packed(data, limits.model_dump())
        chosen = _chosen(_files(packed), member, shown)
        return packed.read(chosen), PurePosixPath(chosen).name


def members(data: bytes, shown: str, limits: Limits) -> list[str]:
    """The files in a zip, sorted; raises ExtractError."""
    return _files(opened(data, shown, limits))


def opened(data: bytes, shown: str, limits: Limits) -> Packed:
    """A zip, with the sizes of what is in it counted; raises ExtractError."""
    with unpacking(shown, limits):
        return Packed(data, limits.model_dump())


@contextmanager
def unpacking(shown: str, limits: Limits) -> Iterator[None]:
    """Tells what goes wrong with a zip as problems of an extract are told."""
    try:
        yield
    except RefusedError as refused:
        if refused.limit:
            where = Where(shown)
            raise exceeded(refused.found, where, refused.limit, limits, "unpack it") from None
        raise ExtractError(_damaged(shown)) from None


def _files(packed: Packed) -> list[str]:
    return sorted(name for name in packed.parts if not name.endswith("/") and _meant(name))


def _chosen(files: list[str], member: str | None, shown: str) -> str:
    if member in files:
        return str(member)
    if member is None and len(files) == 1:
        return files[0]
    if not files:
        raise ExtractError(_nothing(shown))
    found = f"there is no '{member}' in it" if member else f"{len(files)} files are packed in it"
    near = suggestion(member or "", files) or "name one under 'member:'"
    raise ExtractError(Problem(found, Where(shown), f"one of {', '.join(files[:20])}", near))


def _nothing(shown: str) -> Problem:
    return Problem("no file is packed in it", Where(shown), "a zip with a file", "export it again")


def _meant(name: str) -> bool:
    """Nothing that programs pack along for themselves."""
    return all(map(is_meant, PurePosixPath(name).parts))


def _gunzipped(data: bytes, shown: str, limits: Limits) -> bytes:
    pieces, held, rest = [], 0, data
    try:
        while rest:
            unpack = zlib.decompressobj(_GZIP)
            while not unpack.eof and rest:
                piece = unpack.decompress(rest, _PIECE)
                rest = unpack.unconsumed_tail
                held += len(piece)
                if held > limits.unpacked_mb * MB:
                    found = f"the file unpacks to {held // MB} MB or more"
                    raise exceeded(found, Where(shown), "unpacked_mb", limits, "split the export")
                pieces.append(piece)
            if not unpack.eof:
                raise ExtractError(_damaged(shown))
            rest = unpack.unused_data.lstrip(b"\0")
    except zlib.error:
        raise ExtractError(_damaged(shown)) from None
    return b"".join(pieces)


def _damaged(shown: str) -> Problem:
    found = "the file cannot be unpacked: it is damaged or incomplete"
    return Problem(found, Where(shown), "a zip or gz file, complete", "export or copy it again")
