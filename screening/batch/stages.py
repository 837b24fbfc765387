"""What a batch did, stage by stage: a line of JSON for each, with counts and nothing of anybody."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from screening.errors import ScreeningError

Outcome = Literal["done", "incomplete", "failed", "skipped", "stopped"]
NAMES = ("check", "read", "run", "publish", "review", "retention", "summary", "mail")
"""The stages in their order; ``review`` is there only with a site, ``mail`` when asked for."""


@dataclass
class Stage:
    """One stage; ``counts`` are of rows, rules, lists and runs, never of one person or place."""

    name: str
    started: str
    seconds: float = 0.0
    outcome: Outcome = "done"
    counts: dict[str, int] = field(default_factory=dict)
    why: str = ""
    """The kind of error, or the reason to skip it: a word of ours, never the text of an error."""

    def skip(self, why: str) -> None:
        """There is nothing to do here."""
        self.outcome, self.why = "skipped", why

    def as_dict(self) -> dict[str, Any]:
        """The line, in the order in which it is read."""
        return {
            "stage": self.name,
            "started": self.started,
            "seconds": self.seconds,
            "outcome": self.outcome,
            "counts": self.counts,
            **({"why": self.why} if self.why else {}),
        }


class Stages:
    """The stages so far; each is told when it ends, whatever way."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self.done: list[Stage] = []
        self._tell = tell

    @contextmanager
    def stage(self, name: str) -> Iterator[Stage]:
        """Do a stage; what it raises is noted and raised on."""
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        found, began = Stage(name, now), time.perf_counter()
        try:
            yield found
        except BaseException as error:
            found.outcome = "failed" if isinstance(error, Exception) else "stopped"
            found.why = type(error).__name__
            if isinstance(error, ScreeningError):
                found.counts["problems"] = len(error.problems)
            raise
        finally:
            found.seconds = round(time.perf_counter() - began, 3)
            self.done.append(found)
            self._tell(json.dumps(found.as_dict(), ensure_ascii=False))
