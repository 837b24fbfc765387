"""Numbers as the pictures and pages of a report write them."""

from __future__ import annotations

from screening.detect.explain.dutch import say

_SIZES = (1_000, 10)
"""Below each of these a number has a decimal more."""


def whole(number: float) -> str:
    """A count, such as 12.345."""
    return say(float(number), hint="0")


def rated(number: float) -> str:
    """A rate or an amount with the decimals that its size asks for."""
    decimals = sum(abs(number) < size for size in _SIZES)
    return say(float(number), hint=str(decimals))


def percentage(share: float) -> str:
    """A share between 0 and 1, such as 4,2%."""
    return say(float(share), hint="pct")


def counted(number: int, one: str, many: str) -> str:
    """A count with its noun."""
    return f"{whole(number)} {one if number == 1 else many}"
