from __future__ import annotations

import math
import statistics

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from screening.comparison.statistics.comparison_sets import chosen, grouped
from screening.comparison.statistics.funnel import rate_funnel, share_funnel

NORMAL = statistics.NormalDist()
Z95 = NORMAL.inv_cdf(0.975)
COUNTS = [12.0, 30.0, 7.0, 0.0, 55.0, 21.0, 18.0, 90.0, 14.0, 26.0, 33.0, 9.0]
BASES = [1000.0, 2100.0, 800.0, 350.0, 1500.0, 1700.0, 900.0, 2500.0, 1100.0, 3000.0, 2000.0, 500.0]


def type7(values: list[float], share: float) -> float:
    ordered = sorted(values)
    position = (len(ordered) - 1) * share
    below = math.floor(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])


def mean_square(z: list[float]) -> float:
    low, high = type7(z, 0.1), type7(z, 0.9)
    return math.fsum(min(max(value, low), high) ** 2 for value in z) / len(z)


def kept_by_a_normal() -> float:
    """What winsorising leaves of the variance 1 of a normal score, by summing over slices."""
    limit, steps = NORMAL.inv_cdf(0.9), 40_000
    width = limit / steps
    middles = ((step + 0.5) * width for step in range(steps))
    inside = math.fsum(NORMAL.pdf(x) * x * x for x in middles) * width
    return 2 * inside + 0.2 * limit**2


def dispersion(z: list[float], weights: list[float]) -> tuple[float, float]:
    """Phi, and tau squared by stepping down from a power of two, bit by bit."""
    n = len(z)
    wanted = KEPT * (n - 1) / n

    def phi(tau2: float) -> float:
        return mean_square([x / math.sqrt(1 + tau2 * w) for x, w in zip(z, weights, strict=True)])

    tau2, step = 0.0, 2.0**12
    while n > 1 and phi(0.0) > wanted and step > 2.0**-45:
        if phi(tau2 + step) > wanted:
            tau2 += step
        step /= 2
    return phi(0.0), tau2


KEPT = kept_by_a_normal()


def rate_reference(counts: list[float], bases: list[float]) -> list[dict[str, float]]:
    rate = math.fsum(counts) / math.fsum(bases)
    expected = [base * rate for base in bases]
    z = [2 * (math.sqrt(o) - math.sqrt(e)) for o, e in zip(counts, expected, strict=True)]
    phi, tau2 = dispersion(z, [4 * e for e in expected])
    rows = []
    for o, e in zip(counts, expected, strict=True):
        y, spread = math.sqrt(o / e), math.sqrt(1 / (4 * e) + tau2)
        adjusted = (y - 1) / spread
        rows.append({
            "expected": e, "ratio": o / e, "z": adjusted,
            "p": 0.5 * math.erfc(adjusted / math.sqrt(2)),
            "lower": max(y - Z95 * spread, 0) ** 2, "upper": (y + Z95 * spread) ** 2,
            "phi": phi, "tau2": tau2,
        })  # fmt: skip
    return rows


def one_set(size: int):
    return grouped(np.zeros(size, dtype=np.int64))


def assert_same(found, reference: list[dict[str, float]]) -> None:
    for name in ("expected", "ratio", "z", "p", "lower", "upper"):
        assert getattr(found, name).tolist() == pytest.approx(
            [row[name] for row in reference], abs=1e-9, rel=1e-9
        ), name


def test_rates_against_loops() -> None:
    found = rate_funnel(np.array(COUNTS), np.array(BASES), one_set(12), null="square-root")
    reference = rate_reference(COUNTS, BASES)
    assert_same(found, reference)
    assert found.phi[0] == pytest.approx(reference[0]["phi"], abs=1e-9)
    assert found.tau2[0] == pytest.approx(reference[0]["tau2"], abs=1e-9)
    assert found.tau2[0] > 0


@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(1, 5000)), min_size=1, max_size=25),
)
def test_any_rates_against_loops(rows: list[tuple[int, int]]) -> None:
    counts, bases = [float(o) for o, _ in rows], [float(n) for _, n in rows]
    assume(sum(counts) > 0)
    found = rate_funnel(np.array(counts), np.array(bases), one_set(len(rows)), null="square-root")
    reference = rate_reference(counts, bases)
    # z is measured in spreads; where the spread nearly vanishes, so does the precision.
    assert found.z.tolist() == pytest.approx([row["z"] for row in reference], abs=1e-7, rel=1e-7)
    assert found.tau2[0] == pytest.approx(reference[0]["tau2"], abs=1e-9, rel=1e-7)


def test_without_overdispersion_it_is_the_plain_funnel() -> None:
    counts = np.array([100.0, 101.0, 99.0, 100.0, 102.0, 98.0])
    found = rate_funnel(counts, np.full(6, 1000.0), one_set(6))
    assert found.tau2[0] == 0
    assert found.z.tolist() == pytest.approx((2 * (np.sqrt(counts) - 10)).tolist(), abs=1e-9)


@given(st.floats(0.001, 1000))
def test_the_unit_of_the_denominator_does_not_matter(factor: float) -> None:
    plain = rate_funnel(np.array(COUNTS), np.array(BASES), one_set(12))
    scaled = rate_funnel(np.array(COUNTS), np.array(BASES) * factor, one_set(12))
    assert scaled.z.tolist() == pytest.approx(plain.z.tolist(), abs=1e-9)
    assert scaled.ratio.tolist() == pytest.approx(plain.ratio.tolist(), abs=1e-9)


@given(st.permutations(range(12)))
def test_the_order_of_units_does_not_matter(order: list[int]) -> None:
    plain = rate_funnel(np.array(COUNTS), np.array(BASES), one_set(12))
    shuffled = rate_funnel(np.array(COUNTS)[order], np.array(BASES)[order], one_set(12))
    assert shuffled.z.tolist() == pytest.approx(plain.z[order].tolist(), abs=1e-9)


@given(st.integers(0, 11), st.integers(1, 200))
def test_a_higher_count_to_judge_never_lowers_the_score(unit: int, more: int) -> None:
    raised = np.array(COUNTS)
    raised[unit] += more
    plain = rate_funnel(np.array(COUNTS), np.array(BASES), one_set(12))
    higher = rate_funnel(np.array(COUNTS), np.array(BASES), one_set(12), tested=raised)
    assert higher.z[unit] > plain.z[unit]
    assert higher.p[unit] < plain.p[unit] or plain.p[unit] == 0
    others = np.arange(12) != unit
    assert higher.z[others].tolist() == plain.z[others].tolist()


def test_groups_are_judged_apart() -> None:
    counts, bases = np.array(COUNTS), np.array(BASES)
    together = rate_funnel(counts, bases, grouped(np.array([0, 1] * 6)))
    assert_same_as = rate_funnel(counts[::2], bases[::2], one_set(6))
    assert together.z[::2].tolist() == pytest.approx(assert_same_as.z.tolist(), abs=1e-12)
    assert together.size.tolist() == [6, 6]


def test_chosen_peers_judge_a_unit_that_is_not_one_of_them() -> None:
    counts, bases = np.array(COUNTS), np.array(BASES)
    peers = np.full((12, 4), -1)
    peers[0] = [1, 2, 5, 6]
    found = rate_funnel(counts, bases, chosen(peers))
    rate = (30 + 7 + 21 + 18) / (2100 + 800 + 1700 + 900)
    assert found.expected[0] == pytest.approx(1000 * rate)
    assert np.isnan(found.expected[1:]).all()


def test_a_unit_on_its_own_is_what_is_expected() -> None:
    found = rate_funnel(np.array([7.0]), np.array([100.0]), one_set(1))
    assert [found.ratio[0], found.z[0], found.tau2[0]] == pytest.approx([1, 0, 0], abs=1e-12)


def test_a_set_without_events_judges_nobody() -> None:
    found = rate_funnel(np.zeros(5), np.full(5, 100.0), one_set(5))
    assert np.isnan(found.ratio).all()
    assert np.isnan(found.p).all()


def test_no_units_at_all() -> None:
    found = rate_funnel(np.zeros(0), np.zeros(0), one_set(0))
    assert found.z.shape == (0,)
    outside_all = rate_funnel(np.array([3.0]), np.array([10.0]), grouped(np.array([-1])))
    assert np.isnan(outside_all.z).all()


def test_shares_against_loops() -> None:
    parts = [3.0, 14.0, 8.0, 0.0, 40.0, 12.0, 20.0, 5.0]
    wholes = [40.0, 90.0, 55.0, 20.0, 80.0, 100.0, 100.0, 44.0]
    found = share_funnel(np.array(parts), np.array(wholes), one_set(8), null="square-root")
    pooled = sum(parts) / sum(wholes)
    angles = [math.asin(math.sqrt(x / m)) for x, m in zip(parts, wholes, strict=True)]
    raw = [
        2 * math.sqrt(m) * (angle - math.asin(math.sqrt(pooled)))
        for angle, m in zip(angles, wholes, strict=True)
    ]
    phi, tau2 = dispersion(raw, [4 * m for m in wholes])
    for unit, (x, m) in enumerate(zip(parts, wholes, strict=True)):
        variance = 1 / (4 * m) + tau2
        z = (angles[unit] - math.asin(math.sqrt(pooled))) / math.sqrt(variance)
        share, size = x / m, 1 / (4 * variance)
        shrink = 1 + Z95**2 / size
        centre = (share + Z95**2 / (2 * size)) / shrink
        half = Z95 / shrink * math.sqrt(share * (1 - share) / size + Z95**2 / (4 * size**2))
        assert found.z[unit] == pytest.approx(z, abs=1e-9)
        assert found.lower[unit] == pytest.approx(max(centre - half, 0) / pooled, abs=1e-9)
        assert found.upper[unit] == pytest.approx(min(centre + half, 1) / pooled, abs=1e-9)
    assert found.phi[0] == pytest.approx(phi, abs=1e-9)
    assert found.tau2[0] == pytest.approx(tau2, abs=1e-9)
    assert tau2 > 0
