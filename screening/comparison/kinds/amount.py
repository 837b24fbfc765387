"""A positive amount against its own branch and size (docs/statistics.md)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np
import polars as pl
from pydantic import Field

from screening.comparison.kind import (
    Comparison,
    Figures,
    Input,
    Label,
    Wording,
    missing,
    no_spread,
)
from screening.comparison.peers import Peer, Peering, group_numbers, group_peering, reals
from screening.comparison.statistics.comparison_sets import Reals, Whole
from screening.comparison.statistics.intervals import normal_quantile
from screening.comparison.statistics.levels import score_levels
from screening.comparison.statistics.robust import Robust, robust_z
from screening.documents.fields import SHORT, Name


class AmountCompare(Comparison):
    """Positive amount against the first large enough group of a widening list."""

    kind: Literal["amount"]
    """A positive amount against its own branch and size."""
    value: Name
    """Measured column with the amount, in any unit."""
    groups: list[Annotated[list[Name], Field(max_length=SHORT)]] = Field(
        min_length=1, max_length=SHORT
    )
    """Lists of measured columns, narrow to wide; the first group of min_group units is used."""
    min_group: Peer = 20
    """Fewest units with usable figures in a group that is compared; smaller groups judge nobody."""

    def inputs(self) -> Iterator[Input]:
        """The amount, and the columns of every group."""
        yield Input("value", self.value)
        for row, keys in enumerate(self.groups):
            yield from (Input(f"groups.{row}.{n}", key, "group") for n, key in enumerate(keys))

    def judged_by(self) -> frozenset[str]:
        """The amount."""
        return frozenset({self.value})

    def figures(self, measured: pl.DataFrame) -> Figures:
        """Positive amount against the first group of the widening list that is large enough."""
        value = reals(measured, self.value)
        usable = value > 0
        logs = np.log(np.where(usable, value, np.nan))
        choice = np.full(measured.height, -1, dtype=np.int64)
        steps: list[tuple[Peering, Robust]] = []
        for position, keys in enumerate(self.groups):
            among = group_peering(measured, keys, usable, self.min_group)
            unknown = group_numbers(measured, keys) < 0  # a wider group may not stand in for it
            found = (among.sets.own >= 0) | unknown
            choice = np.where((choice < 0) & found, position, choice)
            steps.append((among, robust_z(logs, among.sets)))
        # A unit that finds no group anywhere is told about the widest one.
        choice = np.where(choice < 0, len(steps) - 1, choice)
        centre, spread, z, p = (
            _pick(choice, [getattr(found, name) for _, found in steps])
            for name in ("centre", "spread", "z", "p")
        )
        half = normal_quantile(0.95) * spread
        ratio = np.exp(logs - centre)
        told = _pick_told(choice, [among.told for among, _ in steps])
        told = no_spread(missing(told, value, "het bedrag", positive=True), z)
        return Figures(
            value=value, expected=np.exp(centre), ratio=ratio, lower=ratio * np.exp(-half),
            upper=ratio * np.exp(half), z=z, p=p, told=told, grade=lambda _q: score_levels(z),
        )  # fmt: skip

    def widening(self) -> list[list[str]]:
        """Its groups."""
        return self.groups

    def label(self, wording: Wording) -> Label:
        """The amount itself."""
        return wording.called(self.value)

    def method(self, wording: Wording) -> str:
        """A robust score on the logarithm."""

        def called(column: str) -> str:
            return wording.called(column).text

        groups = "; ".join(" + ".join(map(called, group)) or "alle" for group in self.groups)
        return (
            f"zet {called(self.value)} naast de eerste groep met ten minste {self.min_group} "
            f"eenheden ({groups}): z = (ln v - mediaan ln v) / (1,4826 · MAD). Opvallend vanaf "
            "z = 2,5, sterk vanaf z = 3,5."
        )


def _pick(choice: Whole, options: list[Reals]) -> Reals:
    picked: Reals = np.take_along_axis(np.stack(options), choice[None, :], axis=0)[0]
    return picked


def _pick_told(choice: Whole, options: list[pl.DataFrame]) -> pl.DataFrame:
    """Row i of option choice[i]."""
    stacked = pl.concat(options)
    rows = choice * len(choice) + np.arange(len(choice))
    return stacked[rows]
