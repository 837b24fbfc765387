"""Pictures of areas of the run that the site shows, area by area."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from screening.errors import ScreeningError
from screening.publish.area_pictures import LEVELS
from screening.review.models import LoadedRun
from screening.review.models.runs import HEAVY
from screening.review.site.viewer import project_of_site
from screening.runs.read import find_run, read_figures

Row = Mapping[str, Any]


def last_rows() -> tuple[str, Sequence[Row]]:
    """The run that was loaded last and what it keeps of areas; nothing where it is gone."""
    run = LoadedRun.objects.defer(*HEAVY).last()
    if run is None:
        return "", []
    try:
        figures = read_figures(find_run(project_of_site().folder, run.name))
    except ScreeningError:
        return run.name, []
    return run.name, (figures or {}).get("pictures", [])


def by_area(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """The rows of each area together, over all pictures, in the order in which areas come."""
    for _, found in groupby(sorted(rows, key=_place), key=_place):
        yield list(found)


def _place(row: Row) -> tuple[int, str]:
    level = str(row["level_of_area"])
    return (LEVELS.index(level) if level in LEVELS else len(LEVELS), str(row["area_code"]))
