"""Large registers, read file by file into parquet beside the project, and scanned from there.

A register is large when its files hold more rows than are held in memory with ease. Each file is
interpreted, judged and written by itself, so that no more than one is in memory; only a number of
64 bits for the key of each row is kept, to see whether any comes twice. A register in which one
does is read whole after all: which row stays depends on all of them.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from pathlib import Path
from threading import Lock

import numpy as np
import numpy.typing as npt
import polars as pl

from screening.errors import ExtractError, Problem
from screening.faults import disk_is_full
from screening.files.private import new_file
from screening.registers.reading.dated import dated
from screening.registers.reading.drafts import (
    Draft,
    Keys,
    Part,
    check_regime,
    hashed,
    in_full,
    pseudonymous,
    without_rows,
)
from screening.registers.reading.extract import TEXT, RawExtract, read_source
from screening.registers.reading.found_files import found_files
from screening.registers.reading.headers import asked_for
from screening.registers.reading.interpret import interpret
from screening.registers.reading.kept_registers import Kept, kept_draft
from screening.registers.reading.report import SourceFile
from screening.registers.reading.source import Extracts, Source
from screening.registers.reading.validate import only_valid, valid_rows
from screening.registers.schemas import Register
from screening.registers.schemas.keys import FOREIGN_KEYS

LARGE = 250_000
"""Rows from which a register is read in a stream, and kept."""
ROW_GROUP = 250_000
_BYTES_A_ROW = 100
"""About as many has a row of a text file."""
_one_at_a_time = Lock()
"""Two large registers at once would be two files in memory."""


def is_large(extracts: Extracts, register: Register) -> bool:
    """Whether the register is read in a stream: going by the sizes of its files alone.

    Never one whose rows are judged beside each other, as figures of areas are.
    """
    judged = register.name == "area" or any(
        key.required for key in FOREIGN_KEYS if key.register == register.name
    )
    return not judged and sum(_rows(extracts, s) for s in extracts.registers[register.name]) > LARGE


def stream_draft(
    extracts: Extracts, register: Register, columns: frozenset[str], keys: Keys, folder: Path
) -> Draft | None:
    """The register, kept under ``folder``; None when rows come twice. Raises ExtractError."""
    with _one_at_a_time:
        kept = Kept(folder, extracts, register, columns, keys)
        return kept_draft(kept) or _converted(kept)


def _rows(extracts: Extracts, source: Source) -> int:
    """How many rows the files of a source hold, by what their sizes say; 0 where that is unsaid."""
    if source.database is not None or source.path in extracts.frames:
        return 0
    count = 0
    try:
        for file in found_files(extracts, source.path or ""):
            if file.suffix.lower() == ".parquet":
                count += pl.scan_parquet(file).select(pl.len()).collect().item()
            elif file.suffix.lower() in TEXT:
                count += file.stat().st_size // _BYTES_A_ROW
    except (ExtractError, OSError, pl.exceptions.PolarsError):  # told when it is read
        return 0
    return count


def _converted(kept: Kept) -> Draft | None:
    parts: list[Part] = []
    found: list[tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]] = []
    seen: list[npt.NDArray[np.uint64]] = []
    unsure: list[npt.NDArray[np.uint64]] = []
    named: list[npt.NDArray[np.uint64]] = []
    delivered: tuple[str, ...] | None = None
    with kept.making() as folder:
        for part in _read(kept):
            if delivered not in (None, part.content.delivered):
                return None  # columns of all files decide which rows are identical
            delivered = part.content.delivered
            rows = hashed(part.content.rows, kept.register, kept.keys)
            key = [name for name in kept.register.key if name in delivered]
            seen.append(_numbers(rows, key or list(delivered)))
            if loose := [name for name in kept.register.key_where_known if name in key]:
                firm = [name for name in key if name not in loose]
                named.append(_numbers(rows, firm))
                blank = pl.any_horizontal(pl.col(loose).is_null())
                unsure.append(_numbers(rows.filter(blank), firm))
            good, failing, unfit = valid_rows(in_full(rows, kept.register), kept.register)
            _write(good, folder / f"{len(parts):05}.parquet")
            unread = pseudonymous(part.content.unread, kept.register, kept.keys)
            aside = pl.concat([part.content.quarantine, failing])
            found.append((aside, part.content.beside, pl.concat([unread, unfit])))
            parts.append(without_rows(part, kept.register))
        if _twice(seen) or (len(parts) > 1 and _completed(unsure, named)):
            return None
        invalid, other, unread = (pl.concat(each) for each in zip(*found, strict=True))
        unread = only_valid(unread, kept.register)
        kept.finish(folder, Draft(pl.LazyFrame(), parts, invalid, other, 0, unread))
    return kept_draft(kept)


def _write(rows: pl.DataFrame, file: Path) -> None:
    """Raises OSError when there is no room, as it is told of every file."""
    with new_file(file) as opened:
        try:
            rows.write_parquet(
                opened, compression="zstd", compression_level=1, row_group_size=ROW_GROUP
            )
        except pl.exceptions.ComputeError as error:
            number = errno.ENOSPC if disk_is_full(error) else errno.EIO
            raise OSError(number, os.strerror(number), str(file)) from error


def _read(kept: Kept) -> Iterable[Part]:
    """The extracts one after another. Raises ExtractError with the problems of all of them."""
    problems: list[Problem] = []
    extracts, register = kept.extracts, kept.register
    for source in extracts.registers[register.name]:
        try:
            check_regime(register, source)
            for raw in read_source(extracts, source, asked_for(register, source)):
                if not problems:
                    yield _part(kept, source, raw)
        except ExtractError as error:
            problems += error.problems
    if problems:
        raise ExtractError(problems)


def _part(kept: Kept, source: Source, raw: RawExtract) -> Part:
    content = interpret(raw, kept.register, source, kept.extracts, kept.columns)
    day, found = dated(raw, source, kept.extracts.defaults)
    file = SourceFile(raw.file, raw.sha256, content.rows_read, day, found)
    return Part(file, source, raw.table.headers, content)


def _numbers(rows: pl.DataFrame, key: list[str]) -> npt.NDArray[np.uint64]:
    """A number for the key of each row; equal keys have equal ones."""
    return rows.select(pl.struct(key).hash()).to_series().to_numpy()


def _completed(unsure: list[npt.NDArray[np.uint64]], named: list[npt.NDArray[np.uint64]]) -> bool:
    """Whether a row with a blank in its key may be an earlier form of another row."""
    if not unsure:
        return False
    numbers, count = np.unique(np.concatenate(named), return_counts=True)
    return bool(np.isin(numbers[count > 1], np.concatenate(unsure)).any())


def _twice(seen: list[npt.NDArray[np.uint64]]) -> bool:
    every = np.concatenate(seen)
    every.sort()
    return bool((every[1:] == every[:-1]).any())
