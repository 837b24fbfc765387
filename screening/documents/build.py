"""Turns parser events into plain values, within bounds, without recursion and constructors."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from screening.documents.characters import EXPECTED, REMEDY, unreadable
from screening.documents.scalars import UnusableError, resolve
from screening.errors import Problem, Where

MAX_DEPTH = 40
MAX_VALUES = 50_000
MAX_KEYS = 5_000
LONGEST_KEY = 200
_ENDS = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
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
    worse ones in plain sight.
    """

    def __init__(self, document: Document, *, look: bool = True) -> None:
        self.document = document
        self._look = look
        self.root: Any = None
        self.stop = False
        self._documents = self._values = 0
        self._open: list[tuple[dict[str, Any] | list[Any], str]] = []
        """What is open, and the key path of what is in it up to its own key."""
        self._key: list[str | None] = []
        self._skip = 0

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
        elif kind in _ENDS:
            self._close()
        elif kind is yaml.AliasEvent:
            self._refer(event, f"a reference to another place (*{event.anchor})")
            if not self._skip:
                self._put(None, event)
        elif kind is yaml.DocumentStartEvent:
            self._documents += 1
            if self._documents > 1:
                found = "a second document ('---')"
                self._end(event, found, "one document per file", "Split the file.")

    def _close(self) -> None:
        if self._skip:
            self._skip -= 1
        else:
            self._open.pop()
            self._key.pop()

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
                f"a type tag ({event.tag})",
                "plain values without tags",
                "Remove the tag; put the value in quotes when it is text.",
            )
        if event.anchor is not None:
            self._refer(event, f"a name to refer to (&{event.anchor})")

    def _start(self, value: dict[str, Any] | list[Any], event: Any) -> None:
        if len(self._open) + self._skip >= MAX_DEPTH:
            self._end(event, f"more than {MAX_DEPTH} levels", "a flat file", "Remove the nesting.")
            return
        if self._skip:
            self._skip += 1
            return
        path = self._put(value, event)
        if path is None:
            self._skip = 1
            return
        self._open.append((value, f"{path}." if path else ""))
        self._key.append(None)

    def _scalar(self, event: Any) -> None:
        text: str = event.value
        if event.style == _ESCAPING and self._look:
            for _, what in unreadable(text):
                self._refuse(event, what, EXPECTED, REMEDY)
            if "\r" in text:
                self._refuse(event, "a control character (U+000D)", EXPECTED, REMEDY)
        if self._open and self._key[-1] is None and isinstance(self._open[-1][0], dict):
            self._take_key(event, text)
            return
        if event.style or not event.implicit[0]:
            self._put(text, event)
            return
        try:
            value = resolve(text)
        except UnusableError as error:
            self._refuse(event, error.found, error.expected, error.remedy)
            value = None
        self._put(value, event)

    def _take_key(self, event: Any, key: str) -> None:
        mapping, path = self._open[-1]
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
        if len(key) > LONGEST_KEY:
            found, remedy = f"a key of {len(key):,} characters", "Give it a short name."
            self._end(event, found, f"at most {LONGEST_KEY}", remedy)
        if len(mapping) >= MAX_KEYS:
            found = f"more than {MAX_KEYS:,} keys in one group"
            self._end(event, found, f"at most {MAX_KEYS:,}", "Split the group.")
        if key == "<<" and not event.style:
            self._refer(event, "a group that is merged from elsewhere (<<)")
        self._key[-1] = key

    def _put(self, value: Any, event: Any) -> str | None:
        """Where the value now stands; None when it cannot stand there."""
        line = event.start_mark.line + 1
        if not self._open:
            self.root = value
            return ""
        self._values += 1
        if self._values > MAX_VALUES:
            found, expected = (
                f"more than {MAX_VALUES:,} values",
                f"at most {MAX_VALUES:,} in a file",
            )
            self._end(event, found, expected, "Split the file.")
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
        if isinstance(value, str):
            self.document.text_lines[here] = line + 1 if event.style in ("|", ">") else line
        return here
