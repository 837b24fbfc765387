"""Locks that die with whoever holds them, and hold between containers too, unlike process ids."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from screening.errors import Problem, RunError, Where
from screening.files.private import FILE_MODE

RUNS_LOCK = ".lock"
PATIENCE = 60.0
"""Seconds to wait for another run that puts its folder in place; it takes a moment."""
_TRIES = 0.05
_NO_LOCKS = {
    errno.EBADF, errno.EINVAL, errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP
}  # fmt: skip
"""What file systems answer that know no locks; most that lack their own get those of Linux."""


class NoLocksError(Exception):
    """The file system has no locks, so nobody can tell what is in use."""


def hold(file: Path) -> int | None:
    """A handle that holds the lock on a file, which is made when it is not there.

    None when somebody else holds it. Closing the handle, or the end of the process whatever way,
    lets go. Raises NoLocksError, and OSError when the file cannot be made or opened.
    """
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, FILE_MODE)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BaseException as error:
        os.close(handle)
        if isinstance(error, BlockingIOError):
            return None
        if isinstance(error, OSError) and error.errno in _NO_LOCKS:
            raise NoLocksError from error
        raise
    return handle


@contextmanager
def alone(runs: Path) -> Iterator[bool]:
    """Keep two processes from renaming and removing in one folder at the same time.

    Gives whether that is so: False where the file system has no locks. Raises RunError when
    another process stays busy.
    """
    file = runs / RUNS_LOCK
    try:
        handle = _waited_for(file)
    except NoLocksError:
        with suppress(OSError):
            file.unlink()
        yield False
        return
    try:
        yield True
    finally:
        _let_go(file, handle)


def sweep(runs: Path) -> None:
    """Remove a lock file that nobody holds, of who was stopped just after making it."""
    file = runs / RUNS_LOCK
    with suppress(OSError, NoLocksError):
        handle = hold(file) if file.exists() else None
        if handle is not None:
            _let_go(file, handle)


def _let_go(file: Path, handle: int) -> None:
    with suppress(OSError):
        if _still_there(file, handle):
            file.unlink()  # first, so that nobody loses the file it has locked
    os.close(handle)


def _waited_for(file: Path) -> int:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        handle = hold(file)
        if handle is not None:
            if _still_there(file, handle):
                return handle
            os.close(handle)  # who held it has removed it
        time.sleep(_TRIES)
    raise RunError(
        Problem(
            f"another run has been busy in this folder for {PATIENCE:.0f} seconds",
            Where(str(file.parent)),
            "a moment, in which a run is put in place",
            "wait for it or end it, and run again",
        )
    )


def _still_there(file: Path, handle: int) -> bool:
    try:
        return os.path.samestat(file.lstat(), os.fstat(handle))
    except FileNotFoundError:
        return False
