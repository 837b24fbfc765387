"""Months of real police counts against earlier years; docs/statistics.md tells what is flagged.

Eleven kinds of offences in New South Wales. The twelve months of a year of one kind are judged
together; and the same with so many cases left out by chance that some twenty a month are left, as
in a neighbourhood.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from benchmarks.forecast import series, thinned
from screening.comparison.statistics.comparison_sets import Reals
from screening.comparison.statistics.levels import NOTABLE, WATCH, count_levels
from screening.comparison.statistics.multiplicity import benjamini_hochberg
from screening.comparison.statistics.season import season
from screening.comparison.statistics.tails import Null
from tests.comparison.statistics.test_forecast import REAL
from tests.comparison.statistics.test_forecast import real as pytestmark  # noqa: F401
from tests.comparison.statistics.test_simulation import DOCS

EARLIER = 4
COUNTS = {"as they are": None, "some twenty a month": 20}


def flagged(counts: Mapping[str, Reals], null: Null) -> tuple[int, int, int]:
    """Figures that are judged, that are at least watched, and that are notable."""
    levels = []
    for row in counts.values():
        years = row.reshape(-1, 12)
        for at in range(EARLIER, len(years)):
            now, earlier = years[at], years[at - EARLIER : at].T
            found = season(now, earlier, null)
            q = benjamini_hochberg(found.p)
            levels.append(count_levels(found.ratio, found.lower, q, now))
    level = np.concatenate(levels)
    return int((level >= 0).sum()), int((level >= WATCH).sum()), int((level >= NOTABLE).sum())


@pytest.mark.parametrize("how", COUNTS)
def test_the_page_tells_what_is_flagged(how: str) -> None:
    counts, mean = series(REAL), COUNTS[how]
    counts = counts if mean is None else thinned(counts, mean)
    plain, fitted = (flagged(counts, null) for null in ("square-root", "fitted"))
    line = f"| {how} | {plain[0]:,} | {plain[1]} | {plain[2]} | {fitted[1]} | {fitted[2]} |"
    assert line in DOCS.read_text(encoding="utf-8")
