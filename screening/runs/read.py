"""Find and read what earlier runs left behind; what is damaged is said, never shown."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from screening.errors import (
    DamagedRunError,
    NoRunError,
    Problem,
    RunError,
    Where,
    suggestion,
)
from screening.faults import told
from screening.lists import LISTS as KNOWN
from screening.publish.notice import ANNEX
from screening.runs.latest import latest_of
from screening.runs.names import (
    CONCLUSIONS,
    FIGURES,
    LISTS,
    MANIFEST,
    OUTCOMES,
    QUALITY,
    RUNS,
    SIGNALS,
)
from screening.runs.verify import AGAIN, manifest_of, read_whole, require_whole


def find_run(project: Path, name: str | None = None) -> Path:
    """The folder of the named run, or of the last one, after a look at every file in it.

    Raises NoRunError when no run was made yet, DamagedRunError when the run is not as it was
    written, and RunError when it is not there.
    """
    runs = project / RUNS
    if not project.is_dir():
        raise RunError(
            Problem(
                found="there is no such folder",
                where=Where(file=str(project)),
                expected="a project folder: a folder with screening.yaml",
                remedy="the project comes before the list, as in: screening lists . tvo; "
                "and after the subject, as in: screening explain SUBJECT .",
            )
        )
    folders = _folders(runs)
    known = [each for each in folders if (runs / each / MANIFEST).exists()]
    wanted = name or latest_of(runs)
    if not known and wanted is None:
        raise NoRunError(
            Problem(
                found="there is no run here yet",
                where=Where(file=str(runs)),
                expected="a finished run",
                remedy=f"first: screening run {project}",
            )
        )
    wanted = wanted or known[-1]
    if wanted not in folders:
        raise RunError(
            Problem(
                found=f"there is no run '{wanted}'",
                where=Where(file=str(runs)),
                expected=f"one of: {', '.join(known)}" if known else "a finished run",
                remedy=suggestion(wanted, known) or "name one of these with --run, or run again",
            )
        )
    require_whole(runs / wanted)
    return runs / wanted


def run_names(project: Path) -> list[str]:
    """Names of the runs of a project, in order; nothing of them is read."""
    return _folders(project / RUNS)


def _folders(runs: Path) -> list[str]:
    """Folders in the folder of runs, in order; without a manifest it is none, or damaged."""
    try:
        entries = list(runs.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise RunError(
            Problem(
                f"the runs cannot be read: {error.strerror}",
                Where(str(runs)),
                "a folder that you may read",
                "read a run as the user who made it, who alone may",
            )
        ) from error
    return sorted(each.name for each in entries if each.is_dir() and not each.name.startswith("."))


def list_names(run: Path) -> list[str]:
    """Names of the lists of a run, in order; those that a pack brought are known from then on."""
    files = (Path(name) for name in manifest_of(run)["files"])
    named = (file.stem for file in files if file.match(f"{LISTS}/*.json"))
    names = sorted(name for name in named if not name.endswith(ANNEX))
    for name in names:
        if name not in KNOWN:
            KNOWN.adopt_written(_read_json(run, f"{LISTS}/{name}.json"))
    return names


def read_list(run: Path, name: str) -> dict[str, Any]:
    """One list with its facts and rows; RunError with the nearest name when it is not there."""
    known = list_names(run)
    if name not in known:
        raise RunError(
            Problem(
                found=f"there is no list '{name}' in this run",
                where=Where(file=str(run)),
                expected=f"one of: {', '.join(known)}",
                remedy=suggestion(name, known) or "see: screening lists",
            )
        )
    return _read_json(run, f"{LISTS}/{name}.json")


def read_annex(run: Path, name: str) -> dict[str, Any] | None:
    """The protected annex of a list; None where the list has none."""
    file = f"{LISTS}/{name}{ANNEX}.json"
    return _read_json(run, file) if file in manifest_of(run)["files"] else None


def read_quality(run: Path) -> dict[str, Any]:
    """What loading said of every register, by its name."""
    return _read_json(run, QUALITY)


def read_figures(run: Path) -> dict[str, Any] | None:
    """The figures for the pictures of a report; None for a run from before they were kept."""
    return _read_json(run, FIGURES) if FIGURES in manifest_of(run)["files"] else None


def read_manifest(run: Path) -> Mapping[str, Any]:
    """The manifest of a run: inputs, purposes, counts and file hashes."""
    return manifest_of(run)


def read_signals(run: Path) -> pl.DataFrame:
    """All signals of a run; columns as in detect."""
    return _with_facts(_read_parquet(run, SIGNALS))


def read_conclusions(run: Path) -> pl.DataFrame:
    """All conclusions of a run; columns as in escalate."""
    return _with_facts(_read_parquet(run, CONCLUSIONS))


def read_outcomes(run: Path) -> pl.DataFrame:
    """Per rule that ran how many subjects were judged, all columns as text."""
    try:
        return pl.read_csv(io.BytesIO(read_whole(run, OUTCOMES)), infer_schema=False)
    except pl.exceptions.PolarsError as error:
        raise _damaged(run / OUTCOMES, error) from error


def _read_json(run: Path, name: str) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(read_whole(run, name))
    except ValueError as error:
        raise _damaged(run / name, error) from error
    return content


def _read_parquet(run: Path, name: str) -> pl.DataFrame:
    try:
        return pl.read_parquet(io.BytesIO(read_whole(run, name)))
    except pl.exceptions.PolarsError as error:
        raise _damaged(run / name, error) from error


def _with_facts(told: pl.DataFrame) -> pl.DataFrame:
    """With ``facts``, which runs from before it was kept apart have in ``rests_on`` alone."""
    before = "facts" not in told.columns and "rests_on" in told.columns
    return told.with_columns(facts="rests_on") if before else told


def _damaged(path: Path, error: Exception) -> DamagedRunError:
    return DamagedRunError(
        Problem(
            found=f"this file of the run cannot be read: {told(error)}",
            where=Where(file=str(path)),
            expected="the file as the run wrote it",
            remedy=AGAIN,
        )
    )
