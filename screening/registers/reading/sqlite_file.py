"""Reads a query of a SQLite file, which can do nothing but be read."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from screening.errors import ExtractError, Problem, Where
from screening.registers.reading.database_faults import cannot_be_read
from screening.registers.reading.gathered import Gathered
from screening.registers.reading.limits import MB, Limits
from screening.registers.reading.table import Table

_CHUNK = 10_000
_BUSY_SECONDS = 5
_STEPS = 10_000
"""Of the machine that SQLite compiles a query for, between two looks at the clock."""
_LONGEST_PATTERN = 1_000
"""Of LIKE and GLOB: matching one is a single step, however long it takes."""
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE}
_PRAGMAS = {"data_version", "table_info", "table_xinfo"}
"""What searching indexes of text ask for themselves; they change nothing."""
_REFUSED = {"load_extension", "fts3_tokenizer", "edit", "readfile", "writefile"}


_JOURNAL = slice(18, 20)
_ROLLBACK, _WAL = b"\1\1", b"\2\2"
"""Of the header of a file: the versions of the format for writing and reading."""


def read_sqlite(
    file: Path | bytes,
    query: str,
    shown: str,
    limits: Limits,
    *,
    aside: list[bytes | None] | None = None,
) -> Table:
    """The rows of the query, sorted; with ``aside`` in order, and the last column put there.

    Raises ExtractError when it does anything but read, or more than the limits allow.
    """
    try:
        with closing(opened(file, limits)) as connection:
            rows = connection.execute(query)
            names = [name for name, *_ in rows.description or ()]
            if not names:
                raise ExtractError(cannot_be_read(shown, "the query is no SELECT"))
            gathered = Gathered(names if aside is None else names[:-1], shown, limits)
            while chunk := rows.fetchmany(_CHUNK):
                if aside is not None:
                    aside += [row[-1] for row in chunk]
                    chunk = [row[:-1] for row in chunk]
                gathered.add(chunk)
            return gathered.table(in_order=aside is not None)
    except (sqlite3.Error, sqlite3.Warning, UnicodeError, OverflowError) as error:
        raise ExtractError(_problem(shown, error)) from None


def opened(file: Path | bytes, limits: Limits) -> sqlite3.Connection:
    """A connection that only reads: by how the file is opened, and by what it is allowed.

    What was packed is held as the bytes that it is, and written nowhere.
    """
    if isinstance(file, bytes):
        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.deserialize(_without_journal(file))
    else:
        address = f"{file.resolve().as_uri()}?mode=ro"
        connection = sqlite3.connect(address, uri=True, timeout=_BUSY_SECONDS, isolation_level=None)
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("BEGIN")
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, limits.line_mb * MB)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, _LONGEST_PATTERN)
    connection.set_authorizer(_authorize)
    end = time.monotonic() + limits.query_seconds
    connection.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
    return connection


def _without_journal(data: bytes) -> bytes:
    """The same file, but not asking for a journal beside it (WAL), which memory does not have."""
    if data[_JOURNAL] != _WAL:
        return data
    return data[: _JOURNAL.start] + _ROLLBACK + data[_JOURNAL.stop :]


def _authorize(
    action: int, first: str | None, second: str | None, _schema: str | None, _inner: str | None
) -> int:
    """What the query may do; asked of SQLite for every part of it before it runs."""
    allowed = (
        action in _ALLOWED
        or (action == sqlite3.SQLITE_FUNCTION and (second or "").lower() not in _REFUSED)
        or (action == sqlite3.SQLITE_PRAGMA and (first or "").lower() in _PRAGMAS)
    )
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _problem(shown: str, error: Exception) -> Problem:
    if "decode to UTF-8" in str(error) or isinstance(error, UnicodeError):
        found = "the database cannot be read: a text in it is not UTF-8"
        remedy = "have the source corrected, or export the table as csv"
        return Problem(found, Where(shown), "texts in UTF-8", remedy)
    return cannot_be_read(shown, error)
