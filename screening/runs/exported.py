"""The record of files made from a finished run: whole lists and reports, by whom, for whom (T46).

Lists that are narrowed are recorded with their rows (:mod:`screening.runs.issued`); what a run
writes itself stands in the log of the run.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from screening.project.model import FILE, load_project
from screening.runs.hashes import file_hash
from screening.runs.ledger import Ledger
from screening.runs.names import EXPORTS

What = Literal["list", "report", "areas"]


def exported(project: Path) -> Ledger:
    """The record of a project."""
    return Ledger(project / EXPORTS)


def record(run: Path, what: What, files: Sequence[Path], **facts: Any) -> None:
    """Add what was made from a run, for whom, who made it, and the hashes of its files.

    Runs that were kept without their project have nobody to name. ``facts`` say the rest: which
    list, and whether why rows were chosen is left out. Raises RunError and DamagedRunError when
    it cannot be recorded; then no file is left.
    """
    folder = run.parents[1]
    try:
        project = load_project(folder) if (folder / FILE).exists() else None
        entry = {
            "actor": project.operator if project else "", "action": "exported", "what": what,
            "run": run.name, **facts, "recipient": project.recipient if project else "",
            "files": {file.name: file_hash(file) for file in files},
        }  # fmt: skip
        exported(folder).add(lambda _: [entry])
    except BaseException:
        for file in files:
            with suppress(OSError):
                file.unlink()
        raise
