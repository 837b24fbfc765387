"""The kinds of comparison, as rules write them under ``compare``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from screening.documents.fields import SHORT, Columns, Model, Name

Peer = Annotated[int, Field(ge=3, le=1_000_000)]
"""A least number of peers."""


class Nearest(Model):
    """The k nearest units by standardised distance, never more than one urbanity class apart."""

    nearest: int = Field(gt=0, le=1_000)
    on: Columns


class Same(Model):
    """Units that share the values of these columns."""

    same: Columns


Peers = Literal["all"] | Same | Nearest
Spread = Literal["paule-mandel", "moment"]
"""How the variance between units is found; docs/statistics.md says why the first is the default."""


class RateCompare(Model):
    """Count per denominator against peers; adds ``<name>_*`` columns (see compare/blocks.py)."""

    kind: Literal["rate"]
    count: Name
    per: Name
    scale: float = Field(default=10_000, gt=0, le=1e12)
    peers: Peers = "all"
    min_group: Peer = 20
    min_count: int = Field(default=10, ge=1, le=1_000_000)
    rounded_to: Name | None = None
    within: Name | None = None
    spread: Spread = "paule-mandel"


class AmountCompare(Model):
    """Positive amount against the first large enough group of a widening list."""

    kind: Literal["amount"]
    value: Name
    groups: list[Annotated[list[Name], Field(max_length=SHORT)]] = Field(
        min_length=1, max_length=SHORT
    )
    min_group: Peer = 20


class ChangeCompare(Model):
    """Growth now against before, minus the median growth of the peers, in percentage points."""

    kind: Literal["change"]
    now: Name
    before: Name
    peers: Peers = "all"
    min_group: Peer = 20
    within: Name | None = None


class ShareCompare(Model):
    """Part of a whole against the overall share of the peers (binomial, Wilson interval)."""

    kind: Literal["share"]
    count: Name
    of: Name
    peers: Peers = "all"
    min_group: Peer = 20
    within: Name | None = None
    spread: Spread = "paule-mandel"


class SeasonCompare(Model):
    """A count of this period against the counts of the same period in earlier years."""

    kind: Literal["season"]
    now: Name
    earlier: list[Name] = Field(min_length=2, max_length=SHORT)


class DensityCompare(Model):
    """What lies within a radius: the sum of ``count`` over all measured subjects there."""

    kind: Literal["density"]
    x: Name
    y: Name
    radius_m: float = Field(gt=0, le=100_000)
    count: Name


Compare = Annotated[
    RateCompare | AmountCompare | ChangeCompare | ShareCompare | SeasonCompare | DensityCompare,
    Field(discriminator="kind"),
]
