"""docs/statistics.md says how much can be found at all, and what was tried and is not done."""

from __future__ import annotations

import re

import numpy as np
import pytest

from tests.comparison.statistics import best_possible, peers_spread
from tests.comparison.statistics.simulated import COUNTRIES
from tests.comparison.statistics.test_simulation import DOCS

FEW = 30
PAGE = DOCS.read_text(encoding="utf-8")
_NUMBER = re.compile(r"([+-]?[\d.]+)(?: %)? \|")


def told(start: str) -> list[float]:
    [line] = [line for line in PAGE.splitlines() if line.startswith(start)]
    return [float(each) for each in _NUMBER.findall(line.removeprefix(start) + " ")]


@pytest.mark.parametrize("kind", ["normal", "gamma", "lognormal"])
@pytest.mark.parametrize("spread", [0.2, 0.4])
def test_what_is_taken_for_known_is_what_is_drawn(kind: str, spread: float) -> None:
    at, weight = best_possible.usual(kind, spread)
    mean = float((at * weight).sum())
    assert mean == pytest.approx(1, abs=0.05)
    deviation = float(np.sqrt((weight * (at - mean) ** 2).sum()))
    assert deviation == pytest.approx(spread, rel=0.05)


def test_where_places_differ_much_by_nature_nobody_finds_a_doubled_one() -> None:
    assert best_possible.best("lognormal", 0.4, FEW) < 0.2
    assert best_possible.best("normal", 0.2, FEW) > 0.4


@pytest.mark.large
@pytest.mark.parametrize(("kind", "spread"), [("normal", 0.2), ("lognormal", 0.2)])
def test_the_page_prints_what_can_be_found(kind: str, spread: float) -> None:
    start = f"| power: {kind} | {spread} |"
    measured = best_possible.row(kind, spread, COUNTRIES["rate"]).removeprefix(start)
    assert told(start) == pytest.approx([float(n) for n in _NUMBER.findall(measured)], abs=0.51)


@pytest.mark.large
def test_the_page_prints_what_a_smaller_spread_of_peers_costs() -> None:
    measured = peers_spread.row("gamma", peers_spread.MUCH)
    start = f"| peers: gamma | {peers_spread.LITTLE}, small places {peers_spread.MUCH} |"
    assert told(start) == pytest.approx(
        [float(n) for n in _NUMBER.findall(measured.removeprefix(start))], abs=0.51
    )
