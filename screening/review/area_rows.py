"""Pictures of areas of the run that the site shows, area by area."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import polars as pl

from screening.errors import ScreeningError
from screening.publish.area_pictures import LEVELS
from screening.reference.roles import holding
from screening.review.models import LoadedRun
from screening.review.models.runs import HEAVY
from screening.review.site.viewer import Viewer, packs_seen, project_of_site
from screening.runs.read import find_run, read_figures, read_outcomes

Row = Mapping[str, Any]


def last_rows(viewer: Viewer) -> tuple[str, Sequence[Row]]:
    """The run that was loaded last and what it keeps of areas; nothing where it is gone.

    Of the packs that this person may see.
    """
    run = LoadedRun.objects.defer(*HEAVY).last()
    if run is None:
        return "", []
    try:
        folder = find_run(project_of_site().folder, run.name)
        rows: Sequence[Row] = (read_figures(folder) or {}).get("pictures", [])
        packs = packs_seen(viewer.roles & holding("areas"))
        if packs is None:
            return run.name, rows
        mine = {*read_outcomes(folder).filter(pl.col("pack").is_in(packs))["rule"]}
    except ScreeningError:
        return run.name, []
    return run.name, [each for each in rows if each["rule"] in mine]


def by_area(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """The rows of each area together, over all pictures, in the order in which areas come."""
    for _, found in groupby(sorted(rows, key=_place), key=_place):
        yield list(found)


def _place(row: Row) -> tuple[int, str]:
    level = str(row["level_of_area"])
    return (LEVELS.index(level) if level in LEVELS else len(LEVELS), str(row["area_code"]))
