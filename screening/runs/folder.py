"""A run folder that exists completely or not at all, whatever kills the run."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import polars as pl

from screening.errors import DamagedRunError, Problem, RunError, Where
from screening.faults import disk_is_full, told
from screening.files.private import UNFINISHED, new_folder
from screening.runs.hashes import file_hashes
from screening.runs.lock import NoLocksError, alone, hold, sweep
from screening.runs.names import LOG
from screening.runs.verify import damages, manifest_of

__all__ = ["LOG", "PARTIAL", "discard", "file_hashes", "give_up", "remove_leftovers", "run_folder"]
PARTIAL = ".partial-"
REPLACED = ".replaced-"
LOCK = "lock"
RUN = "run"
"""Within a partial folder: the lock that says that somebody works in it, and the run itself."""
NO_LOCKS = (
    "the file system of this project has no locks, so folders that killed runs left (.partial-*) "
    "are not removed; remove them when nothing runs, and do not start two runs at once"
)
_busy: set[Path] = set()
"""Partial folders that this process is writing in."""
_placed: set[Path] = set()
"""Runs that it put in place last."""


@contextmanager
def run_folder(
    runs: Path, name: str, say: Callable[[str], None] = lambda _: None
) -> Iterator[Path]:
    """Write a run beside its final place and rename it whole at the end.

    An existing run of the same name is left as it is; one that was damaged is mended with the same
    files. Leftovers of runs that were killed are removed first, unless the file
    system has no locks, which is told to ``say``. Raises RunError when the disk is full, the folder
    cannot be written, or a run of that name says other things; then nothing of the new run is
    left.
    """
    partial = runs / f"{PARTIAL}{secrets.token_hex(8)}-{name}"
    with ExitStack() as leaving:
        _placed.clear()
        _busy.add(partial)
        leaving.callback(_leave, partial)
        try:
            new_folder(runs)
            with alone(runs) as locked:
                if locked:
                    remove_leftovers(runs)
                else:
                    say(NO_LOCKS)
                new_folder(partial)
                if locked and (handle := hold(partial / LOCK)) is not None:
                    leaving.callback(os.close, handle)
            new_folder(partial / RUN)
            yield partial / RUN
            _flush(partial / RUN)
            with alone(runs):
                _put_in_place(partial / RUN, runs / name)
                _placed.add(runs / name)
        except (OSError, pl.exceptions.PolarsError) as error:
            raise RunError(_cannot_write(runs, error)) from error


def give_up() -> set[Path]:
    """Remove what this process is writing, while it may still be at it; it has to end then.

    Returns the run that was finished just before, if there is one.
    """
    for partial in list(_busy):
        away = partial.with_name(f"{PARTIAL}{secrets.token_hex(8)}")
        with suppress(OSError):
            partial.rename(away)  # or it could still be put in place, half removed
            _remove(away)
        sweep(partial.parent)
    return _placed


def remove_leftovers(runs: Path) -> int:
    """Remove what killed runs left behind; returns how many folders that were.

    A folder whose lock is held is somebody's work. For use within ``alone``, so that nobody makes
    a folder or puts one in place meanwhile.
    """
    removed = sum(_remove_if_free(folder) for folder in sorted(runs.glob(f"{PARTIAL}*")))
    for folder in sorted(runs.glob(f"{REPLACED}*")):
        final = runs / folder.name.removeprefix(REPLACED)
        if os.path.lexists(final):
            _remove(folder)
        else:  # killed between the two renames: the older run is still whole, so put it back
            folder.rename(final)
        removed += 1
    for file in runs.glob(UNFINISHED):
        file.unlink(missing_ok=True)
    return removed


def discard(runs: Path, name: str) -> None:
    """Remove a finished run whole: from one moment to the next it is no run any more.

    What a killed process leaves of it goes with the other leftovers. Raises RunError when it cannot
    be removed.
    """
    away = runs / f"{PARTIAL}{secrets.token_hex(8)}-{name}"
    try:
        with alone(runs):
            (runs / name).rename(away)
            _sync(runs)
        shutil.rmtree(away)
    except OSError as error:
        raise RunError(
            Problem(
                f"the run cannot be removed: {error.strerror}",
                Where(str(runs / name)),
                "a run that its owner may remove",
                "check the rights on this folder, and start the batch again",
            )
        ) from error


def _remove_if_free(partial: Path) -> bool:
    try:
        handle = hold(partial / LOCK)
    except (NoLocksError, OSError):  # gone meanwhile, somebody else's, or no folder
        return False
    if handle is None:
        return False
    _remove(partial)
    os.close(handle)
    return True


def _leave(partial: Path) -> None:
    _remove(partial)
    sweep(partial.parent)
    _busy.discard(partial)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


def _put_in_place(run: Path, final: Path) -> None:
    if not os.path.lexists(final):
        run.rename(final)
    elif not _stands(run, final):
        aside = final.with_name(f"{REPLACED}{final.name}")
        _remove(aside)  # of a run that was killed, where leftovers stay
        final.rename(aside)
        try:
            run.rename(final)
        except BaseException:
            if not os.path.lexists(final):
                aside.rename(final)
            raise
        _remove(aside)
    _sync(final.parent)


def _stands(run: Path, final: Path) -> bool:
    """Whether the run stands there already, whole; what is no run is in the way and can go.

    Its log may be of another time, and its manifest of another evaluator. Raises RunError when a
    run of that name lists other files: the name says that the same inputs made them, so neither
    can be trusted over the other.
    """
    mine, theirs = _listed(run), None if final.is_symlink() else _listed(final)
    if mine is None or theirs is None:
        return not final.is_symlink() and file_hashes(final) == file_hashes(run)
    differing = sorted(name for name in {*mine, *theirs} if mine.get(name) != theirs.get(name))
    if not differing:
        return not damages(final)
    raise RunError(
        Problem(
            f"the run that is there has the same inputs and other results: {len(differing)} of "
            f"its files differ, such as {differing[0]}",
            Where(str(final)),
            "the same files from the same inputs",
            "it was kept and nothing was written; move it away to run again, and report it",
        )
    )


def _listed(run: Path) -> Mapping[str, str] | None:
    """The files that a manifest names, with their hashes; None where there is none to read."""
    try:
        files: Mapping[str, str] = manifest_of(run)["files"]
    except DamagedRunError:
        return None
    return files


def _flush(folder: Path) -> None:
    for path in (*sorted(folder.rglob("*")), folder):
        _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _cannot_write(runs: Path, error: OSError | pl.exceptions.PolarsError) -> Problem:
    number = getattr(error, "errno", None)
    full = disk_is_full(error)
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
