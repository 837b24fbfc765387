"""The ``screening`` command."""

from __future__ import annotations

import sys

import typer

from cli import compare, project, results, rules
from cli.console import print_problems
from screening.errors import ScreeningError

app = typer.Typer(
    name="screening",
    help="Screen municipal registers with declarative rules; get prioritised, explained lists.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
project.register(app)
results.register(app)
compare.register(app)
app.add_typer(rules.app, name="rules")


def main() -> None:
    """Run a command; what a user got wrong ends in messages and exit code 1, never a traceback."""
    try:
        app()
    except ScreeningError as error:
        print_problems(error)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
