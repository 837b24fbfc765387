"""Per rule what visits confirmed and refuted, beside the rows that were drawn at random (T25)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from screening.comparison.statistics.intervals import wilson_interval
from screening.prioritise.lists import DRAWN
from screening.review.results import Result

FEWEST = 20
"""Rows with a verdict below which no share is told."""


@dataclass(frozen=True)
class Effect:
    """What came of the rows of a list that a rule put there, or that were drawn (no ``rule``)."""

    list: str
    rule: str | None
    confirmed: int
    refuted: int
    unknown: int

    @property
    def judged(self) -> int:
        """Rows of which the answers say something."""
        return self.confirmed + self.refuted

    @property
    def enough(self) -> bool:
        """Whether there are enough of them for a share."""
        return self.judged >= FEWEST

    @property
    def share(self) -> tuple[float, float, float] | None:
        """Share confirmed and its 95 % interval (Wilson); None where there are too few."""
        if not self.enough:
            return None
        share = self.confirmed / self.judged
        lower, upper = wilson_interval(np.array([share]), np.array([float(self.judged)]))
        return share, float(lower[0]), float(upper[0])


def effects(results: Iterable[Result]) -> list[Effect]:
    """Per list the rows drawn at random, then every rule, in order of name.

    The answers about a row count for each rule that put it there: a form asks about the place.
    """
    counts: dict[tuple[str, str], list[int]] = {}
    for each in results:
        place = {"confirmed": 0, "refuted": 1, None: 2}[each.verdict]
        named = [""] if each.origin == DRAWN else sorted(set(each.rules))
        for rule in named:
            counts.setdefault((each.list, rule), [0, 0, 0])[place] += 1
    return [Effect(name, rule or None, *count) for (name, rule), count in sorted(counts.items())]
