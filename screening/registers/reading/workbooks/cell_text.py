"""A value of Python as the text of a cell: what workbooks and databases give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

_EXACT_FLOAT = 1e15
_NUMBERS = {int, float}


def column_text(values: Sequence[object]) -> tuple[list[str], bool, bool]:
    """The cells as text, blank where there is none; whether numbers are among them, and others.

    Blank text is neither.
    """
    kinds = set(map(type, values))
    if kinds == {str}:
        return list(map(str, values)), False, any(map(str.strip, map(str, values)))
    cells = [value if type(value) is str else text_of(value) for value in values]
    others = kinds - _NUMBERS - {str, type(None)}
    texts = str in kinds and any(type(value) is str and value.strip() for value in values)
    return cells, bool(kinds & _NUMBERS), bool(others) or texts


def text_of(value: object) -> str:
    """The text; whole numbers without decimals, dates and times the ISO way, a duration in hours.

    Bytes are text in UTF-8. Raises UnicodeDecodeError for other bytes.
    """
    match value:
        case None | bool():
            return {None: "", True: "true", False: "false"}[value]
        case float():
            whole = value.is_integer() and abs(value) < _EXACT_FLOAT
            return str(int(value)) if whole else repr(value)
        case dt.datetime():
            return value.isoformat(" ")
        case dt.timedelta():
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
        case bytes():
            return value.decode()
        case _:  # of dates and times this is the ISO form
            return str(value)
