"""What a row says about a park is what is known of its units, and never more than that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from screening.lists import shared
from screening.prioritise.parks import of_parks
from screening.prioritise.schema import type_of
from screening.publish.flat import spoken
from screening.registers.reading.filling import fill_register
from tests.prioritise.test_run import made

DAY = dt.date(2026, 1, 1)
A, B, C = "9999000000000001", "9999000000000002", "9999000000000003"


def of_park(**registers: list[dict[str, Any]]) -> dict[str, Any] | None:
    """What is said of park P, of which A, B and C are units."""
    units = [{"vbo_id": unit, "park_id": "P", "park_name": "De Plas"} for unit in (A, B, C)]
    filled = {
        name: fill_register(name, rows)
        for name, rows in {"park_object": units, **registers}.items()
    }
    rows = pl.LazyFrame({"row": [4, 5], "place_type": ["park", "address"], "place": ["P", A]})
    told = of_parks(rows, filled, DAY, map_link="https://kaart.example/{x}/{y}")
    if told is None:
        return None
    [row] = told.collect().to_dicts()
    assert row.pop("row") == 4
    return row


def test_a_park_is_what_is_known_of_its_units() -> None:
    def unit(vbo_id: str, area: str, x: float) -> dict[str, Any]:
        return {"vbo_id": vbo_id, "address": "Bospad 1", "area_code": area, "x_rd": x, "y_rd": 9.0}

    def visit(name: str, vbo_id: str, day: int, **more: Any) -> dict[str, Any]:
        return {"inspection_id": name, "vbo_id": vbo_id, "inspection_date": dt.date(2025, 3, day),
                "agency": "bouwtoezicht", "theme": "parks", **more}  # fmt: skip

    def right(vbo_id: str, owner: str, kind: str) -> dict[str, Any]:
        return {"vbo_id": vbo_id, "owner_key": owner, "owner_type": kind, "right": "eigendom",
                "start_date": dt.date(2001, 1, 1), "end_date": None}  # fmt: skip

    areas = [
        {"area_code": "BU1", "name": "De Esch", "level": "neighbourhood", "parent_code": "WK1"},
        {"area_code": "BU2", "name": "Het Veen", "level": "neighbourhood", "parent_code": "WK1"},
        {"area_code": "WK1", "name": "Oost", "level": "district", "parent_code": "GM1"},
    ]
    row = of_park(
        area=areas,
        bag_object=[unit(A, "BU2", 10.0), unit(B, "BU1", 20.0), unit(C, "BU2", 30.0)],
        inspection=[
            visit("1", A, 3), visit("2", C, 8, follow_up_due=dt.date(2025, 6, 1)),
        ],
        brk_right=[right(A, "x", "natural"), right(B, "x", "natural"), right(C, "y", "nl_legal")],
        brp_count=[
            {"vbo_id": unit, "count_date": DAY, "persons": 2, "households": count}
            for unit, count in ((A, 1), (B, None), (C, 1))
        ],
    )  # fmt: skip
    assert row is not None
    assert (row["neighbourhood"], row["district"]) == ("Het Veen", "Oost")
    assert (row["x_rd"], row["y_rd"]) == (20.0, 9.0)
    assert row["map_link"] == "https://kaart.example/20/9"
    assert [each["date"].day for each in row["visits"]] == [8, 3]
    assert row["open_follow_up"] == dt.date(2025, 6, 1)
    assert [each["kind"] for each in row["owners"]] == [
        "natuurlijk persoon (eigenaren: 1, eenheden: 2)",
        "Nederlandse rechtspersoon (eigenaren: 1, eenheden: 1)",
    ]
    assert (row["persons"], row["persons_partly"], row["households"]) == (6, None, None)
    assert row["households_partly"] == "huishoudens (van 2 van de 3 eenheden bekend: 2)"


def test_what_units_share_is_counted_by_unit_and_by_right() -> None:
    def right(vbo_id: str, owner: str, kind: str, name: str = "eigendom") -> dict[str, Any]:
        return {"vbo_id": vbo_id, "owner_key": owner, "owner_type": kind, "right": name,
                "start_date": dt.date(2001, 1, 1), "end_date": None}  # fmt: skip

    def permit(name: str, vbo_id: str) -> dict[str, Any]:
        return {"permit_id": name, "vbo_id": vbo_id, "kind": "logies", "status": "granted"}

    def visit(name: str, vbo_id: str) -> dict[str, Any]:
        return {"inspection_id": name, "vbo_id": vbo_id, "inspection_date": dt.date(2025, 3, 1)}

    row = of_park(
        permit=[permit("1", A), permit("2", B), permit("3", B)],
        inspection=[visit("1", A), visit("2", B)],
        brk_right=[
            right(A, "x", "natural"), right(A, "y", "nl_legal"), right(B, "g", "state"),
            right(B, "x", "natural", "erfpacht"),
        ],
    )  # fmt: skip
    assert row is not None
    assert len(row["permits"]) == 3
    assert [each["units"] for each in row["visits"]] == [2]
    assert [each["kind"] for each in row["owners"]] == [
        "overheid (eigenaren: 1, eenheden: 1)",
        "verschillende soorten (eigenaren: 2, eenheden: 1)",
        "natuurlijk persoon, erfpacht (rechthebbenden: 1, eenheden: 1)",
        "niet bekend (eenheden: 1)",
    ]


def test_visits_that_are_alike_are_told_once_with_the_units_they_were_to() -> None:
    def visit(name: str, vbo_id: str, day: int, **more: Any) -> dict[str, Any]:
        return {"inspection_id": name, "vbo_id": vbo_id, "inspection_date": dt.date(2025, 3, day),
                "agency": "bouwtoezicht", "theme": "park", **more}  # fmt: skip

    row = of_park(inspection=[
        visit("1", A, 12), visit("2", B, 12), visit("3", C, 12, finding_code="onderhoud"),
        visit("4", A, 4), visit("5", A, 20, agency="brandweer"),
    ])  # fmt: skip
    assert row is not None
    told = [(each["date"].day, each["findings"], each["units"]) for each in row["visits"]]
    assert told == [
        (20, ["geen bevindingen"], None), (12, ["onderhoud"], None),
        (12, ["geen bevindingen"], 2), (4, ["geen bevindingen"], None),
    ]  # fmt: skip
    values = pl.DataFrame({"visits": [row["visits"]]}, schema={"visits": type_of(shared.VISITS)})
    assert spoken(values, [shared.VISITS])[0]["visits"][2] == (
        "12-03-2025, bouwtoezicht, thema Vakantieparken, bij 2 eenheden: geen bevindingen"
    )
    many = [visit(f"{day}{unit}", unit, day) for day in range(1, 21) for unit in (A, B, C)]
    row = of_park(inspection=many)
    assert row is not None
    assert row["visits"][-1]["agency"] == "laatste van 24 oudere bezoeken"
    assert row["visits"][-1]["findings"] == ["met bevindingen: 0"]


def test_of_many_visits_to_a_park_the_newest_are_told_and_the_others_counted() -> None:
    visits = [
        {"inspection_id": str(day), "vbo_id": A, "inspection_date": dt.date(2025, 3, day),
         "agency": "bouwtoezicht", "finding_code": "onderhoud" if day < 4 else None}
        for day in range(1, 21)
    ]  # fmt: skip
    row = of_park(inspection=visits)
    assert row is not None
    told = row["visits"]
    assert [each["date"].day for each in told] == [*range(20, 7, -1)]
    assert told[-1]["agency"] == "laatste van 8 oudere bezoeken"
    assert told[-1]["findings"] == ["met bevindingen: 3"]
    hidden = fill_register("inspection", visits).drop("finding_code")
    units = fill_register("park_object", [{"vbo_id": A, "park_id": "P"}])
    parks = pl.LazyFrame({"row": [4], "place_type": ["park"], "place": ["P"]})
    without = of_parks(parks, {"inspection": hidden, "park_object": units}, DAY)
    assert without is not None
    assert without.collect()["visits"][0][-1]["findings"] is None, "not known, and not none"
    thirteen = of_park(inspection=visits[:13])
    assert thirteen is not None
    assert [each["agency"] for each in thirteen["visits"]] == ["bouwtoezicht"] * 13


def test_a_park_of_which_nothing_is_known_is_left_empty() -> None:
    row = of_park(bag_object=[{"vbo_id": B, "address": "Bospad 1"}], inspection=[])
    assert row is not None
    assert not [key for key, value in row.items() if value is not None]
    assert of_parks(
        pl.LazyFrame({"row": [1], "place_type": ["address"], "place": [A]}), {}, DAY
    ) is None  # fmt: skip


@pytest.mark.parametrize(
    ("counts", "persons", "asked"),
    [
        ([2, 3], 5, []),
        ([2, None], None, ["ingeschreven personen (van 1 van de 2 eenheden bekend: 2)"]),
        ([None, None], None, ["aantal ingeschreven personen"]),
    ],
)
def test_a_sum_over_some_units_is_what_is_missing_and_not_the_park(
    counts: list[int | None], persons: int | None, asked: list[str],
    reasons: Callable[..., pl.DataFrame], pack: Callable[..., Any],
) -> None:  # fmt: skip
    park = [{"vbo_id": unit, "park_id": "P", "park_name": "De Plas"} for unit in (A, B)]
    counted = [
        {"vbo_id": unit, "count_date": DAY, "persons": count, "households": 1}
        for unit, count in zip((A, B), counts, strict=True)
    ]
    held = {
        "park_object": fill_register("park_object", park),
        "brp_count": fill_register("brp_count", counted),
    }
    given = reasons("park.x 3 park:P", lists=["octopus.park"])
    [row] = made(given, [pack("octopus", "octopus.park")], held)["octopus.park"].rows.to_dicts()
    assert row["persons"] == persons
    told = [each["what"] for each in row["missing"] if "ingeschreven" in each["what"]]
    assert told == asked
