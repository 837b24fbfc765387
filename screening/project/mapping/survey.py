"""Reads every file of a folder, whatever it turns out to hold, by the reader of a run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from screening.errors import ExtractError, Problem
from screening.registers.known.recognise import Recognised, recognised
from screening.registers.reading.extract import RawExtract, is_read, read_source
from screening.registers.reading.header_line import plain
from screening.registers.reading.matching import is_meant
from screening.registers.reading.peek import first_rows, parts_of
from screening.registers.reading.source import Extracts, Source

_NUMBER = re.compile(r"^[-+€\s]*\d[\d.,:/\s-]*%?$")
_LEAST = 2
"""Names in a row that can be a header."""


@dataclass(frozen=True, eq=False)
class Delivery:
    """A table of a file: where it is, what it holds, and the shape it is known by."""

    source: Source
    raw: RawExtract
    known: Recognised | None

    @property
    def headers(self) -> tuple[str, ...]:
        """As the file writes them."""
        return self.raw.table.headers

    @property
    def part(self) -> str:
        """The sheet, layer or packed file; '' where the file is one table."""
        return self.source.sheet or self.source.table or self.source.member or ""

    @property
    def name(self) -> str:
        """The file and the part of it, as people are told."""
        return f"{self.raw.file} ({self.part})" if self.part else self.raw.file


@dataclass(frozen=True)
class Unread:
    """A file that could not be read, or is of no kind that is."""

    file: str
    problem: Problem | None


def files_of(folder: Path) -> list[Path]:
    """Every file in the folder and below, sorted; none that is hidden or the lock of a program."""
    found = (path for path in folder.rglob("*") if path.is_file())
    meant = (path for path in found if not _hidden(path.relative_to(folder)))
    return sorted(meant)


def _hidden(path: Path) -> bool:
    return not all(map(is_meant, path.parts))


def survey(
    extracts: Extracts, paths: Iterable[str], say: Callable[[str], None]
) -> tuple[list[Delivery], list[Unread]]:
    """What each path of the project holds, in order, and what could not be read."""
    held: list[Delivery] = []
    unread: list[Unread] = []
    for path in paths:
        say(f"reading {path}")
        if not is_read(path):
            unread.append(Unread(path, None))
            continue
        try:
            parts = parts_of(extracts, path)
        except ExtractError as error:
            unread.append(Unread(path, error.problems[0]))
            continue
        for source in parts:
            try:
                held.append(_delivery(extracts, source))
            except ExtractError as error:
                named = f"{path} ({source.member})" if source.member else path
                unread.append(Unread(named, error.problems[0]))
    return held, unread


def _delivery(extracts: Extracts, source: Source) -> Delivery:
    rows = first_rows(extracts, source)
    known = recognised(rows, source.table)
    headers = known.headers if known else _header(rows)
    wanted = frozenset(plain(header) for header in headers if header.strip())
    return Delivery(source, next(iter(read_source(extracts, source, wanted))), known)


def _header(rows: Sequence[Sequence[str]]) -> Sequence[str]:
    """The first row that is as wide as most, with different names in it and no figures."""
    width = max((_filled(row) for row in rows), default=0)
    for row in rows:
        names = [cell.strip() for cell in row if cell.strip()]
        wide = len(names) >= max(min(_LEAST, width), round(width * 0.6))
        words = sum(not _NUMBER.match(name) for name in names)
        if names and wide and words >= 0.8 * len(names) and len(set(names)) == len(names):
            return row
    return ()


def _filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)
