"""Registers as they were read before, kept beside the project as parquet.

Kept under a name made of everything that decides what is read: the files and the days they were
written, what is looked up beside them, how the project maps them, the columns that rules may use,
the key that persons are hashed with, and this program. What is damaged, belongs to somebody else or
can be read by others is read again. It holds what the run reads, for the owner alone; who removes
the folder loses time only.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from screening.files.private import UNFINISHED, new_file, new_folder, write_private
from screening.files.program import PROGRAM
from screening.registers.held import Held
from screening.registers.reading.drafts import Draft, Keys, Part
from screening.registers.reading.extract import written_on
from screening.registers.reading.found_files import found_files
from screening.registers.reading.interpret import Interpreted
from screening.registers.reading.quarantine import no_lines
from screening.registers.reading.report import SourceFile
from screening.registers.reading.source import Extracts
from screening.registers.reading.unread import no_rows
from screening.registers.reading.validate import person_columns
from screening.registers.schemas import Register

FOLDER = ".registers"
"""Beside the project file."""
NEWEST = 2
"""Readings of one register that are kept."""
_ABOUT = "about.json"
_FRAMES = ("invalid", "other", "unread")
_OTHERS = 0o077


@dataclass(frozen=True)
class Kept:
    """Where a register is kept, and what decides what is kept of it."""

    folder: Path
    extracts: Extracts
    register: Register
    columns: frozenset[str]
    keys: Keys

    @cached_property
    def at(self) -> Path:
        """The folder of exactly this reading. Raises ExtractError for files that are not there."""
        return self.folder / self.register.name / hashlib.sha256(self._said().encode()).hexdigest()

    def _said(self) -> str:
        sources = self.extracts.registers[self.register.name]
        files = [
            [self.extracts.shown(file), _digest(file), written_on(file).isoformat()]
            for source in sources
            for path in (source.path or "", *(each.file for each in source.lookup.values()))
            for file in found_files(self.extracts, path)
        ]
        persons = self.keys().of(pl.Series(["?"]))[0] if person_columns(self.register) else ""
        settings = [source.model_dump(mode="json") for source in sources]
        defaults, limits = self.extracts.defaults, self.extracts.limits
        mapped = [
            settings,
            sorted(defaults.model_fields_set),
            defaults.model_dump(mode="json"),
            limits.model_dump(mode="json"),
        ]
        said = [files, mapped, self.extracts.municipality, sorted(self.columns), persons]
        return json.dumps([*said, PROGRAM, pl.__version__])

    @contextmanager
    def making(self) -> Iterator[Path]:
        """A folder for what is to be kept; gone afterwards unless :meth:`finish` is called."""
        fresh = self.at.with_name(UNFINISHED.replace("*", secrets.token_hex(8)))
        new_folder(fresh)
        try:
            yield fresh
        finally:
            shutil.rmtree(fresh, ignore_errors=True)

    def finish(self, made: Path, draft: Draft) -> None:
        """Keep the rows that were written in ``made``, and what is told of them; older ones go."""
        for name in _FRAMES:
            with new_file(made / f"{name}.arrow") as opened:
                getattr(draft, name).write_ipc(opened)
        files = {file.name: _digest(file) for file in sorted(made.iterdir())}
        sources = list(map(id, self.extracts.registers[self.register.name]))
        told = [{"source": sources.index(id(part.source)), **_told(part)} for part in draft.parts]
        about = {"files": files, "parts": told, "duplicates": draft.duplicates}
        text = json.dumps(about, default=_day).encode()
        write_private(made / _ABOUT, hashlib.sha256(text).hexdigest().encode() + b"\n" + text)
        if kept_draft(self) is not None:
            return  # another process was first, and may be reading it
        shutil.rmtree(self.at, ignore_errors=True)
        made.rename(self.at)
        _bound(self.at.parent)


def kept_draft(kept: Kept, *, held: bool = False) -> Draft | None:
    """The register as it was read before; None when there is nothing that can be trusted.

    Its rows are scanned where they are kept, or ``held`` in memory.
    """
    try:
        digest, _, text = (kept.at / _ABOUT).read_bytes().partition(b"\n")
        if hashlib.sha256(text).hexdigest().encode() != digest:
            return None
        about = json.loads(text)
        files: dict[str, str] = about["files"]
        places = (kept.folder, kept.at.parent, kept.at, *kept.at.iterdir())
        if not all(map(_own, places)):
            return None
        if any(_digest(kept.at / name) != told for name, told in files.items()):
            return None
        os.utime(kept.at)
        return _draft(kept, about, held=held)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, pl.exceptions.PolarsError):
        return None


def _draft(kept: Kept, about: Mapping[str, Any], *, held: bool) -> Draft:
    parts = [_part(kept, each) for each in about["parts"]]
    named = sorted(kept.at / name for name in about["files"] if name.endswith(".parquet"))
    rows: Held = pl.scan_parquet(named, glob=False)
    if held:
        rows = pl.concat([pl.read_parquet(file, glob=False) for file in named])
    invalid, other, unread = (
        pl.read_ipc((kept.at / f"{name}.arrow").read_bytes()) for name in _FRAMES
    )
    return Draft(rows, parts, invalid, other, about["duplicates"], unread)


def readings(folder: Path) -> list[Path]:
    """The readings that are kept in a folder, of any register; the day of each is its last use."""
    return sorted(each for each in folder.glob("*/*") if each.is_dir())


def forget(reading: Path) -> None:
    """Remove a reading. Raises OSError when it cannot be."""
    shutil.rmtree(reading)


def _told(part: Part) -> dict[str, Any]:
    content = {
        name: value
        for name, value in vars(part.content).items()
        if not isinstance(value, pl.DataFrame)
    }
    return {"file": asdict(part.file), "headers": part.headers, "content": content}


def _part(kept: Kept, told: Mapping[str, Any]) -> Part:
    day = told["file"]["day"]
    file = SourceFile(
        **{**told["file"], "day": None if day is None else dt.date.fromisoformat(day)}
    )
    content: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in told["content"].items()
    }
    nothing = no_lines()
    read = Interpreted(
        rows=pl.DataFrame(), quarantine=nothing, beside=nothing, unread=no_rows(kept.register),
        **content,
    )  # fmt: skip
    source = kept.extracts.registers[kept.register.name][told["source"]]
    return Part(file, source, tuple(told["headers"]), read)


def _day(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(type(value))


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _own(path: Path) -> bool:
    found = path.lstat()
    mine = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    return mine and not found.st_mode & _OTHERS


def _bound(folder: Path) -> None:
    held = sorted(folder.iterdir(), key=lambda each: each.stat().st_mtime, reverse=True)
    for old in held[NEWEST:]:
        with suppress(OSError):
            shutil.rmtree(old)
