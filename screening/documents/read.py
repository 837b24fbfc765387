"""Read a YAML file from an author nobody has vetted: values, and the line every key stands on.

Files are read as parser events, so nothing is ever constructed from a tag and nothing can expand;
their size, depth, and number of keys and values are bounded. See :mod:`screening.documents.scalars`
for what a value is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from screening.documents.build import Builder, Document
from screening.errors import Problem, Where
from screening.files.characters import EXPECTED, REMEDY, unreadable

__all__ = ["MAX_BYTES", "Document", "describe", "nearest_line", "read_yaml"]

MAX_BYTES = 512 * 1024
SHOWN = 60
"""Characters of a wrong value that a message repeats."""

_ACCOUNT = re.compile("://.*@", re.DOTALL)
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path, shown_as: str | None = None, *, secret: Collection[str] = ()) -> Document:
    """Read one file holding one mapping; everything wrong with it is in ``problems``.

    ``shown_as`` is what messages call the file, when that is not its path; of a ``secret`` key
    nothing of the value is repeated.
    """
    document = Document(file=str(path) if shown_as is None else shown_as)
    content = _content(path, document)
    if content is not None:
        _parse(content, document, secret)
    return document


def nearest_line(lines: Mapping[str, int], path: Sequence[str | int]) -> int:
    """The line of the deepest part of ``path`` that the file has."""
    for size in range(len(path), 0, -1):
        line = lines.get(".".join(str(part) for part in path[:size]))
        if line is not None:
            return line
    return 1


def describe(value: object) -> str:
    """What a value from a file is, in words; without the account in a URI, if it holds one."""
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return f"{str(value).lower()}"
    text = _ACCOUNT.sub("://...@", str(value))
    return f"'{text if len(text) <= SHOWN else text[: SHOWN - 3] + '...'}'"


def _content(path: Path, document: Document) -> str | None:
    try:
        size = path.stat().st_size
        if not path.is_file():
            document.refuse("this is not a file", "a YAML file", "Remove it, or put a file there.")
            return None
        if size > MAX_BYTES:
            found, expected = f"the file is {size:,} bytes", f"at most {MAX_BYTES:,} bytes"
            document.refuse(found, expected, "Split it: one rule per file.")
            return None
        raw = path.read_bytes()
    except OSError as error:
        document.refuse(
            f"the file cannot be read ({error.strerror})",
            "a readable YAML file",
            "Check that the file exists and may be read.",
        )
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        found = "the file is not text in UTF-8"
        document.refuse(found, "UTF-8 text", "Save the file as UTF-8.", line)
        return None


def _parse(content: str, document: Document, secret: Collection[str]) -> None:
    clean = next(unreadable(content), None) is None
    for number, text in enumerate(() if clean else content.split("\n"), start=1):
        for place, what in unreadable(text):
            document.refuse(f"{what} in column {place + 1}", EXPECTED, REMEDY, number)
    builder = Builder(document, look=clean, secret=secret)
    loader = _Loader(content)
    try:
        take, following = builder.take, loader.get_event
        event = following()
        while event is not None and not builder.stop:
            take(event)
            event = following()
    except yaml.YAMLError as error:
        problem = _syntax_problem(error, content, document.file)
        if clean or problem.where.line is not None:  # else said above, with line and column
            document.problems.append(problem)
        return
    finally:
        loader.dispose()
    if builder.stop:
        return
    if isinstance(builder.root, dict):
        document.data = builder.root
    else:
        kind = "nothing" if builder.root is None else describe(builder.root)
        document.refuse(
            f"the file holds {kind}",
            "keys with values, as key: value",
            "Start from an existing file of the same kind.",
            1,
        )


def _syntax_problem(error: yaml.YAMLError, content: str, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = mark.line + 1 if mark else None
    said = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable")
    rows = content.splitlines()
    row = rows[line - 1] if line and line <= len(rows) else ""
    if row[: len(row) - len(row.lstrip())].count("\t") or "'\\t'" in said:
        return Problem("a tab", Where(file, line), "spaces", "Indent with spaces, never with tabs.")
    if line is None:
        return Problem(
            f"the file cannot be read as YAML: {said}",
            Where(file),
            "plain text without control characters",
            "Save the file as UTF-8 text.",
        )
    return Problem(
        f"the file cannot be read as YAML: {said}",
        Where(file, line),
        "'key: value' lines, indented with spaces",
        "Check the indentation, and put text that holds ': ' or ' #' in quotes.",
    )
