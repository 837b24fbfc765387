from __future__ import annotations

import re

import polars as pl
import pytest

from screening.publish.charts.area_map import MapOf, area_map
from screening.publish.charts.chart import Chart
from screening.publish.charts.distribution import SpreadOf, distribution
from screening.publish.charts.funnel import funnel
from screening.publish.charts.season import MonthsOf, months
from screening.registers.reading.shapes import Shape
from tests.publish.charts.drawing import parsed, texts
from tests.publish.charts.test_funnel import asked


def one_of_each() -> dict[str, Chart]:
    counts = pl.DataFrame({"year": [2024] * 12 + [2025] * 12, "month": [*range(1, 13)] * 2,
                           "count": [20 + n for n in range(24)]})  # fmt: skip
    marked = pl.DataFrame({"name": ["A"], "amount": [30.0], "hit": [True]})
    spread = SpreadOf("omzet", "EUR", "kappers", "gemeenten", "30", [10, 20, 40], [25, None],
                      [0, None], marked, 18, 9, 36, 10, ["Bron: x."])  # fmt: skip
    square = [(4.0, 52.0), (4.1, 52.0), (4.1, 52.1), (4.0, 52.1), (4.0, 52.0)]
    areas = pl.DataFrame({"code": ["B1"], "name": ["Noord"], "value": [None], "n": [3]},
                         schema_overrides={"value": pl.Float64})  # fmt: skip
    shown = MapOf("adressen", "per 1.000", areas, {"n": "Adressen"},
                  [Shape("B1", (([square]),))], "te weinig", ["Bron: y."])  # fmt: skip
    season = months(MonthsOf("meldingen", counts, ["Bron: z."], 10), "a-1")
    assert season is not None
    return {
        "funnel": funnel(asked(), "a-0"), "season": season,
        "distribution": distribution(spread, "a-2"), "map": area_map(shown, "a-3"),
    }  # fmt: skip


@pytest.fixture(scope="module")
def charts() -> dict[str, Chart]:
    return one_of_each()


@pytest.mark.parametrize("kind", ["funnel", "season", "distribution", "map"])
def test_a_picture_is_one_image_with_a_title_and_a_description(
    charts: dict[str, Chart], kind: str
) -> None:
    chart, root = charts[kind], parsed(charts[kind].svg)
    title, description = root[0], root[1]
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert (title.text, description.text) == (chart.title, chart.alternative)
    assert title.tag.endswith("title")
    assert description.tag.endswith("desc")


@pytest.mark.parametrize("kind", ["funnel", "season", "distribution", "map"])
def test_a_picture_says_source_and_units_and_no_word_of_english(
    charts: dict[str, Chart], kind: str
) -> None:
    svg = charts[kind].svg
    assert any(text.startswith("Bron: ") for text in texts(svg))
    assert not re.search(r"aria-(?!labelledby)|axis titled|mark container", svg)
    assert len(texts(svg)) > 4


@pytest.mark.parametrize("kind", ["funnel", "season", "distribution", "map"])
def test_a_picture_asks_for_nothing_from_elsewhere(charts: dict[str, Chart], kind: str) -> None:
    svg = charts[kind].svg.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"https?:|href|<script|<image|<foreignObject|@import|data:", svg)


@pytest.mark.parametrize("kind", ["funnel", "season", "distribution", "map"])
def test_the_same_picture_has_the_same_bytes_and_identifiers_of_its_own(
    charts: dict[str, Chart], kind: str
) -> None:
    """Drawn again, after others: the drawer counts through, and what it counts is not kept."""
    again = one_of_each()
    assert again[kind].svg == charts[kind].svg
    ids = {each: {*re.findall(r'\bid="([^"]+)"', chart.svg)} for each, chart in charts.items()}
    for other in ids.keys() - {kind}:
        assert not ids[kind] & ids[other]
    assert {*re.findall(r"url\(#([^)]+)\)", charts[kind].svg)} <= ids[kind]


def test_a_picture_in_dots_has_its_size(charts: dict[str, Chart]) -> None:
    png = charts["funnel"].png(2)
    wide = int.from_bytes(png[16:20])
    assert png.startswith(b"\x89PNG")
    assert wide == round(2 * float(parsed(charts["funnel"].svg).get("width", "")))


def test_what_is_not_told_is_hatched(charts: dict[str, Chart]) -> None:
    for kind in ("distribution", "map"):
        svg = charts[kind].svg
        [pattern] = re.findall(r'<pattern id="([^"]+)"', svg)
        assert svg.count(f'fill="url(#{pattern})"') == 2, "the shape and its sign in the legend"
    assert "<pattern" not in charts["funnel"].svg
