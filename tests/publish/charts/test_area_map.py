from __future__ import annotations

import polars as pl
import pytest

from screening.publish.charts.area_map import MapOf, area_map
from screening.registers.reading.shapes import Shape
from tests.publish.charts.drawing import marks, texts


def square(west: float, south: float, size: float = 0.01) -> list[tuple[float, float]]:
    east, north = west + size, south + size
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


SHAPES = [Shape(f"B{n}", ((square(4 + n / 100, 52.0),),)) for n in range(6)]
AREAS = pl.DataFrame(
    {
        "code": [f"B{n}" for n in range(7)],
        "name": ["Zuid", "Noord", "Oost", "West", "Midden", "Haven", "Zonder vlak"],
        "value": [10.0, 20.0, 30.0, 40.0, None, 60.0, 5.0],
        "addresses": [100, 200, 300, 400, 500, 600, 700],
        "flagged": [1, 4, 9, 16, None, 36, 5],
    }
)


def asked(**other: object) -> MapOf:
    usual = {
        "what": "adressen met een signaal", "unit": "per 1.000 adressen", "areas": AREAS,
        "columns": {"addresses": "Adressen", "flagged": "Met een signaal"}, "shapes": SHAPES,
        "why_not": "te weinig", "below": ["Bron: BAG."],
    }  # fmt: skip
    return MapOf(**{**usual, **other})  # type: ignore[arg-type]


def fills(svg: str) -> dict[str, str]:
    """The fill of each shape, by the number that stands in it."""
    shapes = [m for m in marks(svg, "path") if m.element.get("d", "").count("L") >= 3
              and m.element.get("stroke-linejoin") == "round"]  # fmt: skip
    numbers = [m for m in marks(svg, "text") if m.element.get("font-size") == "10px"]
    found = {}
    for shape in shapes:
        points = [
            tuple(map(float, part.split(","))) for part in
            shape.element.get("d", "").replace("M", "").replace("Z", "").split("L")
        ]  # fmt: skip
        xs, ys = [x + shape.x for x, _ in points], [y + shape.y for _, y in points]
        for number in numbers:
            if min(xs) < number.x < max(xs) and min(ys) < number.y < max(ys):
                found[number.text] = str(shape.element.get("fill"))
    return found


def test_every_area_has_its_number_and_the_colour_of_its_class() -> None:
    chart = area_map(asked(), "t")
    numbers = dict(chart.rows.select("Gebied", "Nr.").iter_rows())
    shown = fills(chart.svg)
    assert len(shown) == 6
    dark = [shown[numbers[name]] for name in ("Zuid", "Noord", "Oost", "West", "Haven")]
    lightness = [sum(int(each[n : n + 2], 16) for n in (1, 3, 5)) for each in dark]
    assert lightness == sorted(lightness, reverse=True)
    assert len(set(dark)) >= 4
    assert shown[numbers["Midden"]] == "url(#t-hatch)"


def test_the_table_holds_all_areas_by_name_those_without_a_shape_too() -> None:
    chart = area_map(asked(), "t")
    assert chart.rows.columns == [
        "Nr.", "Gebied", "Adressen", "Met een signaal", "Per 1.000 adressen",
    ]  # fmt: skip
    assert chart.rows["Gebied"].to_list() == sorted(AREAS["name"])
    midden = chart.rows.filter(pl.col("Gebied") == "Midden").row(0)
    assert midden[2:] == ("500", "niet getoond", "niet getoond")


def test_the_words_say_where_it_is_most_and_least_and_what_is_hatched() -> None:
    words = area_map(asked(), "t").alternative
    assert "Het hoogst in Haven (60,0), West (40,0), Oost (30,0)" in words
    assert "het laagst in Zonder vlak (5,00)" in words
    assert "1 gebied is gearceerd of niet getoond: te weinig" in words


def test_classes_stand_in_the_legend_with_whole_limits() -> None:
    legend = [text for text in texts(area_map(asked(), "t").svg) if "tot" in text or "meer" in text]
    assert legend
    assert all("," not in text for text in legend)


@pytest.mark.parametrize("values", [[None] * 7, [3.0] * 7, [0.0] * 7])
def test_areas_all_alike_or_all_untold_are_drawn(values: list[float | None]) -> None:
    areas = AREAS.with_columns(value=pl.Series(values, dtype=pl.Float64))
    chart = area_map(asked(areas=areas), "t")
    assert len(fills(chart.svg)) == 6
    assert len({*fills(chart.svg).values()}) == 1


def test_metres_and_degrees_and_a_ring_either_way_round_give_the_same_picture() -> None:
    turned = [Shape(s.code, ((s.polygons[0][0][::-1],),)) for s in SHAPES]
    assert fills(area_map(asked(shapes=turned), "t").svg) == fills(area_map(asked(), "t").svg)
    metres = [Shape(f"B{n}", ((square(200_000 + 500 * n, 520_000, 500),),)) for n in range(6)]
    assert fills(area_map(asked(shapes=metres), "t").svg) == fills(area_map(asked(), "t").svg)


def test_holes_parts_and_shapes_without_surface_are_drawn() -> None:
    hole = Shape("B0", ((square(4.0, 52.0), square(4.002, 52.002, 0.002)), (square(4.1, 52.1),)))
    flat = Shape("B1", (([(4.0, 52.0), (4.1, 52.1), (4.0, 52.0), (4.0, 52.0)],),))
    point = Shape("B2", (([(4.0, 52.0)] * 4,),))
    chart = area_map(asked(shapes=[hole, flat, point]), "t")
    assert "Zuid" in chart.rows["Gebied"].to_list()


def test_a_map_of_one_point_is_no_division_by_nought() -> None:
    point = Shape("B2", (([(4.0, 52.0)] * 4,),))
    assert area_map(asked(shapes=[point]), "t").svg
