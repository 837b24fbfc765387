"""What sort of value a parameter has."""

from __future__ import annotations

import datetime as dt
import math

from screening.documents.fields import Scalar


def kind_of(value: Scalar) -> str:
    """What sort of value this is, in words of a message."""
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return "a number" if math.isfinite(value) else "no number"
    return "a date" if isinstance(value, dt.date) else "a text"
