"""How much tests try that could go on for ever: all of it in CI, a part of it in `make test`.

Generated examples and statements, values hidden row by row, lines asked about one by one: what such
a test proves stands in CI, and `make test` finds in a minute what a change breaks at large.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")
ALL = False
"""Set by the options of ``tests/conftest.py``, before a test is imported."""


def part(count: int, of: int = 8) -> int:
    """``count`` in CI; elsewhere one in ``of`` of it, and never none."""
    return count if ALL else max(1, count // of)


def some(items: Iterable[T], of: int = 3) -> list[T]:
    """All of them in CI; elsewhere one in ``of``, evenly over the whole."""
    return list(items)[:: 1 if ALL else of]
