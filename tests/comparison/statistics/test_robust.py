from __future__ import annotations

import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.comparison.statistics.comparison_sets import grouped
from screening.comparison.statistics.robust import robust_z

AMOUNTS = st.lists(st.floats(1, 1e6), min_size=3, max_size=30, unique=True)


def one_set(size: int):
    return grouped(np.zeros(size, dtype=np.int64))


@given(AMOUNTS)
def test_matches_sorting(amounts: list[float]) -> None:
    logs = [math.log(v) for v in amounts]
    median = statistics.median(logs)
    mad = statistics.median([abs(v - median) for v in logs])
    found = robust_z(np.array(logs), one_set(len(logs)))
    assert found.centre.tolist() == pytest.approx([median] * len(logs), abs=1e-9)
    if 1.4826 * mad > 1e-6:
        expected = [(v - median) / (1.4826 * mad) for v in logs]
        assert found.z.tolist() == pytest.approx(expected, abs=1e-9, rel=1e-6)


@given(st.floats(0.01, 100))
def test_the_currency_does_not_matter(factor: float) -> None:
    amounts = np.array([10.0, 12.0, 9.0, 55.0, 14.0, 11.0])
    plain = robust_z(np.log(amounts), one_set(6))
    other = robust_z(np.log(amounts * factor), one_set(6))
    assert other.z.tolist() == pytest.approx(plain.z.tolist(), abs=1e-9)


def test_without_spread_there_is_no_score() -> None:
    found = robust_z(np.log(np.array([5.0, 5.0, 5.0, 5.0, 900.0])), one_set(5))
    assert np.isnan(found.z).all()
    assert np.isnan(found.p).all()


def test_a_single_unit_has_no_spread() -> None:
    assert np.isnan(robust_z(np.array([1.0]), one_set(1)).z).all()
