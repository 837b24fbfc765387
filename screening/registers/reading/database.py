"""Reads a table or query of a database: one SELECT, read-only, within bounds of time and rows."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable

from screening.errors import ExtractError, Problem, ProjectError, Where
from screening.files.paths import is_file
from screening.registers.reading.database_faults import cannot_be_read
from screening.registers.reading.database_url import DatabaseUrl, UnusableUrlError, read_url
from screening.registers.reading.extract import RawExtract
from screening.registers.reading.header_line import plain
from screening.registers.reading.postgres import read_postgres
from screening.registers.reading.select_only import wrong_with
from screening.registers.reading.source import Extracts, Source
from screening.registers.reading.sqlite_file import read_sqlite
from screening.registers.reading.table import Table
from screening.registers.schemas import Register

_DIALECTS = {"sqlite": "sqlite", "postgresql": "postgres"}
"""Kinds of databases that can be held to reading, with the dialect of their SQL."""


def read_database(extracts: Extracts, source: Source) -> RawExtract:
    """The rows of the table or query; sorted, so that runs are the same.

    ``${NAME}`` in the URI is taken from the environment, so that a password need not stand in the
    extracts. Raises ExtractError when the database cannot be read, or would do more than read; the
    URI is never shown.
    """
    shown = f"database {source.table or 'query'}"
    try:
        written = _written(source)
        url = read_url(written, os.environ)
        dialect = _dialect(url)
    except UnusableUrlError as error:
        raise ExtractError(cannot_be_read(shown, error)) from None
    query = source.query or "SELECT * FROM " + _quoted(source.table or "", dialect)
    wrong = wrong_with(query, dialect)
    if wrong:
        found, remedy = f"the database cannot be read: {wrong}", "correct the query, or make a view"
        raise ExtractError(Problem(found, Where(shown), "one SELECT that only reads", remedy))
    if dialect == "sqlite":
        table = _sqlite(extracts, url, written, query, shown)
    else:
        table = read_postgres(url, query, shown, extracts.limits)
    return RawExtract(shown, _digest(table), table)


def query_for(headers: Iterable[str], register: Register, source: Source) -> str:
    """The SELECT that fills a register from the table; ... where a column is still to be named."""
    written = {plain(header): header for header in headers}
    dialect = _dialect(read_url(_written(source), os.environ))
    parts = []
    for name in register.columns:
        held = written.get(plain(source.columns.get(name, name)))
        if held or name in source.columns or name in register.required:
            column = "..." if held is None else _quoted(held, "sqlite")
            parts.append(name if held == name else f"{column} AS {name}")
    return f"SELECT {', '.join(parts)} FROM {_quoted(source.table or '', dialect)}"


def _written(source: Source) -> str:
    return "" if source.database is None else source.database.get_secret_value()


def _dialect(url: DatabaseUrl) -> str:
    if url.kind not in _DIALECTS:
        found = "only SQLite and PostgreSQL can be held to reading"
        raise UnusableUrlError(found, "export the table or the query as csv or parquet")
    if url.kind == "sqlite" and (url.host or set(url.options.items()) - {("mode", "ro")}):
        found = "the URI of a SQLite file holds more than its path"
        raise UnusableUrlError(found, "write sqlite:///folder/file.db, and nothing after it")
    return _DIALECTS[url.kind]


def _quoted(table: str, dialect: str) -> str:
    """The table in SQL. A server has its tables in schemas: ``schema.table`` is one in a schema."""
    parts = [table] if dialect == "sqlite" else table.split(".", 1)
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


def _sqlite(extracts: Extracts, url: DatabaseUrl, written: str, query: str, shown: str) -> Table:
    """The rows of a file, of which the path is told as it is written: it may hold a secret."""
    filled = "${" in written
    try:
        file = extracts.resolve(url.database or "")
    except ProjectError:
        if not filled:
            raise
        raise ExtractError(cannot_be_read(shown, _no_path(written))) from None
    if not is_file(file):
        where = Where(written if filled else extracts.shown(file))
        expected, remedy = "a database file", "correct the path in 'database:'"
        raise ExtractError(Problem("no such file", where, expected, remedy))
    return read_sqlite(file, query, shown, extracts.limits)


def _no_path(written: str) -> UnusableUrlError:
    found = f"what {written} stands for can be no path"
    return UnusableUrlError(found, "correct what the environment holds")


def _digest(table: Table) -> str:
    """Of what was read: a database has no bytes of its own to hold it to."""
    digest = hashlib.sha256(repr(table.headers).encode("utf-8", "surrogatepass"))
    digest.update(table.cells.write_csv(include_header=False).encode())
    return digest.hexdigest()
