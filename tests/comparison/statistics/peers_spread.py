"""What it costs and gives to take the spread of twenty peers for less than it seems to be.

``python -m tests.comparison.statistics.peers_spread`` prints the table of docs/statistics.md. With
peers of its own a unit is judged by the larger of the spread of all and that of its peers. Twenty
peers seem to differ more than they do about as often as less; taken at the lower limit of what
their spread may be, doubled places are found more often. Where some places do differ more than
others, that is what their peers are there to tell.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from unittest.mock import patch

import numpy as np
import scipy

from screening.comparison.statistics import tails
from screening.comparison.statistics.comparison_sets import ComparisonSets, Reals
from screening.comparison.statistics.levels import NOTABLE, WATCH
from tests.comparison.statistics import test_simulation_nearest as beside
from tests.comparison.statistics.simulated import UNITS, country, ordinary

KINDS = ("normal", "gamma", "lognormal")
LITTLE, MUCH = 0.2, 0.4
_PER_10_000 = 60
FREEDOM = tails.FREEDOM * beside.PEERS
LOWER_LIMIT = float(FREEDOM / scipy.stats.chi2.ppf(0.975, FREEDOM))


@contextmanager
def taken_for(part: float) -> Iterator[None]:
    """The spread of peers counts for ``part`` of it; that of all units stays what it is."""
    whole = tails._tau2_of_members  # what is tried here is no setting

    def less(x: Reals, weight: Reals, skew: Reals, sets: ComparisonSets, spread: str) -> Any:
        found = whole(x, weight, skew, sets, spread)
        return found if sets.pool is None else part * found

    with patch.object(tails, "_tau2_of_members", less):
        yield


def found(kind: str, small: float) -> tuple[float, float]:
    """Share of countries with a flag and of doubled places found; ``small`` places differ so."""
    people = country("rate", "none", 0.0, beside.COUNTRIES).per
    draw = partial(ordinary, kind, shape=people.shape, rng=np.random.default_rng(3))
    differ = np.where(people < np.median(people), draw(small), draw(LITTLE))
    mean = people * _PER_10_000 / 10_000 * differ
    counts = np.random.default_rng(7).poisson(mean).astype(np.float64)
    judged = partial(beside.levels, people=people, judged=beside.sets(), null="fitted")
    flagged = (judged(counts)[1] >= WATCH).any(axis=1).mean()
    rng = np.random.default_rng(11)
    at = np.arange(beside.COUNTRIES) * UNITS + rng.integers(0, UNITS, beside.COUNTRIES)
    counts[at] = rng.poisson(2 * mean[at])
    return float(flagged), float((judged(counts)[1].ravel()[at] >= NOTABLE).mean())


def row(kind: str, small: float) -> str:
    """The line of the page about one kind of country."""
    cells = []
    for part in (1.0, LOWER_LIMIT):
        with taken_for(part):
            cells += [f"{100 * each:.1f} %" for each in found(kind, small)]
    spread = f"{LITTLE}" if small == LITTLE else f"{LITTLE}, small places {small}"
    return f"| peers: {kind} | {spread} | " + " | ".join(cells) + " |"


def main() -> None:
    """Print the lines of the table."""
    for small in (LITTLE, MUCH):
        for kind in KINDS:
            print(row(kind, small), flush=True)  # noqa: T201 - what the command is for


if __name__ == "__main__":
    main()
