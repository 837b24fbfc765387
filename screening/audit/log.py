"""The log of a run: the one file in which times stand."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class RunLog:
    """Collects what a run did and how long each stage took; written with the run."""

    def __init__(self, operator: str, progress: Callable[[str], None] | None = None) -> None:
        self._lines: list[dict[str, Any]] = []
        self._operator = operator
        self._progress = progress

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

    def record(self, action: str, **facts: Any) -> None:
        """Add a line: action, actor, time and facts; never personal data."""
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        self._lines.append({"time": now, "actor": self._operator, "action": action, **facts})

    def write(self, path: Path) -> None:
        """Write one JSON object per line."""
        text = "".join(
            json.dumps(line, ensure_ascii=False, default=str) + "\n" for line in self._lines
        )
        path.write_text(text, encoding="utf-8")
