from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.comparison.statistics.levels import LEVELS, count_levels, outside, score_levels


def level(ratio: float, lower: float, q: float, count: float) -> str:
    number = count_levels(*(np.array([value]) for value in (ratio, lower, q, count)))[0]
    return "not comparable" if number < 0 else LEVELS[number]


@pytest.mark.parametrize(
    ("ratio", "lower", "q", "count", "expected"),
    [
        (5.0, 3.0, 0.001, 9, "too_few"),
        (1.24, 1.1, 0.05, 50, "none"),
        (1.25, 1.1, 0.10, 50, "watch"),
        (1.25, 1.1, 0.1001, 50, "none"),
        (1.49999, 1.1, 0.01, 50, "watch"),
        (1.5, 1.0001, 0.10, 10, "notable"),
        (1.5, 1.0, 0.10, 50, "watch"),
        (2.0, 1.2501, 0.10, 20, "strong"),
        (2.0, 1.25, 0.10, 20, "notable"),
        (2.0, 1.3, 0.10, 19, "notable"),
        (1.9999, 1.5, 0.01, 50, "notable"),
        (float("nan"), 1.0, 0.01, 50, "not comparable"),
        (3.0, 2.0, float("nan"), 50, "not comparable"),
    ],
)
def test_boundaries(ratio: float, lower: float, q: float, count: float, expected: str) -> None:
    assert level(ratio, lower, q, count) == expected


def test_a_ratio_met_but_for_the_last_bit_is_met() -> None:
    assert level(1.5 - 2e-16, 1.1, 0.1 + 1e-17, 50) == "notable"


@given(st.floats(0.1, 10), st.floats(0, 2))
def test_a_higher_ratio_never_lowers_the_level(ratio: float, more: float) -> None:
    order = {name: rank for rank, name in enumerate(LEVELS)}
    assert order[level(ratio + more, 1.3, 0.05, 50)] >= order[level(ratio, 1.3, 0.05, 50)]


def test_scores() -> None:
    z = np.array([2.4999, 2.5, 3.4999, 3.5, np.nan, -9.0])
    names = ["" if number < 0 else LEVELS[number] for number in score_levels(z)]
    assert names == ["none", "notable", "notable", "strong", "", "none"]


def test_outside_the_limits_at_998() -> None:
    marks = outside(np.array([3.09, 3.0903, -3.09, -3.0903, np.nan]))
    assert marks.tolist() == ["", "high", "", "low", ""]
