"""Which version this is, and what it runs on."""

from __future__ import annotations

import platform

import typer

import screening
from screening.locale import tr
from screening.locale.told import told

from .console import out


def say_version(asked: bool) -> None:
    """Print the version, the Python and the evaluator, a line each, when asked; then stop."""
    if not asked:
        return
    from screening.escalate.choice import chosen

    evaluator = chosen()
    reason = told(evaluator.reason or "")
    why = tr(" ({reason}; the results are the same)", reason=reason) if reason else ""
    for line in (
        f"screening {screening.__version__}",
        f"python {platform.python_version()}",
        f"evaluator {evaluator.name} {evaluator.version}{why}",
    ):
        out.print(line, soft_wrap=True)
    raise typer.Exit
