from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from screening.comparison.kinds.rate import RateCompare
from screening.comparison.statistics.funnel import rate_limits, share_limits
from screening.publish.charts.chart import INK, OWN
from screening.publish.charts.funnel import FunnelOf, funnel, funnels
from tests.publish.charts.drawing import marks, parsed, points, texts, up

UNITS = pl.DataFrame(
    {
        "name": ["Ons Dorp", "Verderop", "Overzij", "Elders"],
        "count": [60.0, 40.0, 22.0, 75.0],
        "per": [10_000.0, 20_000.0, 10_000.0, 40_000.0],
        "own": [True, False, False, False],
    }
)


def asked(**other: object) -> FunnelOf:
    usual = {
        "what": "meldingen per 10.000 inwoners", "per": "inwoners", "kind": "rate",
        "scale": 10_000.0, "target": 0.002, "tau2": 0.01, "units": UNITS,
        "among": "De 3 meest vergelijkbare gemeenten.", "below": ["Bron: telling (31-12-2025)."],
    }  # fmt: skip
    return FunnelOf(**{**usual, **other})  # type: ignore[arg-type]


def test_every_unit_stands_at_its_rate_and_the_own_one_is_named_and_of_another_shape() -> None:
    chart = funnel(asked(), "t")
    value = up(chart.svg)
    [own] = points(chart.svg, OWN)
    assert value(own.y) == pytest.approx(60.0, abs=0.5)
    others = [each for each in points(chart.svg, "#ffffff") if each.element.get("stroke") == INK]
    assert sorted(round(value(each.y)) for each in others) == [19, 20, 22]
    assert {own.element.get("d")}.isdisjoint({each.element.get("d") for each in others})
    assert "Ons Dorp" in texts(chart.svg)
    assert "Verderop" not in texts(chart.svg)


def test_the_limits_are_drawn_with_and_without_the_spread_at_both_levels() -> None:
    """Each is a line; at the own denominator they are where the score has its quantile."""
    chart = funnel(asked(), "t")
    value = up(chart.svg)
    lines = [m for m in marks(chart.svg, "path") if len(m.element.get("d", "")) > 400]
    assert len(lines) == 9, "four limits, each below and above, and the middle"
    at_end = sorted(
        value(m.y + float(m.element.get("d", "").rsplit(",", 1)[1])) for m in lines
    )  # fmt: skip
    per = np.array([40_000 * 1.1])
    wanted = [20.0]
    for tau2 in (0.0, 0.01):
        for level in (0.95, 0.998):
            low, high = rate_limits(0.002, per, tau2, level)
            wanted += [low[0] * 10_000, high[0] * 10_000]
    assert at_end == pytest.approx(sorted(wanted), abs=0.3)
    legend = [text for text in texts(chart.svg) if "%" in text]
    assert legend == [
        "95 %: alleen toeval", "99,8 %: alleen toeval", "95 %: toeval en gewone spreiding",
        "99,8 %: toeval en gewone spreiding",
    ]  # fmt: skip


def test_the_limits_are_those_of_the_comparison_itself() -> None:
    """A unit on the limit has the quantile as its score: one formula, and no second."""
    per = np.array([5_000.0, 20_000.0, 60_000.0])
    measured = pl.DataFrame(
        {"subject": list("abcdefgh"), "count": [11, 38, 130, 21, 44, 71, 95, 28],
         "per": [5_000, 20_000, 60_000, 9_000, 25_000, 31_000, 40_000, 15_000]},
    )  # fmt: skip
    block = RateCompare(kind="rate", count="count", per="per", scale=1, min_group=3)
    figures = block.figures(measured)
    target = measured["count"].sum() / measured["per"].sum()
    assert figures.beyond is not None
    z = figures.z[:3]
    level = 1 - 2 * (1 - _normal(np.abs(z)))
    for n, (unit, score) in enumerate(zip(per, z, strict=True)):
        low, high = rate_limits(target, np.array([unit]), figures.beyond[n], float(level[n]))
        rate = measured["count"][n] / unit
        assert (high if score > 0 else low)[0] == pytest.approx(rate, rel=1e-9)


def _normal(z: np.ndarray) -> np.ndarray:
    import scipy.special

    return scipy.special.ndtr(z)


def test_limits_of_a_share_stay_between_nought_and_one() -> None:
    low, high = share_limits(0.02, np.array([5.0, 500.0]), 0.0, 0.998)
    assert low[0] == 0
    assert 0 < low[1] < 0.02 < high[1] < high[0] < 1


def test_the_words_say_what_the_picture_shows() -> None:
    chart = funnel(asked(), "t")
    low, high = rate_limits(0.002, np.array([10_000.0]), 0.01, 0.998)
    assert "Ons Dorp heeft 60,0 (60 op 10.000)" in chart.alternative
    assert f"{low[0] * 1e4:.2f} en {high[0] * 1e4:.1f}".replace(".", ",") in chart.alternative
    assert "boven de ruime grens" in chart.alternative
    assert "Van 3 andere gemeenten: 0 boven en 0 onder" in chart.alternative
    assert chart.rows.row(0) == ("Ons Dorp", "60", "10.000", "60,0", "boven de ruime grens")
    assert chart.rows.height == 4


def test_who_lies_outside_is_named_too_with_a_triangle() -> None:
    units = UNITS.with_columns(count=pl.Series([20.0, 90.0, 22.0, 75.0]))
    chart = funnel(asked(units=units), "t")
    assert {"Ons Dorp", "Verderop"} <= {*texts(chart.svg)}
    assert "1 boven en 0 onder" in chart.alternative
    assert "boven de ruime grens" in texts(chart.svg)


def test_a_share_is_shown_in_per_cents() -> None:
    chart = funnel(asked(kind="share", scale=1, target=0.002, what="aandeel"), "t")
    assert "aandeel in inwoners (%)" in texts(chart.svg)
    assert "Ons Dorp heeft 0,6%" in chart.alternative


def test_one_unit_alone_and_units_all_alike_are_drawn() -> None:
    alone = UNITS.head(1)
    assert "Van 0 andere gemeenten" in funnel(asked(units=alone), "t").alternative
    alike = UNITS.with_columns(count=pl.lit(20.0), per=pl.lit(10_000.0))
    assert len(points(funnel(asked(units=alike), "t").svg, OWN)) == 1


def test_a_hostile_name_is_a_text() -> None:
    units = UNITS.with_columns(name=pl.Series(['<script>"x"&', "b\u202e", "c", "d"]))
    chart = funnel(asked(units=units, what="<b>"), "t")
    assert parsed(chart.svg).find(".//{*}script") is None
    assert '<script>"x"&' in texts(chart.svg)
    assert "\u202e" not in chart.svg


def test_groups_stand_below_each_other_with_one_legend() -> None:
    chart = funnels({"noord": asked(), "zuid": asked(units=UNITS.head(2))}, "meldingen", "t", [])
    assert [text for text in texts(chart.svg) if text in {"noord", "zuid"}] == ["noord", "zuid"]
    assert texts(chart.svg).count("95 %: alleen toeval") == 1
    assert chart.rows["Groep"].to_list() == ["noord"] * 4 + ["zuid"] * 2
    assert len(points(chart.svg, OWN)) == 2
