"""Folders with rule packs, side by side: every name of a pack and id of a rule stands in one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from screening.errors import PackError, Problem, Where
from screening.files.paths import resolved

HEADER = "pack.yaml"
"""What makes a folder a pack."""


def pack_folders(roots: Sequence[Path]) -> dict[str, Path]:
    """Name to folder of every pack in these folders; a folder that is named twice counts once.

    Raises PackError for folders that are not there, and for what stands in more than one.
    """
    distinct = list({_followed(root): root for root in roots}.values())
    unusable = [problem for root in distinct for problem in _unusable(root)]
    if unusable:
        raise PackError(unusable)
    found: dict[str, Path] = {}
    rules: dict[str, Path] = {}
    problems = []
    for root in distinct:
        own: dict[str, Path] = {}
        for name, folder in _packs_in(root):
            if name in found:
                problems.append(_twice(f"pack '{name}'", folder, found[name]))
            elif len(distinct) > 1:
                own |= {f"{file.parent.name}.{file.stem}": file for file in folder.glob("*/*.yaml")}
            found.setdefault(name, folder)
        problems += [
            _twice(f"rule '{each}'", file, rules[each])
            for each, file in sorted(own.items())
            if each in rules
        ]
        rules = own | rules
    if problems:
        raise PackError(problems)
    return found


def _packs_in(root: Path) -> Iterator[tuple[str, Path]]:
    for entry in sorted(root.iterdir()):
        if entry.is_dir() and not entry.name.startswith((".", "_")):
            yield entry.name, entry


def _followed(root: Path) -> Path:
    with suppress(OSError):  # a loop of links: said to be missing
        return resolved(root)
    return root


def _unusable(root: Path) -> Iterator[Problem]:
    where, expected = Where(str(root)), "a folder with one folder per pack"
    if not root.is_dir():
        remedy = "Correct the path in 'rules:' or in --rules."
        yield Problem("the folder with rule packs does not exist", where, expected, remedy)
    elif (root / HEADER).is_file():
        yield Problem("a pack, not a folder with packs", where, expected, f"Name {root.parent}.")


def _twice(what: str, second: Path, first: Path) -> Problem:
    return Problem(
        f"{what} also stands in {first}",
        Where(str(second)),
        "a name that is used once over all folders with rules",
        "Rename one of the two, or leave one of the folders out.",
    )
