"""Narrowed lists as files, and the record of what was made for whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from screening.errors import Problem, RunError, Where
from screening.prioritise.run import PriorityList
from screening.publish.formats import written_as
from screening.publish.marks import row_key
from screening.publish.published import Published
from screening.publish.run import for_control, parts_of
from screening.reference.partners import partners
from screening.runs.hashes import file_hash
from screening.runs.ledger import Ledger
from screening.runs.names import ISSUED
from screening.runs.narrowed import Asked, Narrow
from screening.runs.record import list_meta

ROW = ("place_type", "place", "origin", "rules", "address")
"""What is kept of a row: which it is and where, whether it was drawn, and what it stands for."""


def issue(narrow: Narrow, file: Path) -> list[Path]:
    """Write the lists, in the format that the ending of ``file`` says, and record it.

    A list is one file; of several, each gets its theme in the name of its file. Raises RunError
    when a file or the record cannot be written; then no file is left.
    """
    written: list[Path] = []
    entries = []
    try:
        for listed in narrow.lists:
            files = _write(narrow, listed, _file_of(listed, narrow, file))
            written += files
            entries.append(_entry(narrow, listed, files))
        issued(narrow.project.folder).add(lambda _: entries)
    except OSError as error:
        _remove(written)
        raise RunError(_not_written(file, error)) from error
    except BaseException:
        _remove(written)
        raise
    return written


def issued(project: Path) -> Ledger:
    """The record of a project."""
    return Ledger(project / ISSUED)


def parts(narrow: Narrow, listed: PriorityList) -> list[Published]:
    """A narrowed list as it leaves, and its protected annex where it has one."""
    meta = list_meta(narrow.run.name, narrow, listed)
    asked = narrow.asked
    if asked.recipient:
        meta = replace(meta, recipient=asked.recipient)
    found = parts_of(listed, meta, blind=narrow.project.blind)
    return [
        replace(part, meta=replace(part.meta, narrowed=f"{_told(asked)}{part.meta.narrowed}"))
        for part in found
    ]


def _told(asked: Asked) -> str:
    titles = [partners()[name].title for name in asked.partners]
    return for_control(asked.control, asked.date, titles) if asked.control else ""


def _file_of(listed: PriorityList, narrow: Narrow, file: Path) -> Path:
    if len(narrow.lists) == 1:
        return file
    return file.with_name(f"{file.stem}-{listed.kind.theme or listed.name}{file.suffix}")


def _write(narrow: Narrow, listed: PriorityList, file: Path) -> list[Path]:
    return written_as(parts(narrow, listed), file)


def _entry(narrow: Narrow, listed: PriorityList, files: Sequence[Path]) -> Mapping[str, Any]:
    asked = narrow.asked
    area = listed.narrowed.area if listed.narrowed else None
    kept = [name for name in ROW if name in listed.rows.columns]
    rows = [
        {"key": row_key(listed.name, row["place_type"], row["place"]), **row}
        for row in listed.rows.select(kept).iter_rows(named=True)
    ]
    return {
        "actor": narrow.project.operator,
        "action": "issued",
        "run": narrow.run.name,
        "list": listed.name,
        "control": asked.control or None,
        "date": asked.date.isoformat() if asked.date else None,
        "area": area.code if area else None,
        "area_name": area.name if area else None,
        "capacity": listed.capacity,
        "candidates": listed.total_candidates,
        "out_of": listed.narrowed.out_of if listed.narrowed else None,
        "draw": listed.draw.as_dict() if listed.draw else None,
        "recipient": asked.recipient or narrow.project.recipient,
        "partners": list(asked.partners),
        "blind": narrow.project.blind and listed.draw is not None,
        "files": {file.name: file_hash(file) for file in files},
        "rows": rows,
    }


def _remove(files: Sequence[Path]) -> None:
    for file in files:
        with suppress(OSError):
            file.unlink()


def _not_written(file: Path, error: OSError) -> Problem:
    return Problem(
        f"the list cannot be written: {error.strerror or error}",
        Where(str(error.filename or file)),
        "a file in an existing folder with room for it",
        "name another file with --out",
    )
