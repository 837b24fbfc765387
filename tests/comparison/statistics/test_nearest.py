from __future__ import annotations

import numpy as np
import pytest

from screening.comparison.statistics.nearest import nearest


def brute_force(features: np.ndarray, k: int, band: np.ndarray | None) -> list[list[int]]:
    mean, spread = features.mean(axis=0), features.std(axis=0)
    scaled = (features - mean) / np.where(spread > 0, spread, 1)
    found = []
    for i in range(len(features)):
        others = [
            (round(float(((scaled[i] - scaled[j]) ** 2).sum()), 12), j)
            for j in range(len(features))
            if j != i and (band is None or abs(band[i] - band[j]) <= 1)
        ]
        row = [j for _, j in sorted(others)[:k]]
        found.append(row + [-1] * (k - len(row)))
    return found


@pytest.mark.parametrize("seed", range(5))
def test_matches_trying_all(seed: int) -> None:
    random = np.random.default_rng(seed)
    features = random.normal(size=(60, 3))
    band = random.integers(1, 6, size=60).astype(float)
    assert nearest(features, 7, band).tolist() == brute_force(features, 7, band)
    assert nearest(features, 7).tolist() == brute_force(features, 7, None)


def test_never_more_than_one_class_apart_even_when_that_leaves_few() -> None:
    features = np.arange(6.0)[:, None]
    band = np.array([1.0, 1.0, 2.0, 4.0, 5.0, 5.0])
    found = nearest(features, 4, band)
    assert found[0].tolist() == [1, 2, -1, -1]
    assert sorted(found[3].tolist()) == [-1, -1, 4, 5]


def test_what_is_unknown_has_no_peers_and_is_nobodys_peer() -> None:
    features = np.array([[0.0], [1.0], [np.nan], [3.0]])
    found = nearest(features, 3)
    assert found[2].tolist() == [-1, -1, -1]
    assert 2 not in found


def test_ties_go_to_the_lower_number_and_a_constant_feature_adds_nothing() -> None:
    found = nearest(np.column_stack([np.zeros(5), np.ones(5)]), 2)
    assert found.tolist() == [[1, 2], [0, 2], [0, 1], [0, 1], [0, 1]]


def test_units_in_any_size_of_block() -> None:
    random = np.random.default_rng(1)
    features = random.normal(size=(700, 2))
    assert nearest(features, 3)[600:605].tolist() == brute_force(features, 3, None)[600:605]


def test_nobody_and_only_one() -> None:
    assert nearest(np.zeros((0, 2)), 3).shape == (0, 0)
    assert nearest(np.zeros((1, 2)), 3).shape == (1, 0)
