"""Which run was made last: one small file in the folder of runs."""

from __future__ import annotations

from pathlib import Path

from screening.errors import DamagedRunError, Problem, RunError, Where
from screening.files.private import read_plain, write_private
from screening.runs.lock import alone
from screening.runs.names import LATEST

_LONGEST = 255
"""Bytes of a name of a folder."""


def mark_latest(runs: Path, name: str) -> None:
    """Remember which run was made last; replaced in one step, so never half written.

    Raises RunError when that cannot be written; the run itself is whole.
    """
    try:
        with alone(runs):
            write_private(runs / LATEST, f"{name}\n")
    except OSError as error:
        raise RunError(
            Problem(
                found=f"the run is made, but not marked as the last one: {error.strerror}",
                where=Where(file=str(runs / LATEST)),
                expected="room for one small file more, and nothing else of its name",
                remedy=f"make room, or move what is there; look at this run with --run {name}",
            )
        ) from error


def latest_of(runs: Path) -> str | None:
    """The name of the run that was made last, as noted; None when none was noted.

    Raises DamagedRunError when the note is not the file that a run wrote.
    """
    file = runs / LATEST
    try:
        content, _ = read_plain(file, _LONGEST + 2)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise _damaged(
            file, "it is a link" if file.is_symlink() else str(error.strerror)
        ) from error
    name = content.decode(errors="replace").removesuffix("\n")
    if not name.isprintable() or "/" in name or not name.strip(". "):
        raise _damaged(file, "it holds no name of a run")
    return name


def _damaged(file: Path, what: str) -> DamagedRunError:
    return DamagedRunError(
        Problem(
            f"the note of which run was last is no good: {what}",
            Where(str(file)),
            "a small file with the name of a run, as a run wrote it",
            "remove it and run the screening again, or name a run with --run",
        )
    )
