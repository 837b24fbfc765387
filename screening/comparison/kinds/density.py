"""What lies within a radius (docs/statistics.md)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
import polars as pl
from pydantic import Field

from screening.comparison.kind import Comparison, Figures, Input, Label, Wording
from screening.comparison.peers import reals
from screening.comparison.statistics.density import sums_within
from screening.comparison.statistics.levels import NOT_COMPARABLE
from screening.documents.fields import Name


class DensityCompare(Comparison):
    """What lies within a radius: the sum of ``count`` over all measured subjects there."""

    kind: Literal["density"]
    """How much lies within a radius of each subject."""
    x: Name
    """Measured column with the x coordinate (RD), in metres."""
    y: Name
    """Measured column with the y coordinate (RD), in metres."""
    radius_m: float = Field(gt=0, le=100_000)
    """Radius, in metres."""
    count: Name
    """Measured column that is added up over the subjects within the radius."""

    def inputs(self) -> Iterator[Input]:
        """The place and what is summed."""
        yield Input("x", self.x)
        yield Input("y", self.y)
        yield Input("count", self.count)

    def judged_by(self) -> frozenset[str]:
        """The place and what is summed."""
        return frozenset({self.count, self.x, self.y})

    def figures(self, measured: pl.DataFrame) -> Figures:
        """The sum over all measured subjects within a radius; nothing else is compared."""
        x, y = reals(measured, self.x), reals(measured, self.y)
        value = sums_within(x, y, reals(measured, self.count), self.radius_m)
        none = np.full(measured.height, np.nan)
        reason = pl.when(pl.Series(np.isnan(value))).then(pl.lit("de coördinaten ontbreken"))
        told = measured.select(
            group=pl.lit(f"binnen {self.radius_m:g} meter"),
            group_size=pl.lit(None, pl.Int64),
            reason=reason,
        )
        return Figures(
            value=value, expected=none, ratio=none, lower=none, upper=none, z=none, p=none,
            told=told,
            grade=lambda _q: np.full(measured.height, NOT_COMPARABLE, dtype=np.int64),
        )  # fmt: skip

    def label(self, wording: Wording) -> Label:
        """The sum within the radius."""
        counted = wording.called(self.count)
        return Label(f"{counted.text} binnen {wording.say(self.radius_m)} meter", counted.unit)

    def method(self, wording: Wording) -> str:
        """A sum over everything within the radius."""
        return (
            f"telt {wording.called(self.count).text} binnen {wording.say(self.radius_m)} meter "
            "hemelsbreed (RD-coördinaten), het adres zelf meegerekend."
        )
