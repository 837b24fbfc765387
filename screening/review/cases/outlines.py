"""The map of a municipality for the pages of cases: outlines of areas, and where rows lie on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from screening.errors import ProjectError
from screening.prioritise.facts.wgs84 import in_degrees
from screening.publish.charts.screen import Screen, fitted
from screening.registers.reading.shapes import Shape
from screening.runs.read import read_figures
from screening.runs.report import shapes_of

_WIDTH, _TALLEST = 400, 400


@dataclass(frozen=True)
class Outlines:
    """Paths of areas (SVG) by their names on a screen; neither where the project has no map."""

    screen: Screen | None = None
    paths: Sequence[tuple[str, str]] = ()

    @property
    def drawn(self) -> dict[str, Any]:
        """What a page needs to draw them; empty where there is no map."""
        if self.screen is None:
            return {}
        areas = [{"name": name, "path": path} for name, path in self.paths]
        return {"width": self.screen.width, "height": self.screen.height, "areas": areas}

    def points(self, rows: Sequence[Mapping[str, Any]]) -> list[list[float] | None]:
        """Per row of a list where it comes on the screen; None beside it or without coordinates."""
        frame = pl.DataFrame(
            {name: [row.get(name) for row in rows] for name in ("x_rd", "y_rd")},
            schema={"x_rd": pl.Float64, "y_rd": pl.Float64},
        )
        if self.screen is None:
            return [None] * frame.height
        x, y = pl.col("x_rd"), pl.col("y_rd")
        if self.screen.degrees:
            y, x = in_degrees(x, y)
        places = frame.select(x.alias("x"), y.alias("y")).iter_rows()
        return [_on(self.screen, x, y) for x, y in places]


def outlines_of(project: Path, run: Path) -> Outlines:
    """The map that the project names; none where it names none, or one that cannot be read."""
    try:
        figures = read_figures(run)
        shapes, _ = shapes_of(project, figures)
    except ProjectError:
        return Outlines()  # the report says what is wrong with it; cases can be judged without
    if shapes is None:
        return Outlines()
    screen = fitted(shapes.found, _WIDTH, _TALLEST)
    names = {each["area_code"]: str(each["name"]) for each in (figures or {})["areas"]}
    return Outlines(screen, [(names[each.code], _path(screen, each)) for each in shapes.found])


def _on(screen: Screen, x: float | None, y: float | None) -> list[float] | None:
    if x is None or y is None:
        return None
    across, down = screen.at(x, y)
    inside = 0 <= across <= screen.width and 0 <= down <= screen.height
    return [across, down] if inside else None


def _path(screen: Screen, shape: Shape) -> str:
    rings = [ring for polygon in screen.polygons(shape) for ring in polygon]
    return " ".join("M" + "L".join(f"{x},{y}" for x, y in ring) + "Z" for ring in rings)
