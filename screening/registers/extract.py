"""What an extract is once read, before any of it is interpreted: text cells with row numbers."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from screening.errors import ExtractError, Problem, ScreeningError, Where, suggestion
from screening.paths import is_file
from screening.project import Project, Source
from screening.registers.matching import matching, split_pattern

ROW = "__row"
UNEVEN = "__uneven"


@dataclass(frozen=True)
class RawExtract:
    """One file or query result: every cell as text, under the headers of the source.

    ``frame`` has a column ``__row`` (row number as a spreadsheet shows it) and, where rows had
    another number of fields than the header, ``__uneven`` (what is wrong, else null). ``native``
    names the columns that were numbers in the source, so their decimals are known to be points.
    """

    file: str
    sha256: str
    frame: pl.DataFrame
    native: frozenset[str] = field(default_factory=frozenset)

    @property
    def headers(self) -> list[str]:
        """Headers of the source, in order."""
        return [name for name in self.frame.columns if name not in (ROW, UNEVEN)]


def read_source(project: Project, source: Source) -> Iterator[RawExtract]:
    """The extracts of a source, in the order of their paths.

    Raises ExtractError when there is no such file, or it cannot be read as declared.
    """
    if source.database is not None:
        from screening.registers.tables import read_database  # noqa: PLC0415 - heavy, rarely used

        yield read_database(project, source)
        return
    for path in _files(project, source):
        yield _read_file(path, project, source)


def size(project: Project, source: Source) -> float:
    """Bytes to read, 0 where there is no file; a database, with a driver to load, is largest."""
    if source.database is not None:
        return math.inf
    try:
        return sum(path.stat().st_size for path in _files(project, source))
    except (ScreeningError, OSError):
        return 0


def _files(project: Project, source: Source) -> list[Path]:
    given = source.path or ""
    whole = project.resolve(given)
    fixed, pattern = split_pattern(given)
    found: list[Path] = []
    reason = "no such file"
    if not pattern:
        found = [whole] if is_file(whole) else []
    else:
        try:
            found = matching(project.resolve(str(fixed)), pattern)
        except ValueError as error:
            reason = f"no file: {error}"
    if not found:
        raise ExtractError(_no_file(given, whole, reason))
    return found


def _no_file(given: str, whole: Path, reason: str) -> Problem:
    expected = "a path seen from the project folder, with * for several files"
    if whole.is_dir():
        remedy = f"name the files in it, such as {given.rstrip('/')}/*.csv"
        return Problem("this is a folder", Where(given), expected, remedy)
    nearby = [path.name for path in whole.parent.iterdir()] if whole.parent.is_dir() else []
    near = suggestion(whole.name, nearby)
    return Problem(
        reason, Where(given), expected, near or "correct the path, or put the file there"
    )


def _read_file(path: Path, project: Project, source: Source) -> RawExtract:
    shown = project.shown(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        found = f"the file cannot be read: {error.strerror}"
        remedy = "check the rights on this file"
        raise ExtractError(Problem(found, Where(shown), "a readable file", remedy)) from None
    if not data.strip():
        raise ExtractError(
            Problem("the file is empty", Where(shown), "a header and rows", "export it again")
        )
    digest = hashlib.sha256(data).hexdigest()
    kind = path.suffix.lower()
    if kind in {".csv", ".txt", ".tsv"}:
        from screening.registers.text_file import read_text  # noqa: PLC0415 - one reader per run

        return RawExtract(shown, digest, read_text(data, shown, source, project.defaults))
    from screening.registers import tables  # noqa: PLC0415 - heavy, rarely used

    readers = {".xlsx": tables.read_workbook, ".xls": tables.read_workbook,
               ".parquet": tables.read_parquet}  # fmt: skip
    if kind not in readers:
        raise ExtractError(
            Problem(
                f"files of kind '{kind}' are not read",
                Where(shown),
                "csv, txt, xlsx or parquet",
                "export it as csv",
            )
        )
    frame, native = readers[kind](data, shown, source)
    return RawExtract(shown, digest, frame, native)
