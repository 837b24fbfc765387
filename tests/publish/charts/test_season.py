from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from screening.comparison.statistics.season import season
from screening.publish.charts.chart import OWN
from screening.publish.charts.season import MonthsOf, months
from tests.publish.charts.drawing import marks, points, texts, up

YEARS = {2022: 100, 2023: 104, 2024: 96}
NOW = [90, 95, 101, 99, 104, 110, 108, 97, 160, 102, 94, 88]


def asked(counts: dict[int, list[int | None]] | None = None, what: str = "meldingen") -> MonthsOf:
    held = counts or {**{year: [count] * 12 for year, count in YEARS.items()}, 2025: NOW}
    rows = [
        {"year": year, "month": month, "count": count}
        for year, months_of_year in held.items()
        for month, count in enumerate(months_of_year, 1)
    ]
    schema = {"year": pl.Int64, "month": pl.Int64, "count": pl.Int64}
    return MonthsOf(what, pl.DataFrame(rows, schema=schema), ["Bron: telling."], 10)


def test_every_month_stands_at_its_count() -> None:
    chart = months(asked(), "t")
    assert chart is not None
    value = up(chart.svg)
    found = sorted((mark.x, round(value(mark.y))) for mark in points(chart.svg, OWN))
    assert [count for _, count in found] == pytest.approx(NOW, abs=1)


def test_the_range_is_that_of_the_comparison_and_what_lies_above_it_is_named() -> None:
    chart = months(asked(), "t")
    assert chart is not None
    now = np.array(NOW, dtype=float)
    found = season(now, np.array([[100.0, 104.0, 96.0]] * 12))
    heads = chart.rows.columns
    assert heads[-2:] == ["Verwacht vanaf", "Verwacht tot"]
    assert chart.rows["Verwacht tot"].to_list() == [f"{high:.0f}" for high in found.high]
    assert chart.rows["Verwacht vanaf"].to_list() == [f"{low:.0f}" for low in found.low]
    assert f"september (160, verwacht {found.low[8]:.0f} tot {found.high[8]:.0f})" in (
        chart.alternative
    )
    assert "het meest in september (160), het minst in december (88)" in chart.alternative
    assert "160" in texts(chart.svg)
    value = up(chart.svg)
    bars = [m for m in marks(chart.svg, "path") if m.element.get("fill") == "#c9d6e2"]
    tops = {round(value(float(m.element.get("d", "").split(",")[1].split("h")[0]) + m.y))
            for m in bars if "h30" in m.element.get("d", "")}  # fmt: skip
    assert {round(high) for high in found.high} <= {t + d for t in tops for d in (-1, 0, 1)}


def test_one_year_alone_has_nothing_to_be_compared_with() -> None:
    chart = months(asked({2025: list(NOW)}), "t")
    assert chart is not None
    assert "Er zijn geen eerdere jaren" in chart.alternative
    assert chart.rows.columns == ["Maand", "2025"]


def test_one_year_before_gives_a_mean_and_no_range() -> None:
    chart = months(asked({2024: [50] * 12, 2025: list(NOW)}), "t")
    assert chart is not None
    assert "Daarnaast het gemiddelde van 2024" in chart.alternative
    assert chart.rows.columns == ["Maand", "2025", "2024", "Gemiddelde eerder"]


def test_a_month_that_is_not_told_is_left_open_and_said() -> None:
    counts: dict[int, list[int | None]] = {2025: [None, *NOW[1:]]}
    chart = months(asked(counts), "t")
    assert chart is not None
    assert len(points(chart.svg, OWN)) == 11
    assert "Maanden zonder punt" in chart.alternative
    assert chart.rows.row(0) == ("januari", "niet getoond")


def test_without_any_count_there_is_no_picture() -> None:
    assert months(asked({2025: [None] * 12}), "t") is None
    empty = pl.DataFrame(schema={"year": pl.Int64, "month": pl.Int64, "count": pl.Int64})
    assert months(MonthsOf("x", empty, [], 10), "t") is None


def test_a_month_without_events_in_any_year_has_no_range_and_stops_nothing() -> None:
    held = {year: [0, *[20] * 11] for year in (2023, 2024, 2025)}
    chart = months(asked(held), "t")
    assert chart is not None
    assert chart.rows.row(0)[1] == "0"
