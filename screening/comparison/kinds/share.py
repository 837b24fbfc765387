"""Part of a whole against the overall share of the peers (docs/statistics.md)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
import polars as pl

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
from screening.comparison.statistics.funnel import share_funnel
from screening.comparison.statistics.levels import COUNT_LEVELS, NOTABLE_COUNT
from screening.comparison.statistics.spread import SPREAD_TEXTS, Spread
from screening.comparison.statistics.tails import Null, null_text
from screening.documents.fields import Name


class ShareCompare(AmongPeers):
    """Part of a whole against the overall share of the peers (binomial, Wilson interval)."""

    kind: Literal["share"]
    """A part of a whole against the share of the peers."""
    count: Name
    """Measured column with the part, a count."""
    of: Name
    """Measured column with the whole, a count."""
    spread: Spread = "paule-mandel"
    """How the variation between units is estimated; moment reproduces published figures."""
    null: Null | None = None
    """What ordinary units do: fitted to body and tail, or square-root; moment takes the latter."""

    def inputs(self) -> Iterator[Input]:
        """Part and whole, and who the peers are."""
        yield Input("count", self.count)
        yield Input("of", self.of)
        yield from self.peer_inputs()

    def judged_by(self) -> frozenset[str]:
        """Part and whole."""
        return frozenset({self.count, self.of})

    def figures(self, measured: pl.DataFrame) -> Figures:
        """Part of a whole against the pooled share of the peers."""
        part, whole = reals(measured, self.count), reals(measured, self.of)
        usable = (part >= 0) & (whole > 0) & (part <= whole)
        among = self.peering(measured, usable)
        with np.errstate(invalid="ignore"):
            found = share_funnel(
                np.where(usable, part, np.nan), whole, among.sets, self.spread, self.null
            )
            value = np.where(usable, part, np.nan) / np.where(usable, whole, np.nan)
        told = with_reason(among, (part, "het deel"), (whole, "het geheel"), found.ratio)
        more = pl.Series((part > whole) & (whole > 0))
        larger = pl.when(more).then(pl.lit("het deel is groter dan het geheel"))
        told = told.with_columns(reason=pl.coalesce(larger, "reason"))
        return counted(value, found.expected, found, told, part, NOTABLE_COUNT)

    def funnel(self) -> FunnelOf:
        """Parts of a whole."""
        return FunnelOf("share", self.count, self.of, 1, self.spread, NOTABLE_COUNT)

    def label(self, wording: Wording) -> Label:
        """The part in the whole, between 0 and 1."""
        part, whole = wording.called(self.count).text, wording.called(self.of).text
        return Label(f"aandeel {part} in {whole}", "share 0-1")

    def method(self, wording: Wording) -> str:
        """A funnel on the scale of the arcsine."""
        part, whole = wording.called(self.count).text, wording.called(self.of).text
        return (
            f"vergelijkt {part} als deel van {whole} met {self.peers_in_words}, op de "
            f"schaal arcsin√(aandeel) met variantie 1/(4m) en verder als een funnel, de spreiding "
            f"{SPREAD_TEXTS[self.spread]}. {null_text(self.null, self.spread)}. {COUNT_LEVELS}"
        )
