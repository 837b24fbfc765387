"""One batch at a time in a project; who is second hears who is first."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from screening.errors import BusyError, Problem, RunError, Where
from screening.files.private import new_folder, read_plain
from screening.runs.lock import NoLocksError, hold
from screening.runs.names import BATCH

LOCK = f"{BATCH}/lock"
_MOST = 4096


@contextmanager
def held(project: Path) -> Iterator[None]:
    """Hold the lock of a project. It dies with the process, so a killed batch leaves none behind.

    Raises BusyError when another batch holds it, RunError when there can be no lock.
    """
    file = project / LOCK
    try:
        new_folder(file.parent)
        handle = hold(file)
    except (NoLocksError, OSError) as error:
        raise RunError(_no_lock(file, error)) from error
    if handle is None:
        raise BusyError(_busy(file))
    try:
        _sign(handle)
        yield
    finally:
        os.ftruncate(handle, 0)
        os.close(handle)


def _sign(handle: int) -> None:
    """Write down who holds it, in one step, so that a reader sees all of it or nothing."""
    mine = {
        "process": os.getpid(),
        "machine": platform.node(),
        "since": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    }
    os.ftruncate(handle, 0)
    os.pwrite(handle, json.dumps(mine, ensure_ascii=False).encode()[:_MOST], 0)


def _busy(file: Path) -> Problem:
    try:
        who = json.loads(read_plain(file, _MOST)[0])
        since = dt.datetime.fromisoformat(who["since"]).astimezone()
        said = f"process {who['process']} on {who['machine']}, since {since:%d-%m-%Y %H:%M}"
    except (OSError, ValueError, KeyError, TypeError):  # it has just begun
        said = "a process that has just begun"
    return Problem(
        f"another batch is at work in this project: {said}",
        Where(str(file)),
        "one batch at a time",
        "wait until it is done; a batch that was killed holds nothing",
    )


def _no_lock(file: Path, error: Exception) -> Problem:
    if isinstance(error, OSError):
        return Problem(
            f"the lock of the batch cannot be made: {error.strerror}",
            Where(str(file)),
            "a folder that may be written to",
            "check the rights on this folder and the room on the disk",
        )
    return Problem(
        "the file system of this project has no locks, so two batches could run at once",
        Where(str(file.parent)),
        "a folder on a disk where files can be locked",
        "move the project to another disk",
    )
