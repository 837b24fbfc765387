"""Files that a pattern names, with one meaning on every Python: that of ``Path.glob`` has changed.

A part of a pattern is a name with ``*``, ``?`` and ``[...]`` in it, or ``**`` alone for any number
of folders, links to folders not followed. A wildcard does not stand for the start of a hidden file
or of the lock file that a spreadsheet program leaves beside an open workbook.
"""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from screening.files.paths import is_file, is_folder

ANY_FOLDERS = "**"
NOT_MEANT = (".", "~$", "__MACOSX")
"""How the names begin of what programs keep for themselves."""
_OF_WINDOWS = {"thumbs.db", "ehthumbs.db", "desktop.ini"}
WILDCARDS = frozenset("*?[")


def split_pattern(given: str) -> tuple[Path, tuple[str, ...]]:
    """The folder before the first part with a wildcard, and the parts from there on."""
    parts = Path(given).parts
    fixed = next((n for n, part in enumerate(parts) if set(part) & WILDCARDS), len(parts))
    return Path(*parts[:fixed]), parts[fixed:]


def is_meant(name: str) -> bool:
    """Whether a file or folder of this name was put there by a person.

    None that is hidden, the lock of an office program, or what a system keeps of a folder.
    """
    return not name.startswith(NOT_MEANT) and name.lower() not in _OF_WINDOWS


def matching(folder: Path, parts: Sequence[str]) -> list[Path]:
    """Files below ``folder`` that the parts of a pattern name, sorted.

    Raises ValueError when the pattern can name no file; folders that cannot be looked into are
    passed over.
    """
    for part in parts:
        if ANY_FOLDERS in part and part != ANY_FOLDERS:
            raise ValueError("'**' stands for folders, so it can only be an entire path component")
    if parts[-1] == ANY_FOLDERS:
        raise ValueError("'**' stands for folders; name the files in them, as in **/*.csv")
    return sorted({path for path in _below(folder, parts) if is_file(path)})


def _below(folder: Path, parts: Sequence[str]) -> Iterator[Path]:
    part, rest = parts[0], parts[1:]
    if part == ANY_FOLDERS:
        yield from _below(folder, rest)
        for entry in _entries(folder):
            if is_meant(entry.name) and entry.is_dir(follow_symlinks=False):
                yield from _below(folder / entry.name, parts)
        return
    for path in _named(folder, part):
        if not rest:
            yield path
        elif is_folder(path):
            yield from _below(path, rest)


def _named(folder: Path, part: str) -> Iterator[Path]:
    if not set(part) & WILDCARDS:
        yield folder / part
        return
    fits = re.compile(fnmatch.translate(part)).match
    for entry in _entries(folder):
        meant = is_meant(entry.name) or part.startswith(NOT_MEANT)
        if meant and fits(entry.name):
            yield folder / entry.name


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except (OSError, ValueError):
        return []
