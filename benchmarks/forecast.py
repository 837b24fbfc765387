"""Judge looking ahead on monthly counts: from many months, as if it were then (rolling origin).

``python -m benchmarks.forecast FILE`` reads a csv with year, month, kind and count, foretells the
twelve months after every fourth month of the last sixteen years with what was known then, and says
per kind how far off that was beside the same month of the year before (MASE, the floor to beat is
seasonal naive) and how often the limits of 80 and 95 % held. The same again with every series
thinned at random to twenty and to three cases a month, as areas within a municipality have.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from screening.comparison.statistics.comparison_sets import Reals
from screening.comparison.statistics.forecast import MODELS, foretell, seasonal_naive

AHEAD, YEARS, STEP = 12, 16, 4
THINNED = (20, 3)
SEED = 1


class Score(NamedTuple):
    """Errors over the scale of the series (MASE), and the share of counts within the limits."""

    kind: str
    forecasts: int
    mase: float
    naive: float
    cover80: float
    cover95: float


def series(file: Path) -> dict[str, Reals]:
    """Per kind its counts in order of time."""
    rows = pl.read_csv(file).sort("kind", "year", "month")
    return {
        str(kind): part["count"].to_numpy().astype(np.float64)
        for (kind,), part in rows.group_by("kind", maintain_order=True)
    }


def thinned(counts: Mapping[str, Reals], mean: int) -> dict[str, Reals]:
    """Each case kept with the chance that leaves ``mean`` a month; rarer kinds are left out."""
    rng = np.random.default_rng(SEED)
    return {
        kind: rng.binomial(row.astype(np.int64), mean / row.mean()).astype(np.float64)
        for kind, row in counts.items()
        if row.mean() > mean
    }


def rolled(
    counts: Mapping[str, Reals], history: int, use: tuple[str, ...] = MODELS, step: int = STEP
) -> list[Score]:
    """A score per kind, in order, and one over all."""
    found = [_one(kind, row, history, use, step) for kind, row in counts.items()]
    means = [float(np.mean([each[n] for each in found])) for n in range(2, len(Score._fields))]
    return [*found, Score("all", sum(each.forecasts for each in found), *means)]


def _one(kind: str, row: Reals, history: int, use: tuple[str, ...], step: int) -> Score:
    starts = np.arange(max(history, len(row) - YEARS * AHEAD), len(row) - AHEAD + 1, step)
    known = np.stack([row[start - history : start] for start in starts])
    came = np.stack([row[start : start + AHEAD] for start in starts])
    told = foretell(known, AHEAD, use)
    usable = told.scale > 0
    scale = told.scale[usable, None]

    def off(middle: Reals) -> float:
        return float(np.mean(np.abs(came - middle)[usable] / scale))

    held = [
        float(np.mean((came >= low) & (came <= high)))
        for low, high in ((told.low80, told.high80), (told.low95, told.high95))
    ]
    return Score(kind, came.size, off(told.expected), off(seasonal_naive(known, AHEAD)), *held)


def _lines(scores: list[Score]) -> Iterator[str]:
    for each in scores:
        yield (
            f"| {each.kind} | {each.mase:.2f} | {each.naive:.2f} | {100 * each.cover80:.0f} % "
            f"| {100 * each.cover95:.0f} % |"
        )


def main() -> None:
    """Print the tables of docs/months.md."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("file", type=Path)
    file = asked.parse_args().file
    counts = series(file)
    head = "| kind | MASE | seasonal naive | within 80 % | within 95 % |\n|---|---|---|---|---|"
    for history in (120, 60, 36):
        print(f"\n{history} months of history\n\n{head}")  # noqa: T201
        print("\n".join(_lines(rolled(counts, history))))  # noqa: T201
    for name in MODELS:
        [*_, whole] = rolled(counts, 60, (name,))
        print(f"\n{name} alone, 60 months: MASE {whole.mase:.2f}")  # noqa: T201
    for mean in THINNED:
        print(f"\nthinned to {mean} a month, 60 months of history\n\n{head}")  # noqa: T201
        print("\n".join(_lines(rolled(thinned(counts, mean), 60))))  # noqa: T201


if __name__ == "__main__":
    main()
