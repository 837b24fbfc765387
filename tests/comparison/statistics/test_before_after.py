"""The effect of a measure: planted effects lie in the interval as often as it says."""

from __future__ import annotations

import numpy as np
import pytest

from screening.comparison.statistics.before_after import effect_of

SIMULATIONS = 500


def simulated(
    rng: np.random.Generator, *, phi: float, effect: float, areas: int = 20, many: int = SIMULATIONS
) -> tuple[np.ndarray, ...]:
    """Counts of an area and of ``areas`` others in two periods; the country grows by a tenth.

    Counts vary ``phi`` times as much as chance (gamma mixed with Poisson); the measure multiplies
    what the area would have had by ``effect``.
    """
    size = rng.lognormal(np.log(120), 0.4, (many, areas + 1))
    means = np.stack([size, size * 1.1])
    means[1, :, 0] *= effect
    if phi > 1:
        means = rng.gamma(means / (phi - 1), phi - 1)
    counts = rng.poisson(means).astype(np.float64)
    return counts[0, :, 0], counts[1, :, 0], counts[0, :, 1:], counts[1, :, 1:]


@pytest.mark.parametrize("phi", [2.0, 4.0])
@pytest.mark.parametrize("effect", [0.6, 1.0, 1.5])
def test_a_planted_effect_lies_in_the_interval_as_often_as_it_says(
    phi: float, effect: float
) -> None:
    found = effect_of(*simulated(np.random.default_rng(20), phi=phi, effect=effect))
    held = float(np.mean((found.lower <= effect) & (effect <= found.upper)))
    assert 0.93 <= held <= 0.97, held


def test_where_areas_vary_by_chance_alone_the_interval_is_not_too_narrow() -> None:
    found = effect_of(*simulated(np.random.default_rng(4), phi=1.0, effect=0.7, many=2_000))
    assert 0.94 <= float(np.mean((found.lower <= 0.7) & (found.upper >= 0.7))) <= 0.99


def test_the_figures_by_hand() -> None:
    """An area from 100 to 60, four others that each stay the same: nothing varies beyond chance."""
    others = np.array([[50.0, 100.0, 150.0, 100.0]])
    found = effect_of(np.array([100.0]), np.array([60.0]), others, others)
    half = 3.182446305284263 * np.sqrt(1 / 100 + 1 / 60 + 2 / 400)
    assert found.expected[0] == 100
    assert found.spread[0] == 1
    assert found.ratio[0] == pytest.approx(0.6)
    assert found.lower[0] == pytest.approx(0.6 * np.exp(-half))
    assert found.upper[0] == pytest.approx(0.6 * np.exp(half))


def test_what_changed_everywhere_is_no_effect() -> None:
    others = np.array([[50.0, 100.0, 150.0, 100.0, 80.0]])
    found = effect_of(np.array([100.0]), np.array([200.0]), others, 2 * others)
    assert found.ratio[0] == pytest.approx(1)
    assert found.lower[0] < 1 < found.upper[0]


def test_no_case_left_has_a_lower_limit_of_nought() -> None:
    others = np.array([[50.0, 100.0, 150.0, 100.0, 80.0]])
    found = effect_of(np.array([20.0]), np.array([0.0]), others, others)
    assert (found.ratio[0], found.lower[0]) == (0, 0)
    assert 0 < found.upper[0] < 1


def test_areas_without_a_single_case_do_not_break_it() -> None:
    others = np.array([[0.0, 100.0, 150.0]])
    assert np.isfinite(effect_of(np.array([20.0]), np.array([9.0]), others, others).ratio[0])
