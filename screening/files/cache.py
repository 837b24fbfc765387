"""What can be made again is kept between runs, where its owner alone may read and write.

A cache never decides anything: what is not there, not readable, damaged or not the owner's own is
made again, and a machine without a place for it works as before.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from screening.files.private import new_folder, read_plain, write_private

MOST = 1 << 26
"""Bytes of one thing that is kept."""
NEWEST = 12
"""How many things of one sort are kept."""
_OTHERS = 0o077


def kept(sort: str, key: str) -> bytes | None:
    """What was kept under this key; None when there is nothing that can be trusted."""
    folder = _folder(sort)
    if folder is None:
        return None
    file = folder / key
    try:
        if not (_own(folder) and _own(file)):
            return None
        content, _ = read_plain(file, MOST + 1)
        os.utime(file)
    except OSError:
        return None
    digest, _, rest = content.partition(b"\n")
    if hashlib.sha256(rest).hexdigest().encode() != digest:
        return None
    return rest


def keep(sort: str, key: str, content: bytes) -> None:
    """Keep this for the next run, if there is a place for it; what is oldest makes way."""
    folder = _folder(sort)
    if folder is None or len(content) > MOST - 100:
        return
    digest = hashlib.sha256(content).hexdigest().encode()
    with suppress(OSError):
        new_folder(folder)
        if not _own(folder):
            return
        write_private(folder / key, digest + b"\n" + content)
        _bound(folder)


def _folder(sort: str) -> Path | None:
    """As the XDG base directories have it; None where nobody has a home."""
    named = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(named):  # noqa: PTH117 - a text of the environment, before it is a path
        return Path(named) / "screening" / sort
    try:
        return Path.home() / ".cache" / "screening" / sort
    except RuntimeError:
        return None


def _own(path: Path) -> bool:
    found = path.lstat()
    mine = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    return mine and not found.st_mode & _OTHERS


def _bound(folder: Path) -> None:
    held = sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in held[NEWEST:]:
        file.unlink(missing_ok=True)
