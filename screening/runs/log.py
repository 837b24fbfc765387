"""The log of a run: the one file in which times stand, each line chained to those before (T38)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from screening.files.private import write_private

_CHAIN = ', "chain": "'
"""What follows it at the end of a line is a hash of the lines before and the line up to here."""


class RunLog:
    """Collects what a run did and how long each stage took; written with the run."""

    def __init__(self, operator: str, progress: Callable[[str], None] | None = None) -> None:
        self._lines: list[dict[str, Any]] = []
        self._operator = operator
        self._progress = progress
        self.notes: list[str] = []
        """What the person who started the run must hear at its end."""

    @contextmanager
    def stage(self, name: str, message: str) -> Iterator[None]:
        """Report a stage to the person waiting and record its duration in seconds."""
        self.say(message)
        started = time.perf_counter()
        yield
        self.record(name, seconds=round(time.perf_counter() - started, 3))

    def say(self, message: str) -> None:
        """Show progress without recording it."""
        if self._progress is not None:
            self._progress(message)

    def note(self, text: str) -> None:
        """Record something that the person who started the run must hear."""
        self.record("note", text=text)
        self.notes.append(text)

    def record(self, action: str, **facts: Any) -> None:
        """Add a line: action, actor, time and facts; never personal data."""
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        self._lines.append({"time": now, "actor": self._operator, "action": action, **facts})

    def write(self, path: Path) -> None:
        """Write one JSON object per line."""
        texts = [json.dumps(line, ensure_ascii=False, default=str) for line in self._lines]
        write_private(path, chained(texts))


def chained(objects: list[str]) -> str:
    """JSON objects as lines that each end with the hash of everything up to there."""
    lines, before = [], ""
    for text in objects:
        body = text.removesuffix("}")
        before = _link(before, body)
        lines.append(f'{body}{_CHAIN}{before}"}}\n')
    return "".join(lines)


def unchained(text: str) -> list[str] | int:
    """The JSON objects that :func:`chained` made these lines of; the first line that is not so."""
    *lines, rest = text.split("\n")
    before, objects = "", []
    for number, line in enumerate(lines, 1):
        body, _, _ = line.rpartition(_CHAIN)
        before = _link(before, body)
        if line != f'{body}{_CHAIN}{before}"}}':
            return number
        objects.append(f"{body}}}")
    return len(lines) + 1 if rest else objects


def broken_line(text: str) -> int | None:
    """The first line of a log that is not as it was written, or that follows one that is gone.

    None when every line is right; one more than the last when the end is gone. A log without any
    chain, from before there was one, is right when its lines are JSON objects.
    """
    *lines, rest = text.split("\n")
    is_chained = any(_CHAIN in line for line in lines)
    before, action = "", None
    for number, line in enumerate(lines, 1):
        body, _, _ = line.rpartition(_CHAIN)
        before = _link(before, body)
        if is_chained and line != f'{body}{_CHAIN}{before}"}}':
            return number
        try:
            action = json.loads(line)["action"]
        except (ValueError, TypeError, KeyError, RecursionError):
            return number
    return None if action == "run" and not rest else len(lines) + 1


def _link(before: str, body: str) -> str:
    return hashlib.sha256(f"{before}{body}".encode()).hexdigest()
