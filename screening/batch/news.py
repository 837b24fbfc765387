"""The lists with only what is new or changed, on request: a folder of their own beside the runs."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from screening.errors import Problem, RunError, Where
from screening.files.private import new_folder
from screening.publish.run import publish
from screening.runs.hashes import file_hash
from screening.runs.names import BATCH
from screening.runs.record import Outcome, list_meta
from screening.runs.since import only_new

NEW = "nieuw-"
"""What the folder is called, before the name of the run."""
_PARTIAL = ".partial-"


@dataclass(frozen=True)
class News:
    """Where the lists are, their files with hash, and how many rows stand on them."""

    folder: Path
    recipient: str
    files: dict[str, str]
    rows: int
    blind: tuple[str, ...]
    """Lists that are not there: on a blind list what is new would tell which rows were drawn."""


def write_news(outcome: Outcome, run: str) -> News:
    """Write the lists of a run with only what is new or changed. Raises RunError."""
    folder = outcome.project.folder / BATCH / f"{NEW}{run}"
    partial = folder.with_name(f"{_PARTIAL}{folder.name}")
    hidden = [each.name for each in outcome.lists if outcome.project.blind and each.draw]
    lists = [only_new(each) for each in outcome.lists if each.name not in hidden]
    metas = {listed.name: list_meta(run, outcome, listed) for listed in lists}
    try:
        shutil.rmtree(partial, ignore_errors=True)  # of a batch that was killed
        new_folder(partial)
        written = publish(lists, partial, metas, blind=outcome.project.blind)
        files = {path.name: file_hash(path) for paths in written.values() for path in sorted(paths)}
        shutil.rmtree(folder, ignore_errors=True)
        os.rename(partial, folder)  # noqa: PTH104 - whole or not at all
    except OSError as error:
        raise RunError(
            Problem(
                f"the lists of what is new cannot be written: {error.strerror}",
                Where(str(folder)),
                "a folder that may be written to, with room for them",
                "check the rights and the room on the disk; the lists of the run itself are there",
            )
        ) from error
    rows = sum(listed.rows.height for listed in lists)
    return News(folder, outcome.project.recipient, files, rows, tuple(hidden))


def remove_old_news(project: Path, run: str | None) -> int:
    """Remove such folders of other runs, and what a killed batch left of one; gives how many."""
    folders = [
        each
        for pattern in (f"{NEW}*", f"{_PARTIAL}{NEW}*")
        for each in (project / BATCH).glob(pattern)
        if run is None or each.name != f"{NEW}{run}"
    ]
    for each in folders:
        shutil.rmtree(each, ignore_errors=True)
    return len(folders)
