"""Reads the sources of a register: files by their kind, tables and queries of a database."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import polars as pl

from screening.errors import ExtractError, Problem, ScreeningError, Where
from screening.registers.reading.dates import CLOCK
from screening.registers.reading.found_files import found_files
from screening.registers.reading.limits import MB, Limits, exceeded
from screening.registers.reading.packed_file import PACKED, unpacked
from screening.registers.reading.source import Extracts, Source
from screening.registers.reading.table import Table
from screening.registers.reading.twice_encoded import table_once

if TYPE_CHECKING:
    from screening.registers.reading.lvbag.delivery import Delivery

TEXT = {".csv", ".txt", ".tsv"}
WORKBOOKS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".fods"}
JSON = {".json", ".jsonl", ".ndjson", ".geojson"}
SQLITE = {".gpkg", ".sqlite", ".sqlite3", ".db"}
XML = ".xml"
_KINDS = [*sorted(TEXT), *sorted(WORKBOOKS), ".parquet", *sorted(JSON), *sorted(SQLITE), XML]
_UNREAD = {".7z", ".bz2", ".rar", ".tar"}
"""Kinds in which something else is packed, and that are not unpacked."""


@dataclass(frozen=True)
class RawExtract:
    """One file or query result: where it came from, and its cells as text."""

    file: str
    sha256: str
    table: Table
    modified: dt.date | None = None
    """The day the file was written, here; None for what is no file."""


def read_source(
    extracts: Extracts, source: Source, wanted: Collection[str] = ()
) -> Iterator[RawExtract]:
    """The extracts of a source, in the order of their paths.

    ``wanted`` are the headers by which a table is found in a file. Raises ExtractError when there
    is no such file, it is larger than the limits of the project, or it cannot be read as declared.
    """
    if source.database is not None:
        from screening.registers.reading.database import read_database  # noqa: PLC0415 - heavy, rarely used

        yield read_database(extracts, source)
        return
    path = source.path or ""
    if path in extracts.frames:
        yield _read_frame(path, extracts.frames[path])
        return
    for file in found_files(extracts, path):
        yield from _read_file(file, extracts, source, wanted)


def read_table(extracts: Extracts, path: str, wanted: Collection[str]) -> Table:
    """A table beside the extracts, such as one to look things up in; raises ExtractError."""
    source = Source(path=path)
    return next(read_source(extracts, source, wanted)).table


def size(extracts: Extracts, source: Source) -> float:
    """Bytes to read, 0 where there is no file; a database, with a driver to load, is largest."""
    if source.database is not None:
        return math.inf
    path = source.path or ""
    if path in extracts.frames:
        return extracts.frames[path].estimated_size()
    try:
        return sum(file.stat().st_size for file in found_files(extracts, path))
    except (ScreeningError, OSError):
        return 0


def _read_file(
    path: Path, extracts: Extracts, source: Source, wanted: Collection[str]
) -> Iterator[RawExtract]:
    shown, kind, limits = extracts.shown(path), path.suffix.lower(), extracts.limits
    if kind in SQLITE:
        yield _read_layer(path, shown, source, limits)
        return
    if kind not in {*_KINDS, *PACKED}:
        raise ExtractError(_not_read(kind, shown))
    data = file_bytes(path, shown, limits)
    digest = hashlib.sha256(data).hexdigest()
    delivery = delivery_in(data, path, shown, limits) if source.member is None else None
    if delivery:
        for name, table in delivery.read(source):
            yield RawExtract(name, digest, table, written_on(path))
        return
    if kind in PACKED:
        data, name = unpacked(data, path.name, shown, source.member, limits)
        kind = PurePath(name).suffix.lower()
        if kind not in _KINDS:
            raise ExtractError(_not_read(kind, f"{shown}: {name}"))
        if not data.strip():
            raise ExtractError(_empty(f"{shown}: {name}"))
    table = _read_bytes(data, kind, shown, extracts, source, wanted)
    if kind not in TEXT:
        table = table_once(table)
    yield RawExtract(shown, digest, table, written_on(path))


def delivery_in(data: bytes, path: Path, shown: str, limits: Limits) -> Delivery | None:
    """What a zip is that holds files of the extract of the BAG; None of anything else."""
    if path.suffix.lower() != ".zip":
        return None
    from screening.registers.reading.lvbag.delivery import Delivery  # noqa: PLC0415 - rarely used

    return Delivery(data, shown, limits) or None


def written_on(path: Path) -> dt.date:
    """The day a file was written, by the clock of the country."""
    return dt.datetime.fromtimestamp(path.stat().st_mtime, ZoneInfo(CLOCK)).date()


def _read_layer(path: Path, shown: str, source: Source, limits: Limits) -> RawExtract:
    """A layer of a GeoPackage or a table of a SQLite file, which is read where it is."""
    from screening.registers.reading.geopackage import read_geopackage  # noqa: PLC0415 - rarely used

    check_size(path, shown, limits)
    with path.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    table = table_once(read_geopackage(path, source.table, shown, limits))
    return RawExtract(shown, digest, table, written_on(path))


def _read_frame(shown: str, frame: pl.DataFrame) -> RawExtract:
    from screening.registers.reading.typed_cells import typed_table  # noqa: PLC0415 - rarely used

    content = io.BytesIO()
    frame.write_ipc(content)
    table = table_once(typed_table(frame, 1))
    return RawExtract(shown, hashlib.sha256(content.getvalue()).hexdigest(), table)


def file_bytes(path: Path, shown: str, limits: Limits) -> bytes:
    """The bytes of a file that is not blank; its size is looked at first.

    Raises ExtractError.
    """
    check_size(path, shown, limits)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ExtractError(_closed(shown, error)) from None
    if not data.strip():
        raise ExtractError(_empty(shown))
    return data


def check_size(path: Path, shown: str, limits: Limits) -> None:
    """Raises ExtractError for a file that is too large, or that may not be read."""
    try:
        if path.stat().st_size > limits.file_mb * MB:
            found = f"the file holds more than {limits.file_mb} MB"
            raise exceeded(found, Where(shown), "file_mb", limits, "split the export")
        path.open("rb").close()
    except OSError as error:
        raise ExtractError(_closed(shown, error)) from None


def _closed(shown: str, error: OSError) -> Problem:
    found = f"the file cannot be read: {error.strerror}"
    return Problem(found, Where(shown), "a readable file", "check the rights on this file")


def _empty(shown: str) -> Problem:
    return Problem("the file is empty", Where(shown), "a header and rows", "export it again")


def _read_bytes(
    data: bytes,
    kind: str,
    shown: str,
    extracts: Extracts,
    source: Source,
    wanted: Collection[str],
) -> Table:
    if kind in TEXT:
        from screening.registers.reading.text_file import read_text  # noqa: PLC0415 - one reader per run

        return read_text(data, shown, source, extracts.defaults, extracts.limits, wanted)
    if kind == ".parquet":
        from screening.registers.reading.parquet_file import read_parquet  # noqa: PLC0415 - rarely used

        return read_parquet(data, shown, extracts.limits)
    if kind in JSON:
        from screening.registers.reading.json_file import read_json  # noqa: PLC0415 - rarely used

        return read_json(data, shown, extracts.limits)
    if kind == XML:
        from screening.registers.reading.xml_file import read_xml  # noqa: PLC0415 - rarely used

        return read_xml(data, shown, source, extracts.limits)
    if kind in SQLITE:
        from screening.registers.reading.geopackage import read_geopackage  # noqa: PLC0415 - rarely used

        return read_geopackage(data, source.table, shown, extracts.limits)
    from screening.registers.reading.workbook_file import read_workbook  # noqa: PLC0415 - rarely used

    return read_workbook(data, shown, source, extracts.limits, wanted)


def is_read(name: str) -> bool:
    """Whether files of this kind are read, by how the name ends."""
    return PurePath(name).suffix.lower() in {*_KINDS, *PACKED}


def _not_read(kind: str, shown: str) -> Problem:
    return Problem(
        f"files of kind '{kind}' are not read",
        Where(shown),
        ", ".join(each.removeprefix(".") for each in (*_KINDS, *sorted(PACKED))),
        "unpack it first" if kind in _UNREAD else "export it as csv",
    )
