"""The ``screening`` command."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from contextlib import suppress
from typing import Annotated

import typer

from screening.errors import Problem, ScreeningError, Where
from screening.faults import place_of, told
from screening.locale import LANGUAGES

from . import (
    accounts,
    areas,
    batch,
    compare,
    effect,
    guided,
    months,
    outcomes,
    project,
    report,
    results,
    rules,
    serve,
    tokens,
    whatif,
)
from .console import print_problems, write_anywhere
from .spoken import Spoken
from .stop import Stopped, clean_up, stopping
from .version import say_version

app = typer.Typer(
    name="screening",
    cls=Spoken,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


@app.callback()
def _any_command(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=say_version,
            is_eager=True,
            help="Say the version, and what combines signals here; then stop.",
        ),
    ] = False,
    lang: Annotated[
        str | None,
        typer.Option(
            "--lang",
            metavar="|".join(LANGUAGES),
            help="Language; that of the project unless set, and Dutch where it says none.",
        ),
    ] = None,
) -> None:
    """Screen municipal registers with declarative rules; get prioritised, explained lists."""


project.register(app)
guided.register(app)
batch.register(app)
results.register(app)
report.register(app)
areas.register(app)
compare.register(app)
effect.register(app)
months.register(app)
whatif.register(app)
serve.register(app)
app.add_typer(rules.app, name="rules")
app.add_typer(outcomes.app, name="results")
accounts.app.add_typer(tokens.app, name="token")
app.add_typer(accounts.app, name="review")


def main() -> None:
    """Run a command; what a user got wrong ends in messages and exit code 1, never a traceback."""
    write_anywhere()
    # Parsed SQL is millions of small objects and hardly garbage: looking for it takes a tenth of a
    # run.
    gc.set_threshold(2_000_000, 20, 50)
    atexit.register(_leave_to_the_system)
    try:
        with stopping() as stop:
            try:
                _command()
            finally:
                if stop.asked is not None:
                    raise stop.asked  # whatever became of the command
    except Stopped as stopped:
        _drop_output()
        with suppress(OSError):  # after a hang-up nobody may be there to read it
            sys.stderr.write(clean_up(stopped))  # what a console held back is said already
            sys.stderr.flush()
        sys.exit(stopped.exit_code)


def _command() -> None:
    try:
        try:
            app()
        finally:
            sys.stdout.flush()  # here, where a full disk can still be told
    except ScreeningError as error:
        print_problems(error)
        sys.exit(error.exit_code)
    except BrokenPipeError:  # the reader has seen enough
        _drop_output()
        sys.exit(ScreeningError.exit_code)
    except (OSError, MemoryError) as error:
        _drop_output()
        print_problems(ScreeningError(_of_the_machine(error)))
        sys.exit(ScreeningError.exit_code)
    except Exception as error:  # noqa: BLE001 - a traceback would show values of rows and secrets
        _drop_output()
        print_problems(ScreeningError(_of_the_program(error)))
        sys.exit(ScreeningError.exit_code)


def _drop_output() -> None:
    """Let go of what standard output does not take, or Python tries again at its end."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _leave_to_the_system() -> None:
    """Do not look for garbage at the end either; DuckDB complains about what it finds left."""
    if "duckdb" not in sys.modules:
        gc.freeze()


def _of_the_machine(error: OSError | MemoryError) -> Problem:
    if isinstance(error, MemoryError):
        remedy = "close other programs, or run on a machine with more memory"
        return Problem("the memory is full", expected="room for the extracts", remedy=remedy)
    return Problem(
        f"a file cannot be read or written: {error.strerror or error}",
        Where(str(error.filename or "")),
        "files and folders that may be read and written, and room on the disk",
        "check the path, its rights and the room on the disk, and try again",
    )


def _of_the_program(error: Exception) -> Problem:
    """A fault of ours: the type of the error and the lines it came through, never its text."""
    return Problem(
        f"the program failed: {told(error)}",
        Where(place_of(error)),
        "an answer, or a message that says what is wrong with the input",
        "this is a fault of the program: report this message, without any data",
    )


if __name__ == "__main__":
    main()
