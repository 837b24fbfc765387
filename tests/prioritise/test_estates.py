"""A theme of places: what lies on an industrial estate, by its own column or by its areas."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from screening.prioritise.branches import locations_of_themes
from screening.prioritise.estates import addresses_in, at_their_places

DAY = dt.date(2026, 1, 1)
AREA = pl.DataFrame(
    {
        "area_code": ["GM1", "BT1", "BU1", "BU2"],
        "level": ["municipality", "estate", "neighbourhood", "neighbourhood"],
        "parent_code": [None, "GM1", "BT1", "GM1"],
    }
)
OBJECTS = pl.DataFrame(
    {
        "vbo_id": ["A", "B", "C", "D"],
        "area_code": ["BU1", "BU2", "BU2", None],
        "estate_code": [None, "BT1", None, None],
    }
)


@pytest.mark.parametrize(
    ("registers", "there"),
    [
        ({"bag_object": OBJECTS, "area": AREA}, ["A", "B"]),
        ({"bag_object": OBJECTS.drop("estate_code"), "area": AREA}, ["A"]),
        ({"bag_object": OBJECTS}, ["B"]),
        ({"bag_object": OBJECTS.drop("estate_code")}, []),
        ({"area": AREA}, []),
    ],
)
def test_an_address_lies_on_an_estate_by_its_column_or_by_its_areas(
    registers: dict[str, pl.DataFrame], there: list[str]
) -> None:
    assert addresses_in(registers, "estate").collect()["vbo_id"].sort().to_list() == there


def test_only_the_list_of_estates_asks_where_a_place_lies() -> None:
    placed = pl.LazyFrame(
        {
            "list": ["octopus.bedrijf", "octopus.bedrijf", "octopus.auto", "octopus.bedrijf"],
            "place_type": ["address", "address", "address", "company"],
            "place": ["A", "C", "C", "99000001"],
        }
    )
    kept = at_their_places(placed, {"bag_object": OBJECTS, "area": AREA}).collect()
    assert kept.rows() == [
        ("octopus.bedrijf", "address", "A"),
        ("octopus.auto", "address", "C"),
    ]


def test_the_random_part_is_drawn_from_establishments_on_estates_of_any_branch() -> None:
    establishments = pl.DataFrame(
        {
            "est_nr": ["1", "2", "3"],
            "vbo_id": ["A", "C", "B"],
            "sbi": ["4511", "4511", "62010"],
            "sbi_edition": ["2008", "2008", "2025"],
            "start_date": [None, None, None],
            "end_date": [None, None, dt.date(2025, 1, 1)],
        },
        schema_overrides={"start_date": pl.Date, "end_date": pl.Date},
    )
    registers = {"bag_object": OBJECTS, "area": AREA, "kvk_establishment": establishments}
    found = locations_of_themes(["bedrijf", "auto"], registers, DAY).collect()
    assert found.rows() == [
        ("auto", "address", "A"), ("auto", "address", "C"), ("bedrijf", "address", "A"),
    ]  # fmt: skip
