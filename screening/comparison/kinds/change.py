"""Growth against the growth of the peers (docs/statistics.md)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
import polars as pl

from screening.comparison.among import AmongPeers
from screening.comparison.kind import Figures, Input, Label, Wording, no_spread, with_reason
from screening.comparison.peers import reals
from screening.comparison.statistics.intervals import normal_quantile
from screening.comparison.statistics.levels import score_levels
from screening.comparison.statistics.robust import robust_z
from screening.documents.fields import Name

_GROWTH_DECIMALS = 10


class ChangeCompare(AmongPeers):
    """Growth now against before, minus the median growth of the peers, in percentage points."""

    kind: Literal["change"]
    """Growth against the median growth of the peers, in percentage points."""
    now: Name
    """Measured column with the amount or count now."""
    before: Name
    """Measured column with the same before, in the same unit."""

    def inputs(self) -> Iterator[Input]:
        """Now and before, and who the peers are."""
        yield Input("now", self.now)
        yield Input("before", self.before)
        yield from self.peer_inputs()

    def judged_by(self) -> frozenset[str]:
        """Now and before."""
        return frozenset({self.now, self.before})

    def figures(self, measured: pl.DataFrame) -> Figures:
        """Growth in per cent minus the peers' median growth, in percentage points.

        ``expected`` is the median growth of the peers; ``ratio`` compares growth factors.
        """
        now, before = reals(measured, self.now), reals(measured, self.before)
        usable = (now >= 0) & (before > 0)
        base = np.where(usable, before, np.nan)
        growth = (now - base) / base * 100
        among = self.peering(measured, usable)
        found = robust_z(growth, among.sets)
        half = normal_quantile(0.95) * found.spread
        typical = 100 + found.centre
        typical = np.where(typical > 0, typical, np.nan)
        told = with_reason(among, (now, "het aantal"), (before, "het eerdere aantal"), None)
        return Figures(
            # Rounded, so that a threshold that is met exactly is not missed by the last bit.
            value=np.round(growth - found.centre, _GROWTH_DECIMALS),
            expected=found.centre,
            ratio=(100 + growth) / typical,
            lower=np.maximum(100 + growth - half, 0) / typical,
            upper=(100 + growth + half) / typical,
            z=found.z, p=found.p, told=no_spread(told, found.z),
            grade=lambda _q: score_levels(found.z),
        )  # fmt: skip

    def label(self, wording: Wording) -> Label:
        """The growth, in percentage points."""
        return Label(f"groei van {wording.called(self.now).text}", "procentpunt")

    def method(self, wording: Wording) -> str:
        """The difference with the median growth."""
        now, before = wording.called(self.now).text, wording.called(self.before).text
        return (
            f"is de groei van {before} naar {now}, min de mediaan van de groei van "
            f"{self.peers_in_words}, in procentpunten."
        )
