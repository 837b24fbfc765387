"""Notes of a list that tell points, or how rows were drawn: not for who may not see the score."""

from __future__ import annotations

from collections.abc import Iterable

TIED = "Gelijk geëindigd bij de grens: "
"""Begins the note that names who ended level at the cut, with their points."""
DRAWN = "Steekproef: "
"""Begins the note about the random part."""


def without_leading(notes: Iterable[str]) -> list[str]:
    """The notes that tell no points and no draw; by their words, as runs of before have no more."""
    return [each for each in notes if not each.startswith((TIED, DRAWN))]
