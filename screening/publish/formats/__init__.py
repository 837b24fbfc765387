"""The formats of a list, found by discovery: one file each."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from pathlib import Path

from screening.errors import Problem, RunError, Where, suggestion
from screening.publish.notice import ANNEX
from screening.publish.published import Format, Published


def _formats() -> tuple[Format, ...]:
    modules = [
        importlib.import_module(f"{__name__}.{i.name}") for i in pkgutil.iter_modules(__path__)
    ]
    found: list[Format] = [module.FORMAT for module in modules]
    return tuple(sorted(found, key=lambda each: each.suffix))


FORMATS = _formats()
"""Every format, in the order of their suffixes."""


def written_as(parts: Iterable[Published], file: Path) -> list[Path]:
    """Write the parts of a list in the format that the ending of ``file`` names; gives the files.

    A protected part gets a file of its own beside it. Raises RunError when no format has that
    ending, and OSError when a file cannot be written.
    """
    known = {f".{each.suffix}": each for each in FORMATS}
    if file.suffix not in known:
        raise RunError(
            Problem(
                f"no format of a list ends in '{file.suffix}'",
                Where(str(file)),
                f"a file that ends in one of: {', '.join(known)}",
                suggestion(file.suffix, list(known)) or f"such as {file.stem}.pdf",
            )
        )
    written = []
    for part in parts:
        path = file.with_name(f"{file.stem}{ANNEX}{file.suffix}") if part.protected else file
        known[file.suffix].write(part, path)
        written.append(path)
    return written
