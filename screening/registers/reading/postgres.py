"""Reads a query of PostgreSQL in a transaction that can only read, and not for ever."""

from __future__ import annotations

import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

from screening.errors import ExtractError, Where
from screening.registers.reading.database_faults import cannot_be_read
from screening.registers.reading.database_url import DatabaseUrl, UnusableUrlError
from screening.registers.reading.gathered import Gathered
from screening.registers.reading.limits import Limits, exceeded
from screening.registers.reading.table import Table

if TYPE_CHECKING:
    import psycopg

_CHUNK = 5_000
_CONNECT_SECONDS = 15
OPTIONS = frozenset(
    {"application_name", "channel_binding", "connect_timeout", "gssencmode", "krbsrvname",
     "sslcert", "sslcrl", "sslkey", "sslmode", "sslrootcert", "target_session_attrs"}
)  # fmt: skip
"""Parameters of a URI that are passed on; ``options`` could undo what is set below."""
_NUMBERS = {20, 21, 23, 26, 700, 701, 790, 1700}
"""Types of numbers, by the number PostgreSQL gives each."""
_BYTES, _GROUP, _YES_NO = 17, 2249, 16
_SETTINGS = (
    "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
    "SET datestyle = 'ISO, YMD'",
    "SET intervalstyle = 'postgres'",
)


def read_postgres(url: DatabaseUrl, query: str, shown: str, limits: Limits) -> Table:
    """The rows of the query, sorted.

    Values come as the text of the server, so that a date beyond the calendar of Python is text too.
    Raises ExtractError when it does anything but read, or more than the limits allow.
    """
    if not set(url.options) <= OPTIONS:
        found = "the URI of the database holds a parameter that is not passed on"
        error = UnusableUrlError(found, f"keep after '?' only: {', '.join(sorted(OPTIONS))}")
        raise ExtractError(cannot_be_read(shown, error))
    try:
        with closing(_connected(url, limits)) as connection:
            return _read(connection, query, shown, limits)
    except ExtractError:
        raise
    except Exception as error:  # noqa: BLE001 - any driver may raise anything, secrets in its text
        raise ExtractError(cannot_be_read(shown, error)) from None


def _connected(url: DatabaseUrl, limits: Limits) -> psycopg.Connection[Any]:
    """A connection on which every transaction only reads, and no statement lasts too long."""
    import psycopg  # noqa: PLC0415 - only projects with such a database pay for it

    asked: dict[str, Any] = {"connect_timeout": _CONNECT_SECONDS, **url.options}
    connection = psycopg.connect(
        host=url.host, port=url.port, user=url.user, password=url.password, dbname=url.database,
        autocommit=True, **asked,
    )  # fmt: skip
    milliseconds = limits.query_seconds * 1_000
    for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
        connection.execute(f"SET {name} = {milliseconds}".encode())
    for setting in _SETTINGS:
        connection.execute(setting.encode())
    connection.autocommit = False
    connection.read_only = True
    _as_text(connection)
    return connection


def _as_text(connection: psycopg.Connection[Any]) -> None:
    """Every value as the text that the server writes, yes and no as words."""
    from psycopg.postgres import types  # noqa: PLC0415
    from psycopg.types.string import TextLoader  # noqa: PLC0415

    class Word(TextLoader):
        def load(self, data: Any) -> str:
            return "true" if bytes(data) == b"t" else "false"

    for kind in types:
        for number in {kind.oid, kind.array_oid} - {0}:
            connection.adapters.register_loader(number, TextLoader)
    connection.adapters.register_loader(_YES_NO, Word)


def _read(connection: psycopg.Connection[Any], query: str, shown: str, limits: Limits) -> Table:
    end = time.monotonic() + limits.query_seconds
    with connection.cursor(name="extract") as rows:
        rows.execute(query.encode())
        columns = rows.description or []
        gathered = Gathered([column.name for column in columns], shown, limits)
        while chunk := rows.fetchmany(_CHUNK):
            gathered.add(chunk)
            if time.monotonic() > end:
                found = f"reading it takes more than {limits.query_seconds} seconds"
                remedy = "ask for less, or add an index"
                raise exceeded(found, Where(shown), "query_seconds", limits, remedy)
    kinds = dict(enumerate(column.type_code for column in columns))
    return gathered.table(
        numbers={place for place, kind in kinds.items() if kind in _NUMBERS},
        unusable={place: held for place, kind in kinds.items() if (held := _unusable(kind))},
    )


def _unusable(kind: int) -> str:
    from psycopg.postgres import types  # noqa: PLC0415

    listed = {each.array_oid for each in types} - {0}
    if kind in listed or kind == _GROUP:
        return "lists or groups of values"
    return "bytes" if kind == _BYTES else ""
