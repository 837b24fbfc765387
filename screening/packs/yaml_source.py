"""Read a YAML file from an author nobody has vetted: values, and the line every key stands on.

Files are read as parser events, so nothing is ever constructed from a tag and nothing can expand.
Only ``true`` and ``false`` are booleans; ``on``, ``yes`` and the key ``if`` stay text. A number
with a leading zero stays text as well, since KVK, BAG and SBI codes start with zeros.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from screening.errors import Problem, Where

MAX_BYTES = 512 * 1024
MAX_DEPTH = 40

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*(?:_[0-9]{3})*)")
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?:\.[0-9]*)?[eE][-+]?[0-9]+)")
_CODE = re.compile(r"0[0-9]+\.?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
# Invisible or direction-changing characters, and Greek and Cyrillic letters that pass for Latin.
_HIDDEN = re.compile("[\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_OTHER_SCRIPT = re.compile("[\u0370-\u03ff\u0400-\u052f\u0530-\u058f\u13a0-\u13ff\uff21-\uff5a]")


@dataclass
class Document:
    """What one file holds.

    ``lines`` maps a key path such as ``tests.0.name`` to the line of that key; ``text_lines`` maps
    the path of a text to the line its first character stands on (one later for ``|`` blocks).
    """

    file: str
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    text_lines: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_yaml(path: Path) -> Document:
    """Read one file holding one mapping; everything wrong with it is in ``problems``."""
    document = Document(file=str(path))
    content = _content(path, document)
    if content is not None:
        _parse(content, document)
    return document


def nearest_line(lines: Mapping[str, int], path: tuple[str | int, ...]) -> int:
    """The line of the deepest part of ``path`` that the file has."""
    for size in range(len(path), 0, -1):
        line = lines.get(".".join(str(part) for part in path[:size]))
        if line is not None:
            return line
    return 1


def _content(path: Path, document: Document) -> str | None:
    def refuse(found: str, expected: str, remedy: str, line: int | None = None) -> None:
        where = Where(document.file, line)
        document.problems.append(Problem(found, where, expected, remedy))

    try:
        size = path.stat().st_size
        if not path.is_file():
            refuse("this is not a file", "a YAML file", "Remove it from the pack.")
            return None
        if size > MAX_BYTES:
            refuse(
                f"the file is {size:,} bytes",
                f"at most {MAX_BYTES:,} bytes",
                "Split it: one rule per file.",
            )
            return None
        raw = path.read_bytes()
    except OSError as error:
        refuse(
            f"the file cannot be read ({error.strerror})",
            "a readable YAML file",
            "Check that the file exists and may be read.",
        )
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        refuse("the file is not text in UTF-8", "UTF-8 text", "Save the file as UTF-8.", line)
        return None


def _parse(content: str, document: Document) -> None:
    unreadable = ((_HIDDEN, "an invisible"), (_OTHER_SCRIPT, "a Greek or Cyrillic"))
    present = [each for each in unreadable if each[0].search(content)]
    for number, text in enumerate(content.splitlines() if present else (), start=1):
        for pattern, what in present:
            hidden = pattern.search(text)
            if hidden:
                document.problems.append(
                    Problem(
                        f"{what} character (U+{ord(hidden[0]):04X}) in column {hidden.start() + 1}",
                        Where(document.file, number),
                        "visible Latin text, so that a reader sees what is checked",
                        "Remove the character or type it again.",
                    )
                )
    builder = _Builder(document)
    loader = _Loader(content)
    try:
        while loader.check_event() and not builder.stop:
            builder.take(loader.get_event())
    except yaml.YAMLError as error:
        document.problems.append(_syntax_problem(error, content, document.file))
        return
    finally:
        loader.dispose()
    if builder.stop:
        return
    if isinstance(builder.root, dict):
        document.data = builder.root
    else:
        kind = "nothing" if builder.root is None else describe(builder.root)
        document.problems.append(
            Problem(
                f"the file holds {kind}",
                Where(document.file, 1),
                "keys with values, such as 'id: address.many_companies'",
                "Start from an existing file of the same kind.",
            )
        )


def describe(value: object) -> str:
    """What a value from a file is, in words."""
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "an empty value"
    if isinstance(value, bool):
        return f"{str(value).lower()}"
    text = str(value)
    return f"'{text if len(text) <= 60 else text[:57] + '...'}'"  # noqa: PLR2004


def _syntax_problem(error: yaml.YAMLError, content: str, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = mark.line + 1 if mark else None
    said = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable")
    rows = content.splitlines()
    row = rows[line - 1] if line and line <= len(rows) else ""
    if row[: len(row) - len(row.lstrip())].count("\t") or "'\\t'" in said:
        return Problem("a tab", Where(file, line), "spaces", "Indent with spaces, two per level.")
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


class _Builder:
    """Turns parser events into values without recursion and without constructors."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.root: Any = None
        self.stop = False
        self._documents = 0
        self._open: list[tuple[dict[str, Any] | list[Any], str]] = []
        """What is open, and the key path of what is in it up to its own key."""
        self._key: list[str | None] = []
        self._skip = 0

    def take(self, event: Any) -> None:
        """Handle one event."""
        if isinstance(event, yaml.ScalarEvent):
            self._tag(event)
            if not self._skip:
                self._scalar(event)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._tag(event)
            self._start({} if isinstance(event, yaml.MappingStartEvent) else [], event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            if self._skip:
                self._skip -= 1
            else:
                self._open.pop()
                self._key.pop()
        elif isinstance(event, yaml.AliasEvent):
            self._refuse(
                event,
                f"a reference to another place (*{event.anchor})",
                "every value written out",
                "Write the value here as well; '&' and '*' are not used in these files.",
            )
            if not self._skip:
                self._put(None, event, is_text=False)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._refuse(
                    event, "a second document ('---')", "one document per file", "Split the file."
                )
                self.stop = True

    def _refuse(self, event: Any, found: str, expected: str, remedy: str) -> None:
        where = Where(self.document.file, event.start_mark.line + 1)
        self.document.problems.append(Problem(found, where, expected, remedy))

    def _tag(self, event: Any) -> None:
        if event.tag not in (None, "!"):
            self._refuse(
                event,
                f"a type tag ({event.tag})",
                "plain values without tags",
                "Remove the tag; put the value in quotes when it is text.",
            )

    def _start(self, value: dict[str, Any] | list[Any], event: Any) -> None:
        if len(self._open) + self._skip >= MAX_DEPTH:
            self._refuse(
                event, f"more than {MAX_DEPTH} levels", "a flat file", "Remove the nesting."
            )
            self.stop = True
            return
        if self._skip:
            self._skip += 1
            return
        path = self._put(value, event, is_text=False)
        if path is None:
            self._skip = 1
            return
        self._open.append((value, f"{path}." if path else ""))
        self._key.append(None)

    def _scalar(self, event: Any) -> None:
        if self._open and isinstance(self._open[-1][0], dict) and self._key[-1] is None:
            self._take_key(event)
            return
        plain = not event.style and event.implicit[0]
        self._put(self._resolve(event) if plain else event.value, event, is_text=True)

    def _take_key(self, event: Any) -> None:
        mapping, path = self._open[-1]
        key = str(event.value)
        name = path + key
        if key in mapping:
            first = self.document.lines.get(name)
            self._refuse(
                event,
                f"the key '{key}' a second time (first on line {first})",
                "every key once",
                "Remove one of the two.",
            )
        else:
            self.document.lines[name] = event.start_mark.line + 1
        self._key[-1] = key

    def _put(self, value: Any, event: Any, *, is_text: bool) -> str | None:
        line = event.start_mark.line + 1
        if not self._open:
            self.root = value
            return ""
        parent, path = self._open[-1]
        if isinstance(parent, list):
            here = f"{path}{len(parent)}"
            parent.append(value)
            self.document.lines[here] = line
        else:
            key = self._key[-1]
            if key is None:
                self._refuse(event, "a key that is not text", "a name", "Write a plain key.")
                self._key[-1] = ""
                return None
            self._key[-1] = None
            here = path + key
            if key not in parent:
                parent[key] = value
        if is_text and isinstance(value, str):
            block = event.style in ("|", ">")
            self.document.text_lines[here] = line + 1 if block else line
        return here

    def _resolve(self, event: Any) -> Any:
        text: str = event.value
        if text in _WORDS:
            return _WORDS[text]
        first = text[0]
        if first not in "+-.0123456789" or _CODE.fullmatch(text):
            return text
        if _INT.fullmatch(text):
            return int(text.replace("_", ""))
        if _FLOAT.fullmatch(text):
            return float(text)
        if _DATE.fullmatch(text):
            try:
                return dt.date.fromisoformat(text)
            except ValueError:
                self._refuse(
                    event, f"the date {text}", "a day that exists", "Correct the date, yyyy-mm-dd."
                )
        return text
