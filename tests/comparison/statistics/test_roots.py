"""Where falling functions are nought: as near as numbers go, in few steps, set by set."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from screening.comparison.statistics.comparison_sets import Reals
from screening.comparison.statistics.roots import falling_roots

POSITIVE = st.floats(0.01, 1000)


@dataclass(frozen=True)
class Curve:
    """1 - (at / root)^power, times a height; counts how often it is asked."""

    root: Reals
    power: Reals
    height: Reals
    asked: list[int] = field(default_factory=list)

    def __call__(self, at: Reals) -> Reals:
        self.asked.append(len(at))
        return np.asarray(self.height * (1 - (at / self.root) ** self.power), dtype=np.float64)

    def only(self, kept: NDArray[np.bool_]) -> Curve:
        return Curve(self.root[kept], self.power[kept], self.height[kept], self.asked)


@given(st.lists(st.tuples(POSITIVE, st.floats(0.2, 4), POSITIVE, POSITIVE), min_size=1, max_size=9))
def test_the_points_are_found_from_wherever_the_search_begins(
    curves: list[tuple[float, float, float, float]],
) -> None:
    root, power, height, near = (np.array(each) for each in zip(*curves, strict=True))
    curve = Curve(root, power, height)
    found = falling_roots(curve, height.copy(), root * 1e4, near)
    np.testing.assert_allclose(found, root, rtol=1e-11)


def test_a_straight_line_is_met_at_once_and_no_set_waits_for_another() -> None:
    root = np.array([2.0, 3.0])
    curve = Curve(root, np.array([1.0, 3.0]), np.ones(2))
    found = falling_roots(curve, np.ones(2), np.full(2, 100.0), np.array([1.9, 90.0]))
    np.testing.assert_allclose(found, root, rtol=1e-12)
    assert curve.asked[0] == 2
    assert curve.asked[3] == 1
