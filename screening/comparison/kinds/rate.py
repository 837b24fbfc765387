"""A count per denominator against the rate of the peers (docs/statistics.md)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
import polars as pl
from pydantic import Field

from screening.comparison.among import AmongPeers
from screening.comparison.kind import (
    Figures,
    FunnelOf,
    Input,
    Label,
    Wording,
    counted,
    with_reason,
)
from screening.comparison.peers import reals
from screening.comparison.statistics.comparison_sets import Reals
from screening.comparison.statistics.funnel import rate_funnel
from screening.comparison.statistics.levels import COUNT_LEVELS
from screening.comparison.statistics.spread import SPREAD_TEXTS, Spread
from screening.comparison.statistics.tails import Null, null_text
from screening.documents.fields import Name


class RateCompare(AmongPeers):
    """Count per denominator against peers (a funnel with overdispersion)."""

    kind: Literal["rate"]
    """A count per denominator against that of peers."""
    count: Name
    """Measured column with the count."""
    per: Name
    """Measured column with the denominator, such as inhabitants."""
    scale: float = Field(default=10_000, gt=0, le=1e12)
    """Units of the denominator that a rate is shown per; it changes no level."""
    min_count: int = Field(default=10, ge=1, le=1_000_000)
    """Fewest events to judge a unit by."""
    rounded_to: Name | None = None
    """Measured column with what the count was rounded to, such as 5; not rounded unless named."""
    spread: Spread = "paule-mandel"
    """How the variation between units is estimated; moment reproduces published figures."""
    null: Null | None = None
    """What ordinary units do: fitted to body and tail, or square-root; moment takes the latter."""

    def inputs(self) -> Iterator[Input]:
        """Count, denominator and rounding, and who the peers are."""
        yield Input("count", self.count)
        yield Input("per", self.per)
        if self.rounded_to is not None:
            yield Input("rounded_to", self.rounded_to)
        yield from self.peer_inputs()

    def judged_by(self) -> frozenset[str]:
        """Count and denominator."""
        return frozenset({self.count, self.per})

    def figures(self, measured: pl.DataFrame) -> Figures:
        """Count per denominator against the pooled rate of the peers; both on the block's scale."""
        count, per = reals(measured, self.count), reals(measured, self.per)
        usable = (count >= 0) & (per > 0)
        among = self.peering(measured, usable)
        tested = count
        if self.rounded_to is not None:
            tested = lower_end(count, reals(measured, self.rounded_to))
        with np.errstate(invalid="ignore"):
            found = rate_funnel(
                np.where(usable, count, np.nan), per, among.sets, tested, self.spread, self.null
            )
        target = among.sets.to_units(found.target) * self.scale
        told = with_reason(among, (count, "het aantal"), (per, "de noemer"), found.ratio)
        value = np.where(usable, count, np.nan) / np.where(usable, per, np.nan) * self.scale
        expected = np.where(np.isnan(found.ratio), np.nan, target)
        return counted(value, expected, found, told, tested, self.min_count)

    def funnel(self) -> FunnelOf:
        """Counts per denominator."""
        return FunnelOf("rate", self.count, self.per, self.scale, self.spread, self.min_count)

    def label(self, wording: Wording) -> Label:
        """The count per so many of the denominator."""
        per = wording.called(self.per)
        many = f"{wording.say(self.scale)} {per.unit or per.text}" if self.scale != 1 else per.text
        return Label(f"{wording.called(self.count).text} per {many}")

    def method(self, wording: Wording) -> str:
        """A funnel of rates."""
        per = wording.called(self.per).text
        what = f"{wording.called(self.count).text} per {wording.say(self.scale)} {per}"
        funnel = _FUNNEL.format(
            spread=SPREAD_TEXTS[self.spread], null=null_text(self.null, self.spread)
        )
        return f"vergelijkt {what} met {self.peers_in_words}. {funnel} {COUNT_LEVELS}"


_FUNNEL = (
    "Verwacht aantal E = n · ΣO/Σn over de vergelijkingsgroep; y = √(O/E). Score "
    "z\\* = (y - 1) / √(1/(4E) + τ²), met τ² de spreiding tussen eenheden die het toeval te boven "
    "gaat (Spiegelhalter 2005, 2012), {spread}. {null}. De eenzijdige kans p wordt voor alle "
    "toetsen van de regel samen gecorrigeerd (Benjamini en Hochberg 1995) tot q."
)


def lower_end(count: Reals, rounded_to: Reals) -> Reals:
    """Smallest count that rounds to ``count``: 20 rounded to 5 stands for 18 to 22."""
    half = np.where(rounded_to > 1, np.floor(rounded_to / 2), 0.0)
    return np.maximum(count - half, 0.0)
