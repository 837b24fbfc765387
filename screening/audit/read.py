"""Find and read what earlier runs left behind."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Any

import polars as pl

from screening.errors import Problem, RunError, Where, suggestion
from screening.faults import told

RUNS = "runs"
LATEST = "latest"
SIGNALS = "signals.parquet"
CONCLUSIONS = "conclusions.parquet"
OUTCOMES = "outcomes.csv"
QUALITY = "quality.json"
MANIFEST = "manifest.json"
LISTS = "lists"
KEYS = "keys"
QUARANTINE = "quarantine"


def mark_latest(runs: Path, name: str) -> None:
    """Remember which run was made last; replaced in one step, so never half written.

    Raises RunError when that cannot be written; the run itself is whole.
    """
    fresh = runs / f".{LATEST}-{os.getpid()}"
    try:
        fresh.write_text(name + "\n", encoding="utf-8")
        fresh.replace(runs / LATEST)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise RunError(
            Problem(
                found=f"the run is made, but not marked as the last one: {error.strerror}",
                where=Where(file=str(runs / name)),
                expected="room for one small file more",
                remedy=f"make room; look at this run with --run {name}, or run again",
            )
        ) from error


def find_run(project: Path, name: str | None = None) -> Path:
    """The folder of the named run, or of the last one; RunError when it is not there."""
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
    known = sorted(path.parent.name for path in runs.glob(f"*/{MANIFEST}"))
    if not known:
        raise RunError(
            Problem(
                found="there is no run here yet",
                where=Where(file=str(runs)),
                expected="a finished run",
                remedy=f"first: screening run {project}",
            )
        )
    wanted = name or _latest(runs) or known[-1]
    if wanted not in known:
        raise RunError(
            Problem(
                found=f"there is no run '{wanted}'",
                where=Where(file=str(runs)),
                expected=f"one of: {', '.join(known)}",
                remedy=suggestion(wanted, known) or "name one of these with --run, or run again",
            )
        )
    return runs / wanted


def _latest(runs: Path) -> str:
    file = runs / LATEST
    return file.read_text(encoding="utf-8", errors="replace").strip() if file.is_file() else ""


def list_names(run: Path) -> list[str]:
    """Names of the lists of a run, in order."""
    return sorted(path.stem for path in (run / LISTS).glob("*.json"))


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
    file = run / LISTS / f"{name}.json"
    try:
        content: dict[str, Any] = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise RunError(_damaged(file, error)) from error
    return content


def read_manifest(run: Path) -> dict[str, Any]:
    """The manifest of a run: inputs, purposes, counts and file hashes."""
    file = run / MANIFEST
    try:
        content: dict[str, Any] = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise RunError(_damaged(file, error)) from error
    return content


def read_signals(run: Path) -> pl.DataFrame:
    """All signals of a run; columns as in detect."""
    return _read(run / SIGNALS)


def read_conclusions(run: Path) -> pl.DataFrame:
    """All conclusions of a run; columns as in escalate."""
    return _read(run / CONCLUSIONS)


def _read(path: Path) -> pl.DataFrame:
    try:
        return pl.read_parquet(io.BytesIO(path.read_bytes()))
    except (OSError, pl.exceptions.PolarsError) as error:
        raise RunError(_damaged(path, error)) from error


def _damaged(path: Path, error: Exception) -> Problem:
    return Problem(
        found=f"this file of the run cannot be read: {told(error)}",
        where=Where(file=str(path)),
        expected="the file as the run wrote it",
        remedy="run the screening again",
    )
