"""Turns parser events into plain values, within bounds, without recursion and constructors."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import yaml

from screening.documents.scalars import UnusableError, resolve
from screening.errors import Problem, Where
from screening.files.characters import EXPECTED, REMEDY, unreadable

MAX_DEPTH = 40
MAX_VALUES = 50_000
MAX_KEYS = 5_000
LONGEST_KEY = 200
_BLOCKS = ("|", ">")
_ESCAPING = '"'
"""The one style of text in which a sign can be written as a code."""


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

    def refuse(self, found: str, expected: str, remedy: str, line: int | None = None) -> None:
        """Note a problem of this file."""
        self.problems.append(Problem(found, Where(self.file, line), expected, remedy))


class Builder:
    """Takes the events of one document; ``root`` is its value, unless it had to ``stop``.

    ``look`` says whether signs written as codes are looked at: not in a file that already has
    worse ones in plain sight. Below a ``secret`` key no value is repeated: a password may begin
    with a sign that means something in YAML. A whole run waits for this, so what is open is kept
    at hand.
    """

    def __init__(
        self, document: Document, *, look: bool = True, secret: Collection[str] = ()
    ) -> None:
        self.document = document
        self.root: Any = None
        self.stop = False
        self._look, self._secret = look, frozenset(secret)
        self._lines, self._text_lines = document.lines, document.text_lines
        self._documents = self._values = self._skip = 0
        self._open: list[tuple[Any, str]] = []
        """What is open around ``_parent``, each with the path of what is in it."""
        self._parent: Any = None
        self._path = ""
        self._key: str | None = None
        """The key of ``_parent`` that waits for its value."""

    def take(self, event: Any) -> None:
        """Handle one event."""
        kind = type(event)
        if kind is yaml.ScalarEvent:
            if event.anchor is not None or event.tag is not None:
                self._marked(event)
            if not self._skip:
                self._scalar(event)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            self._marked(event)
            self._start({} if kind is yaml.MappingStartEvent else [], event)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self._close()
        elif kind is yaml.AliasEvent:
            self._refer(event, f"a reference to another place ({self._shown('*', event.anchor)})")
            if not self._skip:
                self._put(None, event)
        elif kind is yaml.DocumentStartEvent:
            self._begin(event)

    def _begin(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            found = "a second document ('---')"
            self._end(event, found, "one document per file", "Split the file.")

    def _close(self) -> None:
        if self._skip:
            self._skip -= 1
        else:
            self._parent, self._path = self._open.pop()

    def _refuse(self, event: Any, found: str, expected: str, remedy: str) -> None:
        self.document.refuse(found, expected, remedy, event.start_mark.line + 1)

    def _end(self, event: Any, found: str, expected: str, remedy: str) -> None:
        self._refuse(event, found, expected, remedy)
        self.stop = True

    def _refer(self, event: Any, found: str) -> None:
        remedy = "Write the value here as well; '&', '*' and '<<' are not used in these files."
        self._refuse(event, found, "every value written out", remedy)

    def _marked(self, event: Any) -> None:
        """What no value may carry: a type tag, or a name to refer to."""
        if event.tag not in (None, "!"):
            self._refuse(
                event,
                f"a type tag ({self._shown('', event.tag)})",
                "plain values without tags",
                "Remove the tag; put the value in quotes when it is text.",
            )
        if event.anchor is not None:
            self._refer(event, f"a name to refer to ({self._shown('&', event.anchor)})")

    def _shown(self, mark: str, name: str) -> str:
        return f"{mark}..." if self._hides() else f"{mark}{name}"

    def _hides(self) -> bool:
        """Whether the value that comes next is one that is never repeated."""
        return not self._secret.isdisjoint(f"{self._path}{self._key or ''}".split("."))

    def _start(self, value: dict[str, Any] | list[Any], event: Any) -> None:
        if len(self._open) + self._skip >= MAX_DEPTH:
            self._end(event, f"more than {MAX_DEPTH} levels", "a flat file", "Remove the nesting.")
        elif self._skip:
            self._skip += 1
        else:
            path = self._put(value, event)
            if path is None:
                self._skip = 1
                return
            self._open.append((self._parent, self._path))
            self._parent, self._path = value, f"{path}." if path else ""

    def _scalar(self, event: Any) -> None:
        text: str = event.value
        style = event.style
        if style == _ESCAPING and self._look:
            self._coded(text, event)
        if self._key is None and type(self._parent) is dict:
            self._take_key(event, text)
        elif style or not event.implicit[0]:
            self._put(text, event)
        else:
            try:
                self._put(resolve(text), event)
            except UnusableError as error:
                found = "a value that cannot be used" if self._hides() else error.found
                self._refuse(event, found, error.expected, error.remedy)
                self._put(None, event)

    def _coded(self, text: str, event: Any) -> None:
        for _, what in unreadable(text):
            self._refuse(event, what, EXPECTED, REMEDY)
        if "\r" in text:
            self._refuse(event, "a control character (U+000D)", EXPECTED, REMEDY)

    def _take_key(self, event: Any, key: str) -> None:
        mapping, name = self._parent, self._path + key
        if key in mapping:
            self._refuse(
                event,
                f"the key '{key}' a second time (first on line {self._lines.get(name)})",
                "every key once",
                "Remove one of the two.",
            )
        else:
            self._lines[name] = event.start_mark.line + 1
        if len(key) > LONGEST_KEY:
            found, remedy = f"a key of {len(key):,} characters", "Give it a short name."
            self._end(event, found, f"at most {LONGEST_KEY}", remedy)
        if len(mapping) >= MAX_KEYS:
            found = f"more than {MAX_KEYS:,} keys in one group"
            self._end(event, found, f"at most {MAX_KEYS:,}", "Split the group.")
        if key == "<<" and not event.style:
            self._refer(event, "a group that is merged from elsewhere (<<)")
        self._key = key

    def _put(self, value: Any, event: Any) -> str | None:
        """Where the value now stands; None when it cannot stand there."""
        parent, key = self._parent, self._key
        self._values += 1
        if self._values > MAX_VALUES:
            found, expected = f"more than {MAX_VALUES:,} values", f"at most {MAX_VALUES:,} a file"
            self._end(event, found, expected, "Split the file.")
        if parent is None:
            self.root = value
            return ""
        if type(parent) is list:
            here = f"{self._path}{len(parent)}"
            parent.append(value)
            self._lines[here] = event.start_mark.line + 1
        elif key is None:
            self._refuse(event, "a key that is not text", "a name", "Write a plain key.")
            self._key = ""
            return None
        else:
            self._key = None
            here = self._path + key
            parent.setdefault(key, value)
        if type(value) is str:
            line = event.start_mark.line + 1
            self._text_lines[here] = line + 1 if event.style in _BLOCKS else line
        return here
