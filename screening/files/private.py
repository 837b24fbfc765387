"""Files and folders that their owner alone may read, from the moment they exist (T23, T35).

Whatever a command writes about a municipality can hold data. The mode is given when the file is
made, not set afterwards: whoever opens a file in between keeps it open.
"""

from __future__ import annotations

import atexit
import errno
import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

FILE_MODE = 0o600
FOLDER_MODE = 0o700
UNFINISHED = ".*.unfinished"
"""How files are called that a killed process left half written."""


def new_folder(path: Path) -> None:
    """Make a folder, and those above it that are not there; one that exists is left as it is.

    Raises OSError when it cannot be made, or when something else has its name.
    """
    if path.is_dir():
        return
    if path.parent != path:
        new_folder(path.parent)
    try:
        path.mkdir(mode=FOLDER_MODE)
    except FileExistsError:  # another process was first, or it is no folder
        if not path.is_dir():
            raise
        return
    own_alone(path, FOLDER_MODE)


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write that stands at ``path`` when the block ends well; until then nothing changes.

    What was there is replaced, a link too, and with it who may read it. Raises OSError when the
    file cannot be written, or when what is there is a folder, a device or a pipe.
    """
    _refuse_what_is_no_file(path)
    fresh = path.with_name(UNFINISHED.replace("*", secrets.token_hex(8)))
    try:
        with os.fdopen(_made(fresh), "wb") as opened:
            yield opened
        fresh.replace(path)
    except BaseException:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise


def write_private(path: Path, content: bytes | str) -> None:
    """Write a whole file, text as UTF-8; see :func:`new_file`."""
    with new_file(path) as opened:
        opened.write(content.encode() if isinstance(content, str) else content)


def write_once(path: Path, content: bytes) -> None:
    """Write a file that may not be there yet; FileExistsError when it is."""
    handle = _made(path)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def read_plain(path: Path, most: int = -1, *, follow: bool = False) -> tuple[bytes, int]:
    """The bytes of a plain file, ``most`` of them at most, and its mode.

    Raises OSError for a folder, a device or a pipe, which is not waited for, and for a link unless
    links are to be followed.
    """
    flags = (getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_BINARY"))
    handle = os.open(path, sum(flags) | (0 if follow else getattr(os, "O_NOFOLLOW", 0)))
    try:
        mode = os.fstat(handle).st_mode
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "it is not a file", str(path))
        with os.fdopen(handle, "rb", closefd=False) as opened:
            return opened.read(most), mode
    finally:
        os.close(handle)


def own_alone(path: Path, mode: int) -> None:
    """Give the owner back what a strict umask took from what was made just now."""
    if mode & ~path.stat().st_mode:
        path.chmod(mode)


def _made(path: Path) -> int:
    """A handle on a new file; made by nobody else, and no link."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    own_alone(path, FILE_MODE)
    return handle


def _refuse_what_is_no_file(path: Path) -> None:
    """A link is replaced itself, so that nothing is written where somebody else points."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not (stat.S_ISREG(mode) or stat.S_ISLNK(mode)):
        raise OSError(errno.EEXIST, "it is there already, and is not a file", str(path))


def passing_folder() -> Path:
    """A new folder that its owner alone may read, and that goes with this process."""
    made = Path(tempfile.mkdtemp(prefix="screening-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made
