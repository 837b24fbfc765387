"""Geometry of a GeoPackage comes to one point each, however it is written."""

from __future__ import annotations

import struct

import numpy as np
import polars as pl
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from fixtures.geopackage import points
from screening.errors import ExtractError
from screening.registers.reading.points import of_geopackage

METRES = st.floats(-1e6, 1e6)
HEAD = struct.pack("<i", 28992)


def written(x, y, form):
    """A point as some program writes it: low or high bytes first, with a box, in a collection."""
    match form:
        case "box":
            box = struct.pack("<4d", x, x, y, y)
            return b"GP\0\3" + HEAD + box + shapely.to_wkb(shapely.Point(x, y), byte_order=1)
        case "high":
            head = b"GP\0\0" + struct.pack(">i", 28992)
            return head + shapely.to_wkb(shapely.Point(x, y), byte_order=0)
        case "several":
            return b"GP\0\1" + HEAD + shapely.to_wkb(shapely.MultiPoint([(x, y)]), byte_order=1)
        case "none":
            return None
    return b"GP\0\1" + HEAD + shapely.to_wkb(shapely.Point(x, y), byte_order=1)


@given(
    rows=st.lists(
        st.tuples(METRES, METRES, st.sampled_from(["plain", "box", "high", "several", "none"]))
    ),
    alike=st.booleans(),
)
def test_a_point_is_where_it_was_written(rows, alike):
    forms = ["plain" if alike else form for *_, form in rows]
    cells = [written(x, y, form) for (x, y, _), form in zip(rows, forms, strict=True)]
    found = of_geopackage(cells, "bag.gpkg")
    assert found.shape == (len(rows), 2)
    for (x, y, _), form, (east, north) in zip(rows, forms, found, strict=True):
        if form == "none":
            assert np.isnan([east, north]).all()
        else:
            assert (east, north) == (x, y)


@pytest.mark.parametrize(
    "cell",
    [b"XP\0\1" + HEAD + b"\1" + struct.pack("<Idd", 1, 1.0, 2.0),
     b"GP\0\1" + HEAD + b"\1" + struct.pack("<Idd", 9, 1.0, 2.0),
     b"GP\0\1" + HEAD + b"\1" + struct.pack("<I", 99) + bytes(16)],
    ids=["of no package", "curved", "of no kind"],
)  # fmt: skip
def test_what_is_as_long_as_a_point_and_is_none_is_refused(cell):
    with pytest.raises(ExtractError, match="the geometry in the file cannot be read"):
        of_geopackage([cell], "bag.gpkg")


def test_the_layer_of_the_demo_is_written_as_it_is_read():
    cells = points(pl.Series([1.5, 230_000.0]), pl.Series([2.0, 540_000.25]))
    assert of_geopackage(cells.to_list(), "x").tolist() == [[1.5, 2.0], [230_000.0, 540_000.25]]


def test_half_a_place_is_not_read(load):
    loaded = load(
        "  bag_object: {path: b.csv, columns: {x_rd: lon}}\n",
        {"b.csv": "vbo_id;lon\n9999010000000001;5,38\n"},
    )
    assert loaded.registers["bag_object"]["x_rd"].to_list() == [None]
    assert "lon" in loaded.reports["bag_object"].dropped_columns
