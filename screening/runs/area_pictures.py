"""Pictures of areas of a finished run, all of them or of one area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from screening.errors import Problem, RunError, Where, suggestion
from screening.reference.folding import folded
from screening.reference.pictures import pictures
from screening.runs.names import FIGURES
from screening.runs.read import read_figures

Rows = Sequence[Mapping[str, Any]]


def pictures_of(run: Path, picture: str | None = None, area: str | None = None) -> Rows:
    """What a run keeps of areas: of one ``picture``, and of one ``area`` by name or code.

    Raises RunError where the run keeps none, and for a picture or an area that there is not.
    """
    rows: Rows = (read_figures(run) or {}).get("pictures", [])
    if picture is not None and picture not in pictures():
        known = ", ".join(pictures())
        raise RunError(
            Problem(
                f"there is no picture '{picture}'",
                expected=f"one of {known}",
                remedy=suggestion(picture, pictures()) or "name one of these with --picture",
            )
        )
    if not rows:
        raise RunError(
            Problem(
                "the run keeps no figures of areas",
                Where(str(run / FIGURES)),
                "a run of a project with figures per area and the code of its municipality",
                "map area_count or area_share, and screen again; see: screening check",
            )
        )
    chosen = [row for row in rows if picture in (None, row["picture"])]
    if area is None:
        return chosen
    wanted = folded(area)
    found = [row for row in chosen if wanted in (folded(row["area_code"]), folded(row["name"]))]
    if not found:
        names = sorted({str(row["name"]) for row in chosen})
        raise RunError(
            Problem(
                f"there are no figures of the area '{area}'",
                expected="the name or code of an area of the municipality with figures",
                remedy=suggestion(area, names) or "see without --area which areas there are",
            )
        )
    return found
