"""A run folder that exists completely or not at all, whatever kills the run."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from screening.errors import Problem, RunError, Where
from screening.faults import told

PARTIAL = ".partial-"
REPLACED = ".replaced-"
LOG = "log.jsonl"
_NO_ROOM = os.strerror(errno.ENOSPC)
"""What polars says of a full disk stands in the text of its error only."""


@contextmanager
def run_folder(runs: Path, name: str) -> Iterator[Path]:
    """Write a run beside its final place and rename it whole at the end.

    An existing run of the same name with the same files is left as it is; with other files it is
    replaced. Leftovers of runs that were killed are removed first. Raises RunError when the disk
    is full or the folder cannot be written; then nothing of the new run is left.
    """
    try:
        runs.mkdir(parents=True, exist_ok=True)
        with _alone(runs):
            remove_leftovers(runs)
        partial = runs / f"{PARTIAL}{os.getpid()}-{name}"
        partial.mkdir()
    except OSError as error:
        raise RunError(_cannot_write(runs, error)) from error
    try:
        yield partial
        _flush(partial)
        with _alone(runs):
            _put_in_place(partial, runs / name)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise RunError(_cannot_write(runs, error)) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def remove_leftovers(runs: Path) -> int:
    """Remove what killed runs left behind; returns how many folders that were."""
    removed = 0
    for folder in sorted(runs.glob(f"{PARTIAL}*")):
        if not _alive(folder.name.removeprefix(PARTIAL).split("-", 1)[0]):
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    for folder in sorted(runs.glob(f"{REPLACED}*")):
        final = runs / folder.name.removeprefix(REPLACED)
        if final.exists():
            shutil.rmtree(folder, ignore_errors=True)
        else:  # killed between the two renames: the older run is still whole, so put it back
            folder.rename(final)
        removed += 1
    return removed


def file_hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder but the log, by relative path in order."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != LOG)
    return {path.relative_to(folder).as_posix(): file_hash(path) for path in files}


def file_hash(path: Path) -> str:
    """SHA-256 of one file, in hexadecimal."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


@contextmanager
def _alone(runs: Path) -> Iterator[None]:
    """Keep two runs of one project from renaming at the same time; ends with the process."""
    handle = os.open(runs, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _put_in_place(partial: Path, final: Path) -> None:
    if not final.exists():
        partial.rename(final)
    elif file_hashes(final) != file_hashes(partial):
        aside = final.with_name(f"{REPLACED}{final.name}")
        final.rename(aside)
        partial.rename(final)
        shutil.rmtree(aside, ignore_errors=True)
    _sync(final.parent)


def _flush(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _alive(process: str) -> bool:
    if not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return int(process) != os.getpid()


def _cannot_write(runs: Path, error: OSError | pl.exceptions.PolarsError) -> Problem:
    number = getattr(error, "errno", None)
    full = number in {errno.ENOSPC, errno.EDQUOT} or _NO_ROOM in str(error)
    reason = getattr(error, "strerror", None) or told(error)
    if number == errno.EEXIST or (runs.exists() and not runs.is_dir()):
        return Problem(
            found="the run cannot be written: this is not a folder",
            where=Where(file=str(runs)),
            expected="a folder, or nothing yet",
            remedy="move or remove this file or link, and run again",
        )
    return Problem(
        found="the disk is full" if full else f"the run cannot be written: {reason}",
        where=Where(file=str(runs)),
        expected="room for the run" if full else "a folder that may be written to",
        remedy="make room and run again; earlier runs are untouched"
        if full
        else "check the rights on this folder and the room on the disk, and run again; "
        "earlier runs are untouched",
    )
