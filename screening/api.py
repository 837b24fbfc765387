"""What a notebook or another program needs: the functions that ``import screening`` offers.

Errors are exceptions of :mod:`screening.errors`; each has ``.problems``, with what was found,
where, what was expected and what to do.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl

from screening.comparison.statistics.spread import DEFAULT_SPREAD
from screening.comparison.table import TableComparison, compare_table
from screening.packs.loaded import Pack
from screening.pipeline import RunResult, run
from screening.preparedness.check import Checked, check_project
from screening.project.build import build_project
from screening.project.model import Project, load_project
from screening.project.prepare import prepare
from screening.registers.reading.report import Loaded
from screening.runs.explain import explain_subject
from screening.whatif import WhatIf, what_if

__all__ = [
    "Checked", "Loaded", "Pack", "Project", "RunResult", "TableComparison", "WhatIf",
    "build_project", "check", "compare", "explain", "load_packs", "load_project", "load_registers",
    "run", "what_if",
]  # fmt: skip


def load_registers(project: Project, *, as_of: dt.date | None = None) -> Loaded:
    """The registers of a project: ``.frames``, ``.reports`` and ``.quarantine``, by register.

    Only columns that some pack of the project may read are there; person keys are pseudonyms.
    Raises PackError, ProjectError or ExtractError with every problem.
    """
    return prepare(project, as_of=as_of).load()


def load_packs(project: Project, *, as_of: dt.date | None = None) -> list[Pack]:
    """The packs of a project, each with its rules and escalations. Raises PackError."""
    return list(prepare(project, as_of=as_of).packs)


def check(project: Project, *, as_of: dt.date | None = None) -> Checked:
    """What the data is worth, and per rule whether it can run on it. Raises what a run raises."""
    return check_project(project, as_of=as_of)


def compare(
    frame: pl.DataFrame,
    *,
    key: str,
    count: str,
    per: str,
    scale: float = 10_000,
    by: str | None = None,
    spread: str = DEFAULT_SPREAD,
) -> TableComparison:
    """Judge counts per unit against all units: ``.rows`` and ``.overall``, without a project.

    See :func:`screening.comparison.table.compare_table` for the columns, units and errors.
    """
    return compare_table(frame, key, count, per, scale, by, spread)


def explain(made: RunResult | Path | str, subject: str) -> dict[str, Any]:
    """Why a subject is on a list: ``listed``, ``conclusions`` and ``signals``, all empty if not.

    ``subject`` is an id, a number or a name that a list or signal of the run holds. Raises RunError
    for a run that was not written, and DamagedRunError for one that is not as it was written.
    """
    folder = made.folder if isinstance(made, RunResult) else Path(made)
    return explain_subject(folder, subject)
