"""A value of Python as the text of a cell: what workbooks and databases give."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence

LARGEST_EXACT = 2**53
"""From here on numbers with decimals skip whole ones, in databases and in what writes JSON."""
_SHEET_DIGITS = 10**15
"""A spreadsheet keeps 15 digits of a number, and writes zeros for the others."""
_NUMBERS = {int, float}


def text_of(value: object) -> str:
    """The text; whole numbers without decimals, dates and times the ISO way, a duration in hours.

    A number of which digits are lost is written with those that are known, as ``1.5e+16``. Bytes
    are text in UTF-8. Raises UnicodeDecodeError for other bytes.
    """
    match value:
        case None | bool():
            return {None: "", True: "true", False: "false"}[value]
        case float():
            return _of_number(value, LARGEST_EXACT)
        case dt.datetime():
            return value.isoformat(" ")
        case dt.timedelta():
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
        case bytes():
            return value.decode()
        case _:  # of dates and times this is the ISO form
            return str(value)


def text_in_sheet(value: object) -> str:
    """The same of a cell of a workbook, of which any number has 15 digits at most."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _of_number(value, _SHEET_DIGITS)
    return text_of(value)


def text_in_json(value: object) -> str:
    """The same of a value in JSON, where whole numbers were numbers with decimals before."""
    return _of_number(value, LARGEST_EXACT) if type(value) is int else text_of(value)


def column_text(
    values: Sequence[object], text: Callable[[object], str] = text_of
) -> tuple[list[str], bool, bool]:
    """The cells as text, blank where there is none; whether numbers are among them, and others.

    Blank text is neither.
    """
    kinds = set(map(type, values))
    if kinds <= {str, type(None)}:
        cells = ["" if value is None else str(value) for value in values]
        return cells, False, any(map(str.strip, cells))
    if int in kinds and kinds <= {int, type(None)} and text is text_of:
        return ["" if value is None else str(value) for value in values], True, False
    cells = [value if type(value) is str else text(value) for value in values]
    others = kinds - _NUMBERS - {str, type(None)}
    texts = str in kinds and any(type(value) is str and value.strip() for value in values)
    return cells, bool(kinds & _NUMBERS), bool(others) or texts


def are_numbers(values: Sequence[object]) -> list[bool]:
    """Which of the values are numbers."""
    return [type(value) in _NUMBERS for value in values]


def _of_number(value: float, largest: int) -> str:
    """Of one that is no quantity its name."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if abs(value) >= largest:
        return _rounded(value)
    return str(int(value)) if value == int(value) else repr(value)


def _rounded(value: float) -> str:
    """To 15 digits; a whole number may be too large for a number with decimals."""
    if isinstance(value, int):
        digits = str(abs(value))[:15]
        return f"{'-' if value < 0 else ''}{digits[0]}.{digits[1:]}e+{len(str(abs(value))) - 1}"
    return f"{value:.15g}"
