"""A command that needs more memory than it may ends in one sentence, before the system ends it.

Python cannot stop an engine in the middle of a step, and an engine that gets no memory takes the
process down without a word. So a second thread looks on, cleans up and leaves.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Annotated

import typer

from screening.locale import tr, trn
from screening.locale.told import told
from screening.memory import DEFAULT_SHARE, SMALLEST, as_bytes, free, shown, used

from .console import ExitCode, err, progress
from .stop import leave, what_became

SOONEST, LATEST = 0.02, 0.25
"""Seconds between two looks: the less is left, the sooner the next."""
FASTEST = 20 * 10**9
"""Bytes per second that nothing takes memory faster than; some hundred megabytes between looks."""
SHOWN = 5
"""Rules that are named one by one."""


def _a_size(said: str | None) -> str | None:
    """What was said, which is refused before anything else is when it is no size."""
    at_most(said)
    return said


MaxMemory = Annotated[
    str | None,
    typer.Option(
        "--max-memory",
        metavar="SIZE",
        callback=_a_size,
        help="Memory to use at most, such as 3GB; three quarters of what is free by default.",
    ),
]


@contextmanager
def working(max_memory: str | None, *, quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """Show progress, as :func:`cli.console.progress`, within so much memory."""
    allowed, why = _allowed(max_memory)
    done = threading.Event()
    with nullcontext(lambda _: None) if quiet else progress() as say:
        if allowed is None or used() is None:
            if max_memory is not None:
                err.print(f"{tr('note')}: {tr('--max-memory is kept on Linux only')}")
            yield say
            return
        look = _Look(allowed, why, done)
        watcher = threading.Thread(target=look.on, daemon=True)
        watcher.start()
        try:
            yield look.hear(say)
        finally:
            done.set()
            watcher.join()


class _Look:
    """What is being done, and how much memory it may take."""

    def __init__(self, allowed: int, why: str, done: threading.Event) -> None:
        self._allowed, self._why, self._done = allowed, why, done
        self._doing = "Starting"

    def hear(self, say: Callable[[str], None]) -> Callable[[str], None]:
        """The same, and what is said is remembered."""

        def heard(message: str) -> None:
            self._doing = message
            say(message)

        return heard

    def on(self) -> None:
        """Until it is done, or too much."""
        wait = SOONEST
        while not self._done.wait(wait):
            held = used() or 0
            if held > self._allowed:
                leave(self._sentence(held), ExitCode.WRONG)
            wait = until_next(self._allowed - held)

    def _sentence(self, held: int) -> str:
        rules = _rules()
        said = told(self._doing)
        doing = said[:1].lower() + said[1:]
        where = tr("{doing} (now {rules})", doing=doing, rules=_named(rules)) if rules else doing
        other = (
            tr("let the rule join on keys that fewer rows share, or set it aside")
            if rules
            else tr("run on a machine with more memory")
        )
        remedy = tr("allow more with --max-memory, close other programs, or {other}", other=other)
        text = tr(
            "Stopped: {doing} took {held} of memory, where {allowed} is allowed ({why}); "
            "{became}; {remedy}.",
            doing=where, held=shown(held), allowed=shown(self._allowed), why=self._why,
            became=what_became(), remedy=remedy,
        )  # fmt: skip
        return f"{text}\n"


def until_next(left: int) -> float:
    """Seconds until the next look, in which so many bytes cannot be taken if it is not soonest.

    Every look takes the interpreter from the work: at the soonest all the time, a hundredth of it.
    """
    return min(max(left / FASTEST, SOONEST), LATEST)


def _rules() -> list[str]:
    """The rules that engines work on; none while nobody needed an engine."""
    engines = sys.modules.get("screening.engines.underway")
    found: list[str] = [] if engines is None else engines.rules_underway()
    return found


def _named(rules: list[str]) -> str:
    if len(rules) > SHOWN:
        return trn("{count} rule", "{count} rules together", len(rules))
    return tr(" and ").join(rules)


def at_most(max_memory: str | None) -> int | None:
    """Bytes that somebody allowed; None when nobody said how many."""
    if max_memory is None:
        return None
    size = as_bytes(max_memory)
    if size is None or size < SMALLEST:
        message = tr(
            "'{size}' is no size; write it as 3GB or 800MB, and at least 100MB", size=max_memory
        )
        raise typer.BadParameter(message, param_hint="--max-memory")
    return size


def _allowed(max_memory: str | None) -> tuple[int | None, str]:
    """Bytes that may be used, and why so many."""
    size = at_most(max_memory)
    if size is not None:
        return size, "--max-memory"
    room = free()
    if room is None:
        return None, ""
    return (used() or 0) + int(room * DEFAULT_SHARE), tr("three quarters of what was free")
