"""Ratios to the peers with their intervals, as a picture on the sheet of a branch or area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from screening.detect.explain.dutch import say

TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
"""Ratios that may be written under the picture; it runs from one of them to another."""
_CAPTION = (
    "Verhouding tot de vergelijkingsgroep met 95%-interval; 1 is gelijk aan de groep. "
    "Een schaal waarop twee keer zo veel en half zo veel even ver van 1 liggen."
)


def chart_of(figures: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The picture of the figures that have a ratio with an interval above zero; None without."""
    shown = [each for each in figures if _drawable(each)]
    if not shown:
        return None
    low = max((tick for tick in TICKS if tick <= _least(shown)), default=TICKS[0])
    high = min((tick for tick in TICKS if tick >= _most(shown)), default=TICKS[-1])
    rows = [_row(each, low, high) for each in shown]
    return {
        "low": low,
        "high": high,
        "ticks": [
            {"at": tick, "text": f"{_number(tick)} keer"} for tick in TICKS if low <= tick <= high
        ],
        "rows": rows,
        "caption": _CAPTION,
        "alt": " ".join(f"{row['name']}: {row['text']}." for row in rows),
    }


def _row(figure: Mapping[str, Any], low: float, high: float) -> dict[str, Any]:
    ratio, lower, upper = (float(figure[key]) for key in ("ratio", "lower", "upper"))
    return {
        "name": str(figure["what"] or ""),
        "ratio": min(max(ratio, low), high),
        "lower": min(max(lower, low), high),
        "upper": min(max(upper, low), high),
        "text": f"{_number(ratio)} ({_number(lower)} tot {_number(upper)})",
    }


def _drawable(figure: Mapping[str, Any]) -> bool:
    values = [figure[key] for key in ("ratio", "lower", "upper")]
    return all(value is not None and value > 0 for value in values)


def _least(shown: Sequence[Mapping[str, Any]]) -> float:
    return min(0.5, *(float(each["lower"]) for each in shown))


def _most(shown: Sequence[Mapping[str, Any]]) -> float:
    return max(2.0, *(float(each["upper"]) for each in shown))


def _number(value: float) -> str:
    return say(round(float(value), 1))
