"""Which files a path of the project file names, and what is told when there are none."""

from __future__ import annotations

from pathlib import Path

from screening.errors import ExtractError, Problem, Where, suggestion
from screening.files.paths import is_file
from screening.registers.reading.matching import is_meant, matching, split_pattern
from screening.registers.reading.source import Extracts

_NOTHING = "no such file"


def found_files(extracts: Extracts, given: str) -> list[Path]:
    """The files, in the order of their paths; raises ExtractError when there is none."""
    whole = extracts.resolve(given)
    fixed, pattern = split_pattern(given)
    found: list[Path] = []
    reason = _NOTHING
    if not pattern:
        found = [whole] if is_file(whole) else []
    else:
        try:
            found = matching(extracts.resolve(str(fixed)), pattern)
        except ValueError as error:
            reason = f"no file: {error}"
    if not found:
        raise ExtractError(_no_file(given, whole, reason))
    return found


def _no_file(given: str, whole: Path, reason: str) -> Problem:
    expected = "a path seen from the project folder, with * for several files"
    if whole.is_dir():
        remedy = f"name the files in it, such as {given.rstrip('/')}/*.csv"
        return Problem("this is a folder", Where(given), expected, remedy)
    if reason == _NOTHING and whole.exists():
        found, remedy = "this is a pipe or a device, no file", "copy what comes out of it to a file"
        return Problem(found, Where(given), expected, remedy)
    nearby = whole.parent.iterdir() if whole.parent.is_dir() else ()
    names = [each.name for each in nearby if is_meant(each.name)]
    near = suggestion(whole.name, names)
    return Problem(
        reason, Where(given), expected, near or "correct the path, or put the file there"
    )
