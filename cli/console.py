"""How the command line talks: problems, progress, tables, JSON."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from screening.errors import Problem, ScreeningError

SHOWN_PROBLEMS = 50


class ExitCode(IntEnum):
    """What the process tells its caller."""

    DONE = 0
    WRONG = 1
    USAGE = 2
    INCOMPLETE = 3


out = Console(highlight=False, soft_wrap=False)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def write_anywhere() -> None:
    """Let a terminal that has no sign for a letter show '?' instead of stopping the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def print_json(content: Any) -> None:
    """Write machine-readable output, and nothing else, on standard output."""
    plain = "utf" not in (sys.stdout.encoding or "").lower()
    sys.stdout.write(json.dumps(content, ensure_ascii=plain, indent=2, default=str) + "\n")


def print_problems(error: ScreeningError) -> None:
    """Write every problem to standard error, in the order of their place."""
    for problem in error.problems[:SHOWN_PROBLEMS]:
        err.print(_as_text(problem))
    hidden = len(error.problems) - SHOWN_PROBLEMS
    if hidden > 0:
        err.print(f"... and {hidden} more problems")


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Show what is being done: a spinner in a terminal, plain lines elsewhere."""
    if not err.is_terminal:
        yield lambda message: err.print(message, markup=False)
        return
    with err.status("Starting") as status:
        yield lambda message: status.update(escape(message))


def _as_text(problem: Problem) -> Text:
    lines = str(problem).splitlines()
    return Text("error: ", style="bold red").append("\n".join(lines), style="default")
