"""Which rules the engines work on at this moment, for who has to say what took too much."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from threading import Lock

_lock = Lock()
_tickets = count()
_now: dict[int, str] = {}
"""By a number of its own, since a rule can be worked on in two threads."""


@contextmanager
def underway(names: Iterable[str]) -> Iterator[None]:
    """The rules with these names are worked on in the block."""
    with _lock:
        mine = {next(_tickets): name for name in names}
        _now.update(mine)
    try:
        yield
    finally:
        with _lock:
            for ticket in mine:
                del _now[ticket]


def rules_underway() -> list[str]:
    """Names of the rules that are worked on now, sorted."""
    with _lock:
        return sorted(set(_now.values()))
