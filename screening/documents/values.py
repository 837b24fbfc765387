"""What sort of value this is, and how a number is written that is not written as one."""

from __future__ import annotations

import datetime as dt
import math
import re

from screening.documents.fields import Scalar

_RANGE = re.compile(r"(\d+(?:\.\d+)?)\s*(?:-|\.\.|tot)\s*(\d+(?:\.\d+)?)")
_ONE = "write one number"


def number_in_text(value: str) -> str:
    """The text itself. Raises ValueError for a number, range or percentage that is written as none.

    Digits alone may be a code, which is a text.
    """
    if as_number(value) and not value.strip().isdigit():
        raise ValueError("a number, or a text that looks like none")
    return value


def kind_of(value: Scalar) -> str:
    """What sort of value this is, in words of a message."""
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return "a number" if math.isfinite(value) else "no number"
    return "a date" if isinstance(value, dt.date) else "a text"


def unlike(value: Scalar, usual: Scalar) -> tuple[str, str] | None:
    """What is expected in place of a value and the remedy; None when it can stand for the usual.

    A number that is usually above zero is not below it: nothing is counted or measured so.
    """
    if kind_of(value) != kind_of(usual):
        expected = f"{kind_of(usual)}, such as {usual}"
        return expected, _tried(value) if kind_of(usual) == "a number" else ""
    if isinstance(value, (int, float)) and isinstance(usual, (int, float)) and value < 0 < usual:
        return f"a number from 0 on, such as {usual}", f"leave out the minus sign: {-value}"
    return None


def _tried(value: Scalar) -> str:
    """The same for a parameter, of which a range can be tried."""
    said = as_number(value)
    ends = _RANGE.fullmatch(str(value).strip())
    if said != _ONE or ends is None:
        return said
    return f"{said}; a range is tried with: screening whatif --set NAME={ends[1]}..{ends[2]}"


def as_number(value: object) -> str:
    """How a text that looks like a number is written as one; "" for what looks like none."""
    text = str(value).strip() if isinstance(value, str) else ""
    if re.fullmatch(r"[+-]?\d+(\.\d+)?", text):
        return f"write it without quotes: {text}"
    if re.fullmatch(r"[+-]?\d+(_\d+)+", text):
        return f"write it without '_': {text.replace('_', '')}"
    if re.fullmatch(r"[+-]?\d+,\d+", text):
        return f"write decimals behind a point: {text.replace(',', '.')}"
    if _RANGE.fullmatch(text):
        return _ONE
    share = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*%", text)
    if share:
        return f"write a part of one: {float(share[1].replace(',', '.')) / 100:g}"
    return ""
