"""What a value in a file is: YAML 1.2 core, without what is not what it looks like.

Only ``true`` and ``false`` are yes or no; ``on``, ``no`` and ``1:30`` stay text. A whole number
with a leading zero stays text too, since KVK, BAG and SBI codes start with zeros.
"""

from __future__ import annotations

import datetime as dt
import math
import re

MAX_DIGITS = 18
"""Whole numbers up to here fit in 64 bits on every engine."""
_LONGEST_REAL = 40

_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*(?:_[0-9]{3})*)")
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?:\.[0-9]*)?[eE][-+]?[0-9]+)")
_CODE = re.compile(r"0[0-9]+\.?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_STARTS = frozenset("+-.0123456789")


class UnusableError(ValueError):
    """The value looks like a number or a date, and is none that can be used."""

    def __init__(self, found: str, expected: str, remedy: str) -> None:
        super().__init__(found)
        self.found, self.expected, self.remedy = found, expected, remedy


def resolve(text: str) -> bool | int | float | dt.date | str | None:
    """The value of a text without quotes.

    Raises UnusableError for a day that does not exist and a number out of bounds.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _STARTS or _CODE.fullmatch(text):
        return text
    if _INT.fullmatch(text):
        return _whole(text)
    if _FLOAT.fullmatch(text):
        return _real(text)
    if _DATE.fullmatch(text):
        return _day(text)
    return text


def _whole(text: str) -> int:
    digits = text.replace("_", "").lstrip("+-")
    if len(digits) > MAX_DIGITS:
        raise UnusableError(
            f"a whole number of {len(digits):,} digits",
            f"at most {MAX_DIGITS} digits",
            "Put it in quotes when it is a code; use a smaller number otherwise.",
        )
    return int(text.replace("_", ""))


def _real(text: str) -> float:
    number = float(text) if len(text) <= _LONGEST_REAL else math.inf
    if not math.isfinite(number):
        raise UnusableError(
            "a number too large or too long to be exact",
            f"a number of at most {_LONGEST_REAL} digits and signs",
            "Use a smaller number.",
        )
    return number


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise UnusableError(
            f"the date {text}", "a day that exists", "Correct the date, yyyy-mm-dd."
        ) from None
