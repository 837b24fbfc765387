"""What a notebook or another program needs: the functions that ``import screening`` offers.

Errors are exceptions of :mod:`screening.errors`; each has ``.problems``, with what was found,
where, what was expected and what to do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
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
from screening.review.quality_of_project import quality_of
from screening.review.results import import_results as import_answers
from screening.review.rule_quality import RuleQuality
from screening.runs.explain import explain_subject
from screening.runs.issued import issue as issue_lists
from screening.runs.narrowed import Asked, Narrow, control, of_themes
from screening.runs.narrowed import narrow as narrow_lists
from screening.whatif import WhatIf, what_if

__all__ = [
    "Checked", "Loaded", "Narrow", "Pack", "Project", "RuleQuality", "RunResult",
    "TableComparison", "WhatIf", "build_project", "check", "compare", "explain", "import_results",
    "issue", "load_packs", "load_project", "load_registers", "narrow", "results", "run", "what_if",
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
    null: str | None = None,
) -> TableComparison:
    """Judge counts per unit against all units: ``.rows`` and ``.overall``, without a project.

    See :func:`screening.comparison.table.compare_table` for the columns, units and errors.
    """
    return compare_table(frame, key, count, per, scale, by, spread, null)


def explain(made: RunResult | Path | str, subject: str) -> dict[str, Any]:
    """Why a subject is on a list: ``listed``, ``conclusions`` and ``signals``, all empty if not.

    ``subject`` is an id, a number or a name that a list or signal of the run holds. Raises RunError
    for a run that was not written, and DamagedRunError for one that is not as it was written.
    """
    folder = made.folder if isinstance(made, RunResult) else Path(made)
    return explain_subject(folder, subject)


def narrow(
    project: Project,
    *lists: str,
    themes: Sequence[str] = (),
    area: str | None = None,
    top: int | None = None,
    action: str | None = None,
    run: str | None = None,
) -> Narrow:
    """Lists of the last run, or of the named one, narrowed to an area and a length: ``.lists``.

    ``lists`` and ``themes`` name the lists; ``action`` is a control of the project, and says it
    all. Nothing is written: :func:`issue` does, and records it. Raises RunError and DamagedRunError
    for a run that cannot be read or was made from other extracts, packs or settings, and
    ProjectError for an area or a control there is not.
    """
    named = (*lists, *of_themes(themes))
    asked = control(project, action) if action is not None else Asked(named, area, top)
    return narrow_lists(project, asked, run=run)


def issue(narrowed: Narrow, file: Path | str) -> list[Path]:
    """Write narrowed lists in the format that the ending of ``file`` says, and record them.

    Several lists are a file each. Raises RunError when something cannot be written.
    """
    return issue_lists(narrowed, Path(file))


def import_results(
    project: Project, file: Path | str, *, correct: bool = False
) -> list[dict[str, Any]]:
    """Add the answers of a filled-in workbook to the record of the project; gives what was new.

    Another answer than the one that is kept is refused, unless it is to ``correct`` that. Raises
    RunError with every problem; then nothing is added.
    """
    return import_answers(project, Path(file), correct=correct)


def results(project: Project, *, action: str | None = None) -> list[RuleQuality]:
    """What came of each rule and of the rows drawn at random, by list; of one control if named.

    Rows of all runs of which answers were read (:func:`import_results`). Raises DamagedRunError.
    """
    if action is not None:
        control(project, action)
    return [each for each in quality_of(project.folder) if each.action == action]
