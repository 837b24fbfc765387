"""Asks a question on a terminal: one of the options by arrow keys, or a text."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from textwrap import fill
from typing import TYPE_CHECKING

import typer

from screening.files.neutralise import visible
from screening.locale import tr

from .console import out
from .stop import Stopped

if TYPE_CHECKING:
    from screening.project.mapping.questions import Question


_MARGINS = 2
"""Columns beside a question."""


def answer_of(question: Question) -> str:
    """What somebody answers; the proposal where Enter is all they press."""
    return _chosen(question) if question.options else _typed(question)


def _chosen(question: Question) -> str:
    """One of the options, with its meaning behind it; Ctrl-C stops the command."""
    from prompt_toolkit.shortcuts import choice

    options = [(each, visible(_label(question, each))) for each in question.options]
    text = fill(visible(question.text), max(out.width - _MARGINS, _MARGINS))
    hint = tr("Arrow keys or a number, then Enter. Ctrl-C stops.")
    try:
        with _own_signals():
            return choice(f"{text}\n{hint}", options=options, default=question.proposal)
    except (KeyboardInterrupt, EOFError):
        raise Stopped(signal.SIGINT) from None


def _label(question: Question, option: str) -> str:
    meaning = question.words.get(option, "")
    return f"{option} ({meaning})" if meaning else option


def _typed(question: Question) -> str:
    out.print(question.text)
    return str(typer.prompt(tr("Answer"), default=question.proposal)).strip()


@contextmanager
def _own_signals() -> Iterator[None]:
    """The loop of the library wakes by signals too; afterwards they wake what they woke before."""
    before = signal.set_wakeup_fd(-1)
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
