"""Why a database could not be read, from a closed set of causes.

What a driver says can hold a password or the value of a row, so it is never repeated: it is only
looked up which of the known causes it is.
"""

from __future__ import annotations

from screening.errors import Problem, Where
from screening.registers.database_url import EXPECTED, UnusableUrlError

_NOT_THERE = "check the name, and that the account may see it"
_CAUSES: dict[str, tuple[str, str]] = {
    "driver": ("the driver of this kind of database is not installed", "install it with pip"),
    "kind": ("this kind of database is not known", "correct what stands before '://'"),
    "host": ("the server cannot be reached", "check host, port, network and firewall"),
    "account": ("the server refuses the account", "check user and password"),
    "database": ("there is no such database", "correct the name at the end of the URI"),
    "table": ("no such table", _NOT_THERE),
    "column": ("no such column", _NOT_THERE),
    "rights": ("the account may not do this", "give the account the right to read, and no other"),
    "syntax": ("the query is no SELECT this database can read", "correct 'query:'"),
    "select": ("the query is no SELECT", "write a query that only reads"),
    "time": ("the query took too long", "ask for less, or add an index"),
    "value": ("the query works with a value that it cannot hold", "correct the query, or the data"),
    "file": ("the file is not a database, or it is damaged", "check the path, or export it again"),
    "busy": ("another program holds the database", "try again later"),
    "other": ("the database gave an error", "try the query in a program of the database itself"),
}
_BY_STATE = {
    "08": "host", "28": "account", "3D": "database", "42P01": "table", "42703": "column",
    "42501": "rights", "25006": "rights", "42": "syntax", "57014": "time", "22": "value",
    "55P03": "busy", "40": "busy",
}  # fmt: skip
"""SQLSTATE codes, or the class they begin with."""
_BY_TYPE = {
    "ImportError": "driver", "ModuleNotFoundError": "driver", "NoSuchModuleError": "kind",
    "UnsuitableSQLError": "select", "ConnectionRefusedError": "host", "gaierror": "host",
    "TimeoutError": "host", "ProgrammingError": "syntax", "DataError": "value",
}  # fmt: skip
_BY_WORDS = {
    "no such table": "table", "no such column": "column", "syntax error": "syntax",
    "attempt to write": "rights", "not authorized": "rights", "readonly": "rights",
    "not a database": "file", "malformed": "file", "unable to open": "file", "locked": "busy",
    "authentication failed": "account", "no password supplied": "account",
    "could not translate host": "host", "connection refused": "host", "timeout": "host",
    "name or service not known": "host", "could not connect": "host",
    "one statement at a time": "select", "interrupted": "time",
}  # fmt: skip
"""What drivers without a code say, in lower case."""


def cannot_be_read(shown: str, error: Exception | str) -> Problem:
    """The cause and its remedy; ``error`` may be a sentence of our own, which is told as it is."""
    if isinstance(error, UnusableUrlError):
        found, remedy = error.found, error.remedy
    elif isinstance(error, str):
        found, remedy = error, "correct the query"
    else:
        original = _original(error)
        found, remedy = _CAUSES[_cause(error)]
        named = original.name if isinstance(original, ImportError) else None
        found = f"{found} ({named or type(original).__name__})"
    where = Where(shown)
    return Problem(f"the database cannot be read: {found}", where, EXPECTED, remedy)


def _original(error: BaseException) -> BaseException:
    """What the driver raised, out of what SQLAlchemy wrapped around it."""
    return getattr(error, "orig", None) or error


def _cause(error: Exception) -> str:
    original = _original(error)
    state = str(getattr(original, "sqlstate", None) or getattr(original, "pgcode", None) or "")
    words = str(original).lower()
    named = next((cause for said, cause in _BY_WORDS.items() if said in words), None)
    kinds = (kind.__name__ for kind in type(original).__mro__)
    typed = next((_BY_TYPE[kind] for kind in kinds if kind in _BY_TYPE), "other")
    return _BY_STATE.get(state) or _BY_STATE.get(state[:2]) or named or typed
