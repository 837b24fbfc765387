"""What is dear to make: once for all workers of a test run.

The first worker that asks makes it, and who asks meanwhile waits. Nobody works in what was made:
each takes a copy, so that what one worker leaves in its own is not seen by another.
"""

from __future__ import annotations

import fcntl
import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SHARED = "SCREENING_TESTS_SHARED"
"""Names the folder that all workers see; ``tests/conftest.py`` makes it, and takes it away."""


def shared(name: str, make: Callable[[Path], object]) -> Path:
    """The folder of that name that ``make`` wrote; to read, and to copy."""
    place = Path(os.environ[SHARED])
    found, done = place / name, place / f"{name}.done"
    with one_at_a_time(name):
        if not done.exists():
            make(found)
            done.touch()
    return found


@contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Who comes second waits: what the first leaves in a cache is there then."""
    if SHARED not in os.environ:  # no test run, but a program that makes what tests read
        yield
        return
    with (Path(os.environ[SHARED]) / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def keep(result: object, folder: Path) -> None:
    """Keep what was made over a folder beside it."""
    with folder.with_suffix(".result").open("wb") as file:
        _Out(file, folder).dump(result)


def kept(folder: Path, own: Path) -> Any:
    """What was kept beside a folder, as if it were made over a copy: its paths lead there."""
    with folder.with_suffix(".result").open("rb") as file:
        return _In(file, own).load()


class _Out(pickle.Pickler):
    """Tells paths in the folder apart from everything else."""

    def __init__(self, file: Any, folder: Path) -> None:
        super().__init__(file, 5)
        self._folder = folder

    def persistent_id(self, told: object) -> str | None:
        if isinstance(told, Path) and told.is_relative_to(self._folder):
            return str(told.relative_to(self._folder))
        return None


class _In(pickle.Unpickler):
    def __init__(self, file: Any, folder: Path) -> None:
        super().__init__(file)
        self._folder = folder

    def persistent_load(self, told: str) -> Path:
        return self._folder / told
