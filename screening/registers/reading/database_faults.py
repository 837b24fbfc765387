"""Why a database could not be read, from a closed set of causes.

What a driver says can hold a password or the value of a row, so it is never repeated: it is only
looked up which of the known causes it is.
"""

from __future__ import annotations

from screening.errors import Problem, Where
from screening.faults import Cause, cause_of
from screening.registers.reading.database_url import EXPECTED, UnusableUrlError

_HOST = Cause("the server cannot be reached", "check host, port, network and firewall")
_ACCOUNT = Cause("the server refuses the account", "check user and password")
_DATABASE = Cause("there is no such database", "correct the name at the end of the URI")
_TABLE = Cause("no such table", "check the name, and that the account may see it")
_COLUMN = Cause("no such column", "check the name, and that the account may see it")
_RIGHTS = Cause("the account may not do this", "give the account the right to read, and no other")
_SYNTAX = Cause("the query is no SELECT this database can read", "correct 'query:'")
_SELECT = Cause("the query is no SELECT", "write a query that only reads")
_TIME = Cause("the query took too long", "ask for less, or raise limits: query_seconds:")
_VALUE = Cause("the query meets a value it cannot work with", "correct the query, or the data")
_FILE = Cause("the file is not a database, or it is damaged", "check the path, or export it again")
_BUSY = Cause("another program holds the database", "try again later")
_DRIVER = Cause("the driver of this database is not installed", "install screening[postgres]")
_OTHER = Cause("the database gave an error", "try the query in a program of the database itself")

_BY_STATE = {
    "08": _HOST, "28": _ACCOUNT, "3D": _DATABASE, "42P01": _TABLE, "42703": _COLUMN,
    "42501": _RIGHTS, "25006": _RIGHTS, "42": _SYNTAX, "57014": _TIME, "22": _VALUE,
    "55P03": _BUSY, "40": _BUSY,
}  # fmt: skip
"""SQLSTATE codes, or the class they begin with."""
_BY_TYPE = {
    "ImportError": _DRIVER,
    "ConnectionRefusedError": _HOST, "gaierror": _HOST, "TimeoutError": _HOST,
    "ProgrammingError": _SYNTAX, "DataError": _VALUE, "PolarsError": _VALUE,
}  # fmt: skip
_BY_WORDS = {
    "no such table": _TABLE, "no such column": _COLUMN, "syntax error": _SYNTAX,
    "attempt to write": _RIGHTS, "not authorized": _RIGHTS, "readonly": _RIGHTS,
    "not a database": _FILE, "malformed": _FILE, "unable to open": _FILE, "locked": _BUSY,
    "authentication failed": _ACCOUNT, "no password supplied": _ACCOUNT,
    "could not translate host": _HOST, "connection refused": _HOST, "timeout": _HOST,
    "name or service not known": _HOST, "could not connect": _HOST,
    "one statement at a time": _SELECT, "interrupted": _TIME,
}  # fmt: skip
"""What drivers without a code say, in lower case."""


def cannot_be_read(shown: str, error: Exception | str) -> Problem:
    """The cause and its remedy; ``error`` may be a sentence of our own, which is told as it is."""
    if isinstance(error, UnusableUrlError):
        found, remedy = error.found, error.remedy
    elif isinstance(error, str):
        found, remedy = error, "correct the query"
    else:
        cause = _cause(error)
        named = error.name if isinstance(error, ImportError) else None
        found, remedy = f"{cause.found} ({named or type(error).__name__})", cause.remedy
    where = Where(shown)
    return Problem(f"the database cannot be read: {found}", where, EXPECTED, remedy)


def _cause(error: BaseException) -> Cause:
    state = str(getattr(error, "sqlstate", None) or getattr(error, "pgcode", None) or "")
    coded = _BY_STATE.get(state) or _BY_STATE.get(state[:2])
    return coded or cause_of(error, _BY_WORDS, _BY_TYPE, _OTHER)
