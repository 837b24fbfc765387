"""Shapes of a GeoPackage stay beside their own rows, and what is none is told."""

from __future__ import annotations

import sqlite3
import struct

import pytest

from screening.errors import ExtractError
from tests.registers.reading.geopackage import CATALOGUE

SOURCE = "  bag_object: {path: o.gpkg, columns: {vbo_id: identificatie}}\n"


def point(x: float, y: float) -> bytes:
    return b"GP\0\1" + struct.pack("<i", 28992) + b"\1" + struct.pack("<Idd", 1, x, y)


def layer(rows: list[tuple[str | None, object]]) -> bytes:
    base = sqlite3.connect(":memory:")
    base.executescript(
        CATALOGUE + "INSERT INTO gpkg_contents VALUES ('laag', 'features');"
        "INSERT INTO gpkg_geometry_columns VALUES ('laag', 'geom', 28992);"
        "CREATE TABLE laag (identificatie TEXT, geom BLOB)"
    )
    base.executemany("INSERT INTO laag VALUES (?, ?)", rows)
    base.commit()
    return base.serialize()


def test_a_row_with_a_shape_alone_moves_no_other(load):
    first, last = "9999010000000001", "9999010000000002"
    rows = [(first, point(155_000, 463_000)), (None, point(1, 1)), (" ", None),
            (last, point(156_000, 464_000))]  # fmt: skip
    found = load(SOURCE, {"o.gpkg": layer(rows)}).registers["bag_object"].sort("vbo_id")
    assert found.select("vbo_id", "x_rd", "y_rd").rows() == [
        (first, 155_000.0, 463_000.0), (last, 156_000.0, 464_000.0)
    ]  # fmt: skip


@pytest.mark.parametrize("shape", ["POINT (155000 463000)", 3, 0.5, b"GP", b"POINT"])
def test_a_shape_that_is_none_is_told(load, shape):
    with pytest.raises(ExtractError, match="the geometry in the file cannot be read") as caught:
        load(SOURCE, {"o.gpkg": layer([("9999010000000001", shape)])})
    assert caught.value.problems[0].remedy
