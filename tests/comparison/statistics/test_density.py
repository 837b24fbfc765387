"""Sums within a radius, held to counting every pair by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.comparison.statistics import density
from screening.comparison.statistics.density import sums_within
from tests.thorough import part

places = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(0, 3)), min_size=1, max_size=40
)


def by_hand(x: np.ndarray, y: np.ndarray, count: np.ndarray, radius: float) -> np.ndarray:
    apart = np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :])
    return ((apart <= radius) * count[None, :]).sum(axis=1)


@settings(deadline=None, max_examples=part(80))
@given(places, st.integers(1, 30))
def test_the_same_as_every_pair(rows: list[tuple[int, int, int]], radius: int) -> None:
    x, y, count = np.array(rows, dtype=float).T
    assert sums_within(x, y, count, radius).tolist() == by_hand(x, y, count, radius).tolist()


def test_the_edge_belongs_to_it() -> None:
    x, y, one = np.array([0.0, 30.0, 30.01]), np.array([0.0, 40.0, 40.0]), np.ones(3)
    assert sums_within(x, y, one, 50.0).tolist() == [2.0, 3.0, 2.0]


def test_many_points_at_one_place_and_more_than_one_portion(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(density, "_PAIRS", 70)
    x, y, one = np.full(20, 5.0), np.full(20, 5.0), np.ones(20)
    assert sums_within(x, y, one, 1.0).tolist() == [20.0] * 20


def test_without_coordinates_nothing_is_known_and_nothing_counts() -> None:
    x, y = np.array([0.0, np.nan, 1.0]), np.array([0.0, 0.0, np.nan])
    found = sums_within(x, y, np.array([1.0, 1.0, np.nan]), 10.0)
    assert found[0] == 1.0
    assert np.isnan(found[1:]).all()


def test_nothing_to_count() -> None:
    assert sums_within(np.zeros(2), np.zeros(2), np.zeros(2), 5.0).tolist() == [0.0, 0.0]
