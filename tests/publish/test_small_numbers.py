"""T65: in no table of areas does what is told of an area tell a small number in or beside it.

The same is asked of each: pictures of areas (report, site, csv, json) and the map of signals. The
monthly picture has more of it in ``tests/publish/monthly/test_protected.py``.
"""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from screening.comparison.figures import FEWEST
from screening.detect.area_pictures import SCHEMA
from screening.publish.area_pictures import shown_pictures
from screening.publish.figures import areas

OF = 200
"""Addresses, or the whole, of a neighbourhood."""
SMALL = st.one_of(st.integers(0, 14), st.integers(OF - 14, OF), st.integers(0, OF))
TOWN = st.lists(st.lists(SMALL, min_size=1, max_size=4), min_size=1, max_size=3)
Told = dict[str, int | None]


def town(districts: list[list[int]]) -> pl.DataFrame:
    """A municipality of districts of neighbourhoods with these counts, and what they are of."""
    rows: list[tuple[str, str | None, str, int, int]] = []
    for number, quarters in enumerate(districts):
        rows += [(f"BU{number}{n}", f"WK{number}", "neighbourhood", count, OF)
                 for n, count in enumerate(quarters)]  # fmt: skip
        rows.append((f"WK{number}", "GM1", "district", sum(quarters), OF * len(quarters)))
    every = [count for quarters in districts for count in quarters]
    rows.append(("GM1", None, "municipality", sum(every), OF * len(every)))
    schema = ["area_code", "parent_code", "level", "count", "of"]
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.with_columns(name=pl.col("area_code"))


def in_a_picture(frame: pl.DataFrame) -> Told:
    measured = [
        {"picture": "profile", "rule": "profile.x", "label": "Iets", "kind": "share", "scale": 1.0,
         "area_code": code, "count": count, "of": of, "value": count / of}
        for code, count, of in frame.select("area_code", "count", "of").rows()
    ]  # fmt: skip
    rows = pl.DataFrame(measured, schema=SCHEMA, strict=False)
    return {row["area_code"]: row["count"] for row in shown_pictures(rows, {"area": frame}, "GM1")}


def on_the_map(frame: pl.DataFrame) -> Told:
    quarters = frame.filter(pl.col("level") == "neighbourhood")
    placed = [(f"{code}-{n}", code, n < count)
              for code, count in quarters.select("area_code", "count").rows()
              for n in range(OF)]  # fmt: skip
    objects = pl.DataFrame(placed, schema=["vbo_id", "area_code", "flagged"], orient="row")
    signals = objects.filter("flagged").select(subject_type=pl.lit("address"), subject="vbo_id")
    found = areas({"area": frame, "bag_object": objects.drop("flagged")}, signals)
    return {each["area_code"]: each["flagged"] for each in found}


def leaks(frame: pl.DataFrame, told: Told) -> list[str]:
    """Areas of which a small number is told, or follows from the area around it or from within."""
    count = dict(frame.select("area_code", "count").iter_rows())
    rest = dict(frame.select("area_code", pl.col("of") - pl.col("count")).iter_rows())
    found = [code for code, shown in told.items() if shown is not None
             and count[code] and 0 < min(count[code], rest[code] or FEWEST) < FEWEST]  # fmt: skip
    inside = frame.filter(pl.col("parent_code").is_not_null())
    for (parent,), rows in inside.group_by("parent_code"):
        around, codes = str(parent), rows["area_code"].to_list()
        away = [code for code in codes if told[code] is None]
        if told[around] is None:
            filled = [code for code in codes if count[code]]
            if filled and not away:
                found.append(around)
            continue
        held = [min(count[code], rest[code]) for code in away]
        everything = {code for code in codes if count[code]} <= {*away}
        if away and not everything and (len(away) == 1 or sum(held) < FEWEST):
            others = [min(count[code], rest[code]) for code in codes if code not in away]
            found += [around] if any(others) else []
    return found


@given(TOWN)
def test_no_picture_of_areas_tells_a_small_number(districts: list[list[int]]) -> None:
    frame = town(districts)
    assert leaks(frame, in_a_picture(frame)) == []


@given(TOWN)
def test_the_map_of_signals_tells_no_small_number(districts: list[list[int]]) -> None:
    frame = town(districts)
    assert leaks(frame, on_the_map(frame)) == []


def test_a_district_that_is_hidden_for_another_is_not_told_by_its_neighbourhoods() -> None:
    frame = town([[2, 3], [12, 14], [40, 50]])
    for told in (in_a_picture(frame), on_the_map(frame)):
        assert told["WK0"] is None
        assert (told["WK1"], told["BU10"], told["BU11"]) == (None, None, None)
        assert told["WK2"] == 90


def test_two_that_hold_fewer_than_ten_together_take_a_third_with_them() -> None:
    frame = town([[2, 3, 30, 60]])
    for told in (in_a_picture(frame), on_the_map(frame)):
        assert [told[f"BU0{n}"] for n in range(4)] == [None, None, None, 60]
