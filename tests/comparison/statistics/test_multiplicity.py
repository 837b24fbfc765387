from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.comparison.statistics.multiplicity import benjamini_hochberg


def reference(p: list[float]) -> list[float]:
    """The smallest rate at which the step-up procedure rejects each test, straight from 1995."""
    m = len(p)
    ordered = sorted(p)
    return [
        min(1.0, *(ordered[j] * m / (j + 1) for j in range(m) if ordered[j] >= own)) for own in p
    ]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_matches_the_definition(p: list[float]) -> None:
    assert benjamini_hochberg(np.array(p)).tolist() == pytest.approx(reference(p), abs=1e-12)


def test_the_example_of_the_paper() -> None:
    p = [.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .324, .4262, .5719, .6528,
         .759, 1.0]  # fmt: skip
    q = benjamini_hochberg(np.array(p))
    assert int((q <= 0.05).sum()) == 4


def test_what_was_not_tested_does_not_count() -> None:
    q = benjamini_hochberg(np.array([0.01, np.nan, 0.04, np.nan]))
    assert q[[0, 2]].tolist() == pytest.approx([0.02, 0.04])
    assert np.isnan(q[[1, 3]]).all()


def test_nothing_tested() -> None:
    assert benjamini_hochberg(np.array([])).shape == (0,)
    assert np.isnan(benjamini_hochberg(np.array([np.nan]))).all()


@given(st.lists(st.floats(0, 1), min_size=2, max_size=20), st.randoms())
def test_order_does_not_matter(p: list[float], random) -> None:
    order = list(range(len(p)))
    random.shuffle(order)
    shuffled = benjamini_hochberg(np.array(p)[order])
    assert shuffled.tolist() == pytest.approx(benjamini_hochberg(np.array(p))[order].tolist())
