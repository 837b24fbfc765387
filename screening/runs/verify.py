"""Whether a run is still as it was written: every file against the manifest, and nothing more.

A run is small beside the extracts, and hashing is fast (2 GB a second), so all of it is compared
whenever some of it is read: the files that people open are not read by any command.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path
from typing import Any

from screening.errors import DamagedRunError, Problem, Where
from screening.files.private import read_plain
from screening.runs.hashes import file_hash
from screening.runs.log import broken_line
from screening.runs.names import LOG, MANIFEST

AGAIN = "put it back from a copy, or run the screening again: the same extracts give the same run"
PASSING = (".~lock.*#", "~$*", ".DS_Store", "._*", "Thumbs.db", "desktop.ini", ".nfs*")
"""What office programs and desktops leave beside a file that somebody looks at."""
_MISSING = "this file of the run is missing"
_CHANGED = "this file of the run is damaged: it is not as the run wrote it"
_NO_FILE = "this is no file of the run, but a link or something else"
_NEEDED = (
    ("counts", "rules"), ("files",), ("inputs", "as_of"), ("inputs", "engine"),
    ("inputs", "extracts"), ("inputs", "libraries"), ("inputs", "settings", "parameters"),
    ("inputs", "version"),
)  # fmt: skip
"""What readers take from a manifest."""


def require_whole(run: Path) -> None:
    """Raise DamagedRunError with everything that is not as the run wrote it."""
    found = damages(run)
    if found:
        raise DamagedRunError(found)


def damages(run: Path) -> list[Problem]:
    """Every file of a run that is missing, changed, unreadable, or not of the run."""
    try:
        present = _files(run)
        log = _changed_log(run) if present.get(LOG) else []
        expected = manifest_of(run)["files"]
    except DamagedRunError as error:
        return error.problems
    except OSError as error:
        return [_unreadable(Path(error.filename or run), error)]
    if any(Path(problem.where.file).name == MANIFEST for problem in log):
        return log  # nothing can be said of the rest
    of_run = {*expected, MANIFEST, LOG}
    return [
        *log,
        *(_problem(run / name, _MISSING) for name in of_run - {*present}),
        *(
            _problem(run / name, "the run did not write this file", "move it elsewhere")
            for name in {*present} - of_run
            if not _is_passing(name)
        ),
        *(_problem(run / name, _NO_FILE) for name in of_run & {*present} if not present[name]),
        *_changed(
            run, {name: expected[name] for name in {*expected} & {*present} if present[name]}
        ),
    ]


def read_whole(run: Path, name: str) -> bytes:
    """The bytes of one file of a run; DamagedRunError when they are not those the run wrote."""
    try:
        content, _ = read_plain(run / name)
    except OSError as error:
        raise DamagedRunError(_unreadable(run / name, error)) from error
    if hashlib.sha256(content).hexdigest() != manifest_of(run)["files"].get(name):
        raise DamagedRunError(_problem(run / name, _CHANGED))
    return content


def manifest_of(run: Path) -> Mapping[str, Any]:
    """The manifest; DamagedRunError when it is missing, no JSON, or lacks what readers need."""
    return _parsed(_manifest(run), run / MANIFEST)


def _manifest(run: Path) -> bytes:
    try:
        return read_plain(run / MANIFEST)[0]
    except OSError as error:
        raise DamagedRunError(_unreadable(run / MANIFEST, error)) from error


@lru_cache(maxsize=4)
def _parsed(content: bytes, file: Path) -> Mapping[str, Any]:
    try:
        manifest = json.loads(content)
        for path in _NEEDED:
            found = manifest
            for key in path:
                found = found[key]
        files = {str(name): str(digest) for name, digest in manifest["files"].items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise DamagedRunError(_problem(file, _CHANGED)) from None
    return {**manifest, "files": files}


def _changed(run: Path, expected: Mapping[str, str]) -> Iterator[Problem]:
    for name, digest in sorted(expected.items()):
        try:
            if file_hash(run / name) != digest:
                yield _problem(run / name, _CHANGED)
        except OSError as error:
            yield _unreadable(run / name, error)


def _changed_log(run: Path) -> list[Problem]:
    """What is wrong with the log, or with the manifest, of which its last line holds the hash."""
    text = read_plain(run / LOG)[0].decode(errors="replace")
    line = broken_line(text)
    if line is not None:
        where = Where(str(run / LOG), line)
        found = "the log is damaged: this line is changed, or a line before it is gone"
        return [Problem(found, where, _EXPECTED, AGAIN)]
    digest = json.loads(text.removesuffix("\n").split("\n")[-1]).get("manifest")
    if digest not in (None, hashlib.sha256(_manifest(run)).hexdigest()):
        return [_problem(run / MANIFEST, _CHANGED)]
    return []


def _files(run: Path) -> dict[str, bool]:
    """Everything below a run but folders, by relative path, and whether it is a plain file."""
    found = {}
    for folder, folders, files in os.walk(run, onerror=_raise):
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        for name in (*files, *links):
            path = Path(folder) / name
            found[path.relative_to(run).as_posix()] = stat.S_ISREG(path.lstat().st_mode)
    return found


def _raise(error: OSError) -> None:
    raise error


def _is_passing(name: str) -> bool:
    return any(fnmatch(name.rpartition("/")[2], each) for each in PASSING)


_EXPECTED = "the run as it was written"


def _problem(file: Path, found: str, remedy: str = AGAIN) -> Problem:
    return Problem(found, Where(str(file)), _EXPECTED, remedy)


def _unreadable(file: Path, error: OSError) -> Problem:
    if isinstance(error, FileNotFoundError):
        return _problem(file, _MISSING)
    found = f"this file of the run cannot be read: {error.strerror}"
    if isinstance(error, PermissionError):
        return _problem(file, found, "read a run as the user who made it, who alone may")
    return _problem(file, found)
