"""Paths as every Python from 3.11 on answers them: pathlib has changed its mind about faults."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


def resolved(path: Path) -> Path:
    """The path with every link followed; what it leads to need not be there.

    Raises:
        OSError: when no file can be there: links in a circle, a name too long, no right to look.
        ValueError: when the text can be no path.

    """
    try:
        found = path.resolve()
        found.stat()
    except (FileNotFoundError, NotADirectoryError):
        return found
    except RuntimeError:  # what Python 3.12 and older say of a circle
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path)) from None
    return found


def is_file(path: Path) -> bool:
    """Whether a file can be seen here; False, and never an error, when one may not look."""
    return stat.S_ISREG(_mode(path))


def is_folder(path: Path) -> bool:
    """Whether a folder can be seen here; False, and never an error, when one may not look."""
    return stat.S_ISDIR(_mode(path))


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except (OSError, ValueError):
        return 0


def name_of(path: Path) -> str:
    """A path as text that can be written anywhere: a byte that is no UTF-8 by its number."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")
