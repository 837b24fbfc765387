"""A count against the same period of earlier years (docs/statistics.md)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
import polars as pl
from pydantic import Field

from screening.comparison.kind import Beside, Comparison, Figures, Input, Label, Wording, missing
from screening.comparison.peers import reals
from screening.comparison.statistics.levels import COUNT_LEVELS, NOTABLE_COUNT, count_levels
from screening.comparison.statistics.season import season as judge_season
from screening.comparison.statistics.tails import Null
from screening.documents.fields import SHORT, Name


class SeasonCompare(Comparison):
    """A count of this period against the counts of the same period in earlier years."""

    kind: Literal["season"]
    """A count of this period against earlier years."""
    now: Name
    """Measured column with the count of this period."""
    earlier: list[Name] = Field(min_length=2, max_length=SHORT)
    """Measured columns with the counts of the same period in earlier years; two or more."""
    null: Null = "fitted"
    """What ordinary years do: fitted to how the earlier years vary, or square-root."""

    def inputs(self) -> Iterator[Input]:
        """The period now and the earlier ones."""
        yield Input("now", self.now)
        yield from (Input(f"earlier.{n}", column) for n, column in enumerate(self.earlier))

    def judged_by(self) -> frozenset[str]:
        """The period now and the earlier ones."""
        return frozenset({self.now, *self.earlier})

    def figures(self, measured: pl.DataFrame) -> Figures:
        """A count against earlier years; ``group`` tells what was to be expected."""
        now = reals(measured, self.now)
        earlier = np.column_stack([reals(measured, name) for name in self.earlier])
        found = judge_season(now, earlier, self.null)
        interval = pl.DataFrame({"low": found.low, "high": found.high}).cast(pl.Int64, strict=False)
        said = f"dezelfde periode in {len(self.earlier)} eerdere jaren, " + pl.format(
            "verwacht tussen {} en {}", "low", "high"
        )
        judged = pl.Series(~np.isnan(found.ratio))
        told = interval.select(
            group=pl.when(judged).then(said),
            group_size=pl.when(judged).then(pl.lit(len(self.earlier), pl.Int64)),
            reason=pl.when(~judged).then(pl.lit("in de eerdere jaren is er geen enkel geval")),
        )
        told = missing(told, earlier.min(axis=1), "een telling van een eerder jaar", positive=False)
        told = missing(told, now, "de telling van deze periode", positive=False)
        few = pl.lit(f"te weinig gevallen om te beoordelen (minder dan {NOTABLE_COUNT})")
        return Figures(
            value=now, expected=found.expected, ratio=found.ratio, lower=found.lower,
            upper=found.upper, z=found.z, p=found.p, told=told, too_few=few,
            grade=lambda q: count_levels(found.ratio, found.lower, q, now),
        )  # fmt: skip

    def label(self, wording: Wording) -> Label:
        """The count of this period."""
        return wording.called(self.now)

    def beside(self, peers: str) -> Beside:  # noqa: ARG002 - others of its kind play no part
        """Its own earlier years."""
        others = "de eigen eerdere jaren"
        size = "aantal eerdere jaren"
        return Beside(others, f"verwacht naar {others}", "waarmee is vergeleken", size, "jaren")

    def method(self, wording: Wording) -> str:
        """A prediction interval."""
        return (
            f"vergelijkt {wording.called(self.now).text} met dezelfde periode in "
            f"{len(self.earlier)} eerdere jaren, met een voorspellingsinterval voor een telling "
            f"gegeven die jaren. {_NULL_TEXTS[self.null]}. {COUNT_LEVELS}"
        )


_NULL_TEXTS: dict[Null, str] = {
    "fitted": (
        "De kans p volgt uit hoe de eerdere jaren van alle eenheden onderling verschillen, als "
        "gewogen gemiddelde over drie vormen (wortel, gamma en lognormaal)"
    ),
    "square-root": "De kans p gaat uit van toeval maal een vaste factor (quasi-Poisson)",
}
