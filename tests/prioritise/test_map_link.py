"""The link to a map: a known point of the national grid, and each of its placeholders."""

from __future__ import annotations

import polars as pl
import pytest

from screening.prioritise.facts.place import linked

TOWER = {"vbo_id": "9999000000000001", "x_rd": 155000.4, "y_rd": 462999.6}
"""The tower of Our Lady in Amersfoort, where the grid begins: 52.155174 N, 5.387206 E."""
WESTERN = {"vbo_id": "9999000000000002", "x_rd": 120700.723, "y_rd": 487525.501}
"""The Westertoren in Amsterdam, the check point of the published formula."""


def link(template: str, place: dict[str, object]) -> str | None:
    [found] = pl.DataFrame([place]).select(linked(template).alias("link"))["link"].to_list()
    return found


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("https://kaart.example/#x={x}&y={y}", "https://kaart.example/#x=155000&y=463000"),
        ("https://kaart.example/{vbo_id}", "https://kaart.example/9999000000000001"),
        ("https://kaart.example/{y}/{x}/{y}", "https://kaart.example/463000/155000/463000"),
        ("https://kaart.example/", "https://kaart.example/"),
        ("https://kaart.example/{z}", "https://kaart.example/{z}"),
        ("", None),
    ],
)
def test_each_placeholder_is_filled(template: str, expected: str | None) -> None:
    assert link(template, TOWER) == expected


@pytest.mark.parametrize(
    ("place", "lat", "lon"), [(TOWER, 52.155174, 5.387206), (WESTERN, 52.374533, 4.883526)]
)
def test_degrees_are_right_to_half_a_metre(
    place: dict[str, object], lat: float, lon: float
) -> None:
    told = link("{lat};{lon}", place)
    assert told is not None
    found = [float(each) for each in told.split(";")]
    assert found == pytest.approx([lat, lon], abs=0.000008)


@pytest.mark.parametrize("key", ["x_rd", "y_rd"])
def test_without_coordinates_there_is_no_link(key: str) -> None:
    assert link("https://kaart.example/{vbo_id}", {"x_rd": 1.0, **TOWER, key: None}) is None
