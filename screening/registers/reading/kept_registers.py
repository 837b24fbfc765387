"""Large registers as they were read before, kept beside the project as parquet.

Kept under a name made of everything that decides what is read: the files and the days they were
written, how the project maps them, the columns that rules may use, the key that persons are hashed
with, and this program. What is damaged, belongs to somebody else or can be read by others is read
again. It holds what the run reads, for the owner alone; who removes the folder loses time only.
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
            for file in found_files(self.extracts, source.path or "")
        ]
        persons = self.keys().of(pl.Series(["?"]))[0] if person_columns(self.register) else ""
        settings = [source.model_dump(mode="json") for source in sources]
        defaults, limits = self.extracts.defaults, self.extracts.limits
        mapped = [settings, defaults.model_dump(mode="json"), limits.model_dump(mode="json")]
        return json.dumps([files, mapped, sorted(self.columns), persons, PROGRAM, pl.__version__])

    @contextmanager
    def making(self) -> Iterator[Path]:
        """A folder for what is to be kept; gone afterwards unless :meth:`finish` is called."""
        fresh = self.at.with_name(UNFINISHED.replace("*", secrets.token_hex(8)))
        new_folder(fresh)
        try:
            yield fresh
        finally:
            shutil.rmtree(fresh, ignore_errors=True)

    def finish(
        self,
        made: Path,
        parts: list[Part],
        invalid: pl.DataFrame,
        other: pl.DataFrame,
        unread: pl.DataFrame,
    ) -> None:
        """Keep what was written in ``made``, with what is told of it; older readings go."""
        for name, frame in zip(_FRAMES, (invalid, other, unread), strict=True):
            with new_file(made / f"{name}.arrow") as opened:
                frame.write_ipc(opened)
        files = {file.name: _digest(file) for file in sorted(made.iterdir())}
        sources = list(map(id, self.extracts.registers[self.register.name]))
        told = [{"source": sources.index(id(part.source)), **_told(part)} for part in parts]
        about = {"files": files, "parts": told}
        write_private(made / _ABOUT, json.dumps(about, default=_day))
        if kept_draft(self) is not None:
            return  # another process was first, and may be reading it
        shutil.rmtree(self.at, ignore_errors=True)
        made.rename(self.at)
        _bound(self.at.parent)


def kept_draft(kept: Kept) -> Draft | None:
    """The register as it was read before; None when there is nothing that can be trusted."""
    try:
        about = json.loads((kept.at / _ABOUT).read_bytes())
        if not all(_own(path) for path in (kept.folder, kept.at, *kept.at.iterdir())):
            return None
        if any(_digest(kept.at / name) != digest for name, digest in about["files"].items()):
            return None
        os.utime(kept.at)
    except (OSError, ValueError, KeyError):
        return None
    parts = [_part(kept, each) for each in about["parts"]]
    files = sorted(kept.at / name for name in about["files"] if name.endswith(".parquet"))
    invalid, other, unread = (
        pl.read_ipc((kept.at / f"{name}.arrow").read_bytes()) for name in _FRAMES
    )
    return Draft(pl.scan_parquet(files, glob=False), parts, invalid, other, 0, unread)


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
