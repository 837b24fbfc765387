"""Points and areas of GML to a centre and a surface, of all objects of a file at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

_LEAST = 4
"""Corners of the smallest ring, the first one twice."""


@dataclass
class Shapes:
    """Texts of coordinates as they stand in a file: a point, or the rings of areas."""

    objects: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    dimensions: list[int] = field(default_factory=list)
    inner: list[bool] = field(default_factory=list)

    def add(self, place: int, text: str, dimension: int, *, inner: bool) -> None:
        """The next text, of the object at this place; ``inner`` is the ring of a hole."""
        self.objects.append(place)
        self.texts.append(text)
        self.dimensions.append(dimension)
        self.inner.append(inner)

    def measured(self, count: int) -> pl.DataFrame:
        """``x_rd``, ``y_rd`` and ``vlak_m2`` of so many objects; null where that is unknown.

        An object of which one ring is no ring has no geometry: half of it would be another.
        """
        rings = self._rings()
        points = rings.filter(pl.col("x").list.len() == 1).group_by("object").first()
        points = points.select(
            "object",
            pl.col("x").list.first().alias("x_rd"),
            pl.col("y").list.first().alias("y_rd"),
            pl.lit(None, dtype=pl.Float64).alias("vlak_m2"),
        )
        areas = _areas(rings.filter(pl.col("x").list.len() >= _LEAST))
        known = pl.concat([areas, points]).unique("object", keep="first", maintain_order=True)
        every = pl.DataFrame({"object": pl.int_range(count, dtype=pl.Int64, eager=True)})
        found = every.join(known, on="object", how="left", maintain_order="left").drop("object")
        return found.with_columns(pl.when(pl.all().is_finite()).then(pl.all().round(2)))

    def _rings(self) -> pl.DataFrame:
        """Per ring its corners as ``x`` and ``y``, of objects of which all can be read."""
        values = pl.col("text").str.extract_all(r"\S+").cast(pl.List(pl.Float64), strict=False)
        frame = pl.DataFrame(
            {"object": self.objects, "text": self.texts, "dim": self.dimensions,
             "inner": self.inner},
            schema={"object": pl.Int64, "text": pl.String, "dim": pl.Int64, "inner": pl.Boolean},
        ).with_columns(values.alias("all")).drop("text")  # fmt: skip
        size, dim = pl.col("all").list.len().cast(pl.Int64), pl.col("dim")
        corners = pl.when(dim > 0).then(size // dim)
        whole = (
            (dim > 0) & (size % dim == 0)
            & ~pl.col("all").list.eval(~pl.element().is_finite().fill_null(value=False)).list.any()
            & ((corners == 1) | (corners >= _LEAST))
        )  # fmt: skip
        frame = frame.with_columns(whole.fill_null(value=False).all().over("object").alias("whole"))
        kept = frame.filter("whole")
        return kept.select(
            "object",
            "inner",
            pl.col("all").list.gather_every(pl.col("dim"), 0).alias("x"),
            pl.col("all").list.gather_every(pl.col("dim"), 1).alias("y"),
        )


def _areas(rings: pl.DataFrame) -> pl.DataFrame:
    """The centre and surface of each object, which may be of several parts with holes."""
    import shapely  # noqa: PLC0415 - loaded for geometry only

    names = {"object": pl.Int64, "x_rd": pl.Float64, "y_rd": pl.Float64, "vlak_m2": pl.Float64}
    first = pl.col("inner").first().over("object")
    rings = rings.filter(~first)  # a hole in nothing
    if rings.is_empty():
        return pl.DataFrame(schema=names)
    rings = rings.with_row_index("ring").with_columns((~pl.col("inner")).cum_sum().alias("area"))
    corners = rings.select("ring", "x", "y").explode("x", "y")
    lines = shapely.linearrings(
        corners.select("x", "y").to_numpy(), indices=_in_turn(corners, "ring")
    )
    areas = shapely.polygons(lines, indices=_in_turn(rings, "area"))
    owner = rings.group_by("area", maintain_order=True).agg(pl.col("object").first())
    whole = shapely.multipolygons(areas, indices=_in_turn(owner, "object"))
    centres = shapely.get_coordinates(shapely.centroid(whole))
    return pl.DataFrame(
        {
            "object": owner["object"].unique(maintain_order=True),
            "x_rd": centres[:, 0],
            "y_rd": centres[:, 1],
            "vlak_m2": shapely.area(whole),
        },
        schema=names,
    )


def _in_turn(frame: pl.DataFrame, name: str) -> np.ndarray[Any, Any]:
    """The number of the group of each row, from 0; rows of a group stand together."""
    return frame[name].rle_id().to_numpy()
