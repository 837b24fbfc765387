"""The figures behind a comparison that a run keeps, so that it can be drawn afterwards.

Areas are named: their figures are public. Of what lies at an address only how many fall within
equal steps is kept, and where those are fewer than ``FEWEST`` not even that (T53, T65).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

FEWEST = 10
"""Smallest number that is told of what is not public itself."""
ROUNDED_TO = 5
"""And it is told as a multiple of this."""
Sourced = tuple[str, str]
"""Where figures come from, and the date they are of as 2025-12-31; '' when that is unknown."""


@dataclass(frozen=True)
class FunnelFigures:
    """One unit among those it was compared with, by their counts.

    ``units`` holds the columns subject, count and per of the comparison set. ``own`` holds count
    and per of the unit itself, and what was found: value, expected, ratio, lower, upper, q, level.
    """

    rule: str
    title: str
    block: str
    subject: str
    flagged: bool
    kind: Literal["rate", "share"]
    what: str
    counted: str
    per: str
    scale: float
    target: float
    tau2: float
    nearest: bool
    own: Mapping[str, float | str | None]
    units: Mapping[str, Sequence[float | str]]
    left_out: int
    """Units of the set with fewer events than are judged: part of the limits, and not shown."""
    source: Sourced


@dataclass(frozen=True)
class AmountFigures:
    """How the amounts of a group are spread, in equal steps of their logarithm.

    ``counts`` and ``flagged`` hold a number per step between two ``edges``; None where it is not
    told. ``named`` holds the columns subject and amount of what may be named, ``own`` the unit the
    group is that of, '' where it is that of many. ``size`` is rounded where no amount is public.
    """

    rule: str
    title: str
    block: str
    subject_type: str
    what: str
    unit: str
    group: str
    size: int
    hits: int | None
    median: float
    low: float
    high: float
    edges: Sequence[float]
    counts: Sequence[int | None]
    flagged: Sequence[int | None]
    own: str
    named: Mapping[str, Sequence[float | str]]
    source: Sourced
