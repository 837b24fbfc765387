"""SHA-256 of the files of a run."""

from __future__ import annotations

import hashlib
from pathlib import Path

from screening.runs.names import LOG


def file_hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder but the log, by relative path in order."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != LOG)
    return {path.relative_to(folder).as_posix(): file_hash(path) for path in files}


def file_hash(path: Path) -> str:
    """SHA-256 of one file, in hexadecimal."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
