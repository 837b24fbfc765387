"""The program to the letter, for what is kept between runs: other code may make another thing."""

from __future__ import annotations

import hashlib
from pathlib import Path

import screening

_FILES = {".py", ".yaml"}


def _program() -> str:
    root = Path(screening.__file__).parent
    digest = hashlib.sha256()
    for file in sorted(each for each in root.rglob("*") if each.suffix in _FILES):
        digest.update(f"{file.relative_to(root).as_posix()}\n".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


PROGRAM = _program()
"""Read once, when this program is: files that are replaced under a server are not what it runs."""
