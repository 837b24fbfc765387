"""What a list is: its facts, in a file of its own beside this one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Placing = Literal["theme", "address", "company", "case", "application", "branch"]
"""What a row of a list is about: an address where a theme has something to look at, an address, a
company, a case (connected addresses and companies), an application, or a branch in an area."""
VISIT_SEVERITY = 2
"""A visit or a talk needs at least one reason of this severity; lighter ones only inform."""


@dataclass(frozen=True)
class ListKind:
    """The facts of one list.

    ``order`` is where it comes among the lists of a run. ``capacity`` is the number of rows there
    is room for unless the project says otherwise. ``least_severity`` is what one reason must have
    to bring somebody on it; None where something else decides. ``theme`` is the theme of integral
    controls it is for, and only such lists may have a random part (T22).
    """

    name: str
    title: str
    order: int
    capacity: int
    placing: Placing
    least_severity: int | None = None
    theme: str | None = None

    @property
    def drawable(self) -> bool:
        """Whether a part of it may be drawn at random."""
        return self.theme is not None
