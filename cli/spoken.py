"""The help and the usage errors in the language of now; ``--lang`` may stand anywhere."""

from __future__ import annotations

import gettext
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperGroup

from screening.errors import Problem, ScreeningError
from screening.locale import (
    FOLDER,
    LANGUAGES,
    TERMINAL,
    Language,
    ask,
    follow,
    known,
    language,
    look_at,
    tr,
)

OPTION = "--lang"
_MACHINE = "LANGUAGE"


class Spoken(TyperGroup):
    """The application: finds out the language before anything is said."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **settings: Any) -> Any:
        """Run a command in the language of ``--lang``, of the machine, or in Dutch."""
        words, wanted = without_language(sys.argv[1:] if args is None else list(args))
        look_at(os.environ)
        follow(None)
        ask(wanted)
        with _library_speaks(language()):
            _translate(self, words)
            return super().main(words, *rest, **settings)

    def make_context(self, *args: Any, **settings: Any) -> Any:
        """Read the words of the user; what is wrong with them is told in the language of now."""
        with _told():
            return super().make_context(*args, **settings)

    def invoke(self, ctx: Any) -> Any:
        """Run the command, whose words are read here."""
        with _told():
            return super().invoke(ctx)


def without_language(words: list[str]) -> tuple[list[str], Language | None]:
    """The words of the command without ``--lang NAME``, and that language.

    Raises ScreeningError for a language there is none of.
    """
    rest: list[str] = []
    wanted, waiting = None, iter(words)
    for word in waiting:
        if word == "--":
            return [*rest, word, *waiting], wanted
        if word != OPTION and not word.startswith(f"{OPTION}="):
            rest.append(word)
            continue
        name = next(waiting, "") if word == OPTION else word.partition("=")[2]
        wanted = known(name)
        if wanted is None:
            raise ScreeningError(
                Problem(
                    f"there is no language '{name}'",
                    expected=f"{OPTION} {' or '.join(LANGUAGES)}",
                    remedy="leave it out for Dutch",
                )
            )
    return rest, wanted


@contextmanager
def _library_speaks(name: Language) -> Iterator[None]:
    """Let the titles that Typer itself puts above help come from our catalogue."""
    before = os.environ.get(_MACHINE)
    gettext.bindtextdomain(TERMINAL, str(FOLDER))
    gettext.textdomain(TERMINAL)
    os.environ[_MACHINE] = name
    try:
        yield
    finally:
        del os.environ[_MACHINE]
        if before is not None:
            os.environ[_MACHINE] = before


def _translate(command: Any, words: Sequence[str]) -> None:
    """Put the help of a command in the language of now, and of those below it that are named.

    Of the others only the line that stands for them.
    """
    _say(command)
    for each in (*command.params, command.get_help_option(typer.Context(command))):
        if each is not None and each.help:
            each.help = tr(each.help)
        shown = getattr(each, "show_default", None)
        if isinstance(shown, str):
            each.show_default = tr(shown)
    for name, each in getattr(command, "commands", {}).items():
        if name in words:
            _translate(each, words)
        else:
            _say(each)


def _say(command: Any) -> None:
    if command.help:
        command.help = tr(" ".join(command.help.split()))


@contextmanager
def _told() -> Iterator[None]:
    from screening.locale.told import told

    try:
        yield
    except typer.TyperException as error:
        say = getattr(error, "format_message", None)
        if say is not None and not getattr(error, "spoken", False):
            text = told(say())
            vars(error).update(format_message=lambda: text, spoken=True)
        raise
