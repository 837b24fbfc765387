"""How the command line talks: problems, progress, tables, JSON."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from screening.errors import Problem, ScreeningError
from screening.files.neutralise import escaped, visible
from screening.locale import tr, trn
from screening.locale.told import told, told_problem

SHOWN_PROBLEMS = 50


class ExitCode(IntEnum):
    """What the process tells its caller."""

    DONE = 0
    WRONG = 1
    USAGE = 2
    INCOMPLETE = 3
    BUSY = 4
    AFTERWARDS = 5


class PlainConsole(Console):
    """Shows what it is given as it is: no text is markup, an emoji or a command to the terminal.

    Style comes from ``Text`` and tables alone, so that nothing in an extract can take it.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(markup=False, emoji=False, highlight=False, **settings)

    def print(self, *things: Any, soft_wrap: bool | None = None, **settings: Any) -> None:
        """Print on lines that a terminal wraps between words, and nothing else ever breaks."""
        wide = not self.is_terminal if soft_wrap is None else soft_wrap
        super().print(*things, soft_wrap=wide, **settings)

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterator[Segment]:
        """The parts to write, those of rich itself untouched."""
        for part in super().render(renderable, options):
            yield part if part.control else Segment(visible(part.text), part.style)


out = PlainConsole()
err = PlainConsole(stderr=True)


def write_anywhere() -> None:
    """Let a terminal that has no sign for a letter show '?' instead of stopping the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def print_json(content: Any) -> None:
    """Write machine-readable output, and nothing else, on standard output."""
    plain = "utf" not in (sys.stdout.encoding or "").lower()
    text = json.dumps(content, ensure_ascii=plain, indent=2, default=str)
    sys.stdout.write(escaped(text) + "\n")


def print_problems(error: ScreeningError) -> None:
    """Write every problem to standard error, in the order of their place."""
    for problem in error.problems[:SHOWN_PROBLEMS]:
        err.print(_as_text(problem))
    hidden = len(error.problems) - SHOWN_PROBLEMS
    if hidden > 0:
        err.print(trn("... and {count} more problem", "... and {count} more problems", hidden))


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Show what is being done: one line that changes in a terminal, few plain lines elsewhere.

    A stage is told with a capital, a step in it without: elsewhere only stages are shown.
    """
    if not err.is_terminal:
        yield _say_stage
        return
    with err.status(tr("Starting")) as status:
        yield lambda message: status.update(Text(told(message)))


def _say_stage(message: str) -> None:
    if not message[:1].islower():
        err.print(told(message))


def _as_text(problem: Problem) -> Text:
    lines = told_problem(problem).splitlines()
    head = f"{tr('error')}: "
    return Text(head, style="bold red").append("\n".join(lines), style="default")
