"""The report of a run, from its own files and from the map that its project names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from screening.errors import DamagedRunError
from screening.project.model import FILE, Project, load_project
from screening.publish.monthly.duiding import Duiding
from screening.publish.report.facts import Change, Changes, Facts
from screening.publish.report.page import report
from screening.registers.reading.shapes import Shapes, read_shapes
from screening.runs.diff import RunDiff, diff_runs
from screening.runs.monthly import pictures, read_picture
from screening.runs.read import (
    find_run,
    list_names,
    read_figures,
    read_list,
    read_manifest,
    read_outcomes,
    read_quality,
    read_signals,
)
from screening.runs.since import runs_before

NO_MAP = "In screening.yaml staat geen kaart (map), dus is er geen getekend."
NO_AREAS = "Deze run las geen gebieden of geen adressen, dus is er geen kaart."
FIRST = (
    "Er is geen run met een eerdere peildatum om mee te vergelijken. Een andere run kan bij het "
    "maken van het rapport worden genoemd (--since)."
)


def make_report(
    project: Path, name: str | None = None, since: str | None = None, notes: Sequence[Duiding] = ()
) -> str:
    """The report of a run of a project, the last one unless named, as HTML.

    ``notes`` are what people added about figures of the monthly picture.
    It is compared with the run ``since``, or else with that of the reference date before. Raises
    RunError when a run cannot be read, and ProjectError when the map that the project names cannot.
    """
    run = find_run(project, name)
    manifest, figures = read_manifest(run), read_figures(run)
    lists = [read_list(run, each) for each in list_names(run)]
    signals = read_signals(run)
    shapes, no_map = shapes_of(project, figures)
    changes, no_changes = _changes(project, run, manifest, since)
    return report(
        Facts(
            run=run.name, manifest=manifest, quality=read_quality(run),
            outcomes=read_outcomes(run), signals=signals, lists=lists, figures=figures,
            shapes=shapes, no_map=no_map, changes=changes, no_changes=no_changes,
            titles=_titles(lists, signals), monthly=_monthly(project, manifest), notes=notes,
        )
    )  # fmt: skip


def _monthly(project: Path, manifest: Mapping[str, Any]) -> dict[str, Any] | None:
    """The last monthly picture of before the reference date of the run."""
    day = str(manifest["inputs"]["as_of"])
    known = [month for month in pictures(project) if month < day[:7]]
    return read_picture(project, known[-1]) if known else None


def _titles(lists: list[dict[str, Any]], signals: pl.DataFrame) -> dict[str, str]:
    told = {
        rule["rule"]: rule["title"]
        for listed in lists
        for rule in (listed.get("measured") or {}).get("rules", [])
    }
    return {**told, **dict(signals.select("rule", "title").unique().iter_rows())}


def shapes_of(project: Path, figures: Mapping[str, Any] | None) -> tuple[Shapes | None, str]:
    """The shapes on the map that a project names, of areas in the figures; or why there are none.

    Raises ProjectError when the map cannot be read.
    """
    if not (project / FILE).is_file():
        return None, NO_MAP
    loaded = load_project(project)
    if loaded.map is None:
        return None, NO_MAP
    codes = {str(area["area_code"]) for area in (figures or {}).get("areas", [])}
    if not codes:
        return None, NO_AREAS
    return _read(loaded, loaded.map, codes), ""


def _read(project: Project, named: str, codes: set[str]) -> Shapes:
    path = project.resolve(named)
    return read_shapes(path, project.shown(path), project.place("map"), codes)


def _changes(
    project: Path, run: Path, manifest: Mapping[str, Any], since: str | None
) -> tuple[Changes | None, str]:
    if since is not None:
        return _told(diff_runs(find_run(project, since), run)), ""
    earlier = runs_before(run.parent, dt.date.fromisoformat(str(manifest["inputs"]["as_of"])))
    if not earlier:
        return None, FIRST
    before = earlier[0].name
    try:
        return _told(diff_runs(find_run(project, before), run)), ""
    except DamagedRunError:
        return (
            None,
            f"De vorige run ({before}) is niet meer zoals hij is geschreven, en telt niet mee.",
        )


def _told(found: RunDiff) -> Changes:
    rules = [
        Change(each.rule, each.new, each.gone, each.changed, each.same,
               tuple(cause.dutch for cause in each.causes))
        for each in found.rules
    ]  # fmt: skip
    return Changes(found.old, rules, found.lists)
