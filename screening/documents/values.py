"""What sort of value a parameter has."""

from __future__ import annotations

import datetime as dt
import math
import re

from screening.documents.fields import Scalar


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
        return expected, _as_number(value) if kind_of(usual) == "a number" else ""
    if isinstance(value, (int, float)) and isinstance(usual, (int, float)) and value < 0 < usual:
        return f"a number from 0 on, such as {usual}", f"leave out the minus sign: {-value}"
    return None


def _as_number(value: Scalar) -> str:
    """How a text that looks like a number is written as one."""
    text = str(value).strip() if isinstance(value, str) else ""
    if re.fullmatch(r"[+-]?\d+(\.\d+)?", text):
        return f"write it without quotes: {text}"
    if re.fullmatch(r"[+-]?\d+,\d+", text):
        return f"write decimals behind a point: {text.replace(',', '.')}"
    ends = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(?:-|\.\.|tot)\s*(\d+(?:\.\d+)?)", text)
    if ends:
        low, high = ends.groups()
        return f"write one number; a range is tried with: screening whatif --set NAME={low}..{high}"
    share = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*%", text)
    if share:
        return f"write a part of one: {float(share[1].replace(',', '.')) / 100:g}"
    return ""
