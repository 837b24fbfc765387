from __future__ import annotations

import polars as pl
import pytest

from screening.publish.charts.chart import OWN
from screening.publish.charts.distribution import SpreadOf, distribution
from tests.publish.charts.drawing import marks, points, texts, up

NAMED = pl.DataFrame(
    {"name": ["Ons Dorp", "Verderop"], "amount": [300.0, 40.0], "hit": [True, False]}
)
NOBODY = NAMED.clear()


def asked(**other: object) -> SpreadOf:
    usual = {
        "what": "omzet per inwoner", "unit": "EUR", "group": "branche kappers",
        "units": "gemeenten", "size": "30", "edges": [10.0, 20.0, 40.0, 80.0, 160.0, 320.0],
        "counts": [4, 12, 13, 0, 1], "flagged": [0, 0, 0, 0, 1], "marked": NAMED,
        "median": 38.0, "low": 12.0, "high": 120.0, "fewest": 0, "below": ["Bron: telling."],
    }  # fmt: skip
    return SpreadOf(**{**usual, **other})  # type: ignore[arg-type]


def test_every_bar_is_as_high_as_its_count() -> None:
    chart = distribution(asked(), "t")
    value = up(chart.svg)
    bars = [m for m in marks(chart.svg, "path") if m.element.get("fill") == "#9fb3c8"]
    heights = []
    for bar in bars[:4]:
        d = bar.element.get("d", "")
        top = float(d.split("M")[1].split(",")[1].split("h")[0])
        heights.append(round(value(bar.y + top)))
    assert sorted(heights) == [1, 4, 12, 13]


def test_the_flagged_are_marked_and_named_and_the_own_has_another_sign() -> None:
    chart = distribution(asked(), "t")
    assert {"Ons Dorp", "Verderop", "gesignaleerd", "eigen gemeente"} <= {*texts(chart.svg)}
    shapes = {mark.element.get("d") for mark in points(chart.svg, OWN)}
    assert len(shapes) == 2
    assert "Ons Dorp: € 300, gesignaleerd." in chart.alternative
    assert "Verderop: € 40, niet gesignaleerd." in chart.alternative


def test_the_words_say_how_many_the_middle_and_the_group() -> None:
    chart = distribution(asked(), "t")
    assert "over 30 gemeenten (branche kappers)" in chart.alternative
    assert "de middelste heeft € 38" in chart.alternative
    assert "minder heeft dan € 12 of meer dan € 120" in chart.alternative
    assert chart.rows.row(1) == ("€ 20", "€ 40", "12", "nee")


def test_small_numbers_are_hatched_and_never_written() -> None:
    chart = distribution(
        asked(counts=[None, 12, 13, 0, None], flagged=[None, 0, 0, 0, 0], marked=NOBODY,
              fewest=10, units="vestigingen", size="ongeveer 30"), "t",
    )  # fmt: skip
    assert chart.rows["Aantal vestigingen"].to_list() == [
        "niet getoond", "12", "13", "0", "niet getoond",
    ]  # fmt: skip
    assert chart.rows["Iets gesignaleerd"].to_list() == ["ja", "nee", "nee", "nee", "nee"]
    assert "zonder te zeggen hoeveel" in chart.alternative
    assert "Gearceerd" in chart.alternative
    assert len(points(chart.svg, OWN)) == 1


def test_without_spread_or_hits_there_is_a_picture_all_the_same() -> None:
    chart = distribution(
        asked(marked=NOBODY, flagged=[0] * 5, low=38.0, high=38.0, counts=[0, 30, 0, 0, 0]), "t"
    )
    assert "In deze groep is niets gesignaleerd." in chart.alternative
    assert "2,5 keer" not in chart.alternative
    assert not points(chart.svg, OWN)


@pytest.mark.parametrize("name", ['<script>"', "&amp;", "'; DROP"])
def test_a_hostile_name_is_a_text(name: str) -> None:
    chart = distribution(asked(marked=NAMED.with_columns(name=pl.lit(name))), "t")
    assert name in texts(chart.svg)
