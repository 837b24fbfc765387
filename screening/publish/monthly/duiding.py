"""What a person added about a figure of the monthly picture (duiding); it stays with the figure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Duiding:
    """A text about one kind in one area in one month (``2025-12``), in whose role, on which day."""

    area_code: str
    kind: str
    month: str
    text: str
    role: str
    day: str

    @property
    def told(self) -> str:
        """The text with who said it and when; a role, no name."""
        return f"{self.text} ({self.role}, {self.day})"


def duiding_of(notes: Iterable[Duiding], area: str, kind: str, month: str) -> list[Duiding]:
    """What was added about one figure, oldest first."""
    return [n for n in notes if (n.area_code, n.kind, n.month) == (area, kind, month)]
