"""What a library raised over rows, in words of ours: one of a closed set of causes.

The text of such an error can hold the value of any cell, of people who were never flagged too. So
nobody repeats it, writes it down or shows it: only the type of the error is told, and the cause
when it is one of the known.
"""

from __future__ import annotations

import errno
import os
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DEEPEST = 8
"""Lines of code that :func:`place_of` tells."""


@dataclass(frozen=True)
class Cause:
    """Why something failed, and what to do about it."""

    found: str
    remedy: str


_NUMBER = Cause("a value is used as a number, date or yes/no, and is none", "check the kinds of "
    "the columns: compare texts with texts and numbers with numbers")  # fmt: skip
_RANGE = Cause("a number or date is larger than the engine can hold", "keep numbers within 64 bits "
    "and dates within the calendar")  # fmt: skip
_COLUMN = Cause("a column is missing", "check the names of the columns")
_SQL = Cause("the engine does not know this SQL", "write it another way, see docs/rule-language.md")
_MEMORY = Cause("the memory is full", "join on a key that few rows share, group before joining, or "
    "run on a machine with more memory")  # fmt: skip
_FILE = Cause("a file cannot be read or written", "check the path, its rights and the room on disk")
_DAMAGED = Cause("it is damaged or incomplete", "export, copy or make it again")
_FIELDS = Cause("a row has more cells than the header", "put text that holds the separator in "
    "quotes, and export it again")  # fmt: skip
_BUG = Cause("the engine itself failed", "report the rule, without its data")
OTHER = Cause("the engine gave an error", "run `screening rules test`, and report what it says")

_BY_WORDS: Mapping[str, Cause] = {
    "conversion from": _NUMBER, "could not convert": _NUMBER, "cannot compare": _NUMBER,
    "cannot cast": _NUMBER, "overflow": _RANGE, "out of range": _RANGE,
    "found more fields than": _FIELDS, "out of memory": _MEMORY, "no space left": _FILE,
    "parquet": _DAMAGED, "magic": _DAMAGED,
}  # fmt: skip
_BY_TYPE: Mapping[str, Cause] = {
    "InvalidOperationError": _NUMBER, "ConversionException": _NUMBER, "SchemaError": _NUMBER,
    "TypeMismatchException": _NUMBER, "OutOfRangeException": _RANGE, "OverflowError": _RANGE,
    "ColumnNotFoundError": _COLUMN, "StructFieldNotFoundError": _COLUMN, "KeyError": _COLUMN,
    "SQLInterfaceError": _SQL, "SQLSyntaxError": _SQL, "BinderException": _SQL,
    "ParserException": _SQL, "CatalogException": _SQL, "AnalysisException": _SQL,
    "ArithmeticException": _RANGE, "Py4JError": _BUG, "MemoryError": _MEMORY,
    "OutOfMemoryException": _MEMORY, "OSError": _FILE, "IOException": _FILE,
    "PanicException": _BUG, "RecursionError": _BUG, "InternalException": _BUG,
    "JSONDecodeError": _DAMAGED, "UnicodeDecodeError": _DAMAGED,
}  # fmt: skip


def cause_of(
    error: BaseException,
    words: Mapping[str, Cause] = _BY_WORDS,
    types: Mapping[str, Cause] = _BY_TYPE,
    other: Cause = OTHER,
) -> Cause:
    """The first known cause: by what stands in the text, then by type, nearest type first."""
    said = str(error).lower()
    named = (cause for part, cause in words.items() if part in said)
    typed = (types[kind.__name__] for kind in type(error).__mro__ if kind.__name__ in types)
    return next(named, None) or next(typed, other)


def disk_is_full(error: BaseException) -> bool:
    """Whether it failed for want of room; a library that writes may say so in its text alone."""
    full = getattr(error, "errno", None) in {errno.ENOSPC, errno.EDQUOT}
    return full or os.strerror(errno.ENOSPC).lower() in str(error).lower()


def place_of(error: BaseException) -> str:
    """Which lines of code an error came through, innermost first; nothing of what they held."""
    frames = list(traceback.extract_tb(error.__traceback__))[-DEEPEST:]
    lines = [f"{'/'.join(Path(each.filename).parts[-2:])}:{each.lineno}" for each in frames]
    return " < ".join(reversed(lines))


def told(error: BaseException) -> str:
    """The cause with the type of the error: all of it that may be shown."""
    return f"{cause_of(error).found} ({type(error).__name__})"
