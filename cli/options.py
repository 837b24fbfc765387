"""Arguments and options that several commands share."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from screening.locale import follow, tr
from screening.locale.of_project import language_of


def _its_language(folder: Path) -> Path:
    """From here on the language of the project is spoken, also about faults in its file."""
    follow(language_of(folder))
    return folder


ProjectFolder = Annotated[
    Path,
    typer.Argument(
        help="Folder with screening.yaml.", show_default="this folder", callback=_its_language
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
RulesFolders = Annotated[
    list[str] | None,
    typer.Option(
        "--rules",
        help="Folder with rule packs instead of the shipped ones; for several, give it more than "
        "once, with the word shipped for those.",
        show_default="shipped",
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="Reference date, YYYY-MM-DD; default from screening.yaml."),
]


def day_of(text: str | None) -> dt.date | None:
    """The reference date that was given. Raises BadParameter for what can be none."""
    from screening.documents.fields import EARLIEST, LATEST

    if text is None:
        return None
    try:
        day = dt.datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        message = tr(
            "'{text}' is not a date; write it as YYYY-MM-DD, such as 2026-01-01", text=text
        )
        raise typer.BadParameter(message, param_hint="--as-of") from None
    if not EARLIEST <= day <= LATEST:
        message = tr(
            "'{text}' cannot be meant; a day between {first} and {last}",
            text=text, first=EARLIEST, last=LATEST,
        )  # fmt: skip
        raise typer.BadParameter(message, param_hint="--as-of")
    return day


def _engines(typed: str = "") -> list[str]:
    from screening.engines import ENGINES

    return [name for name in ENGINES if name.startswith(typed)]


def _known_engine(name: str | None) -> str | None:
    if name is not None and name not in _engines():
        known = ", ".join(sorted(_engines()))
        raise typer.BadParameter(tr("'{name}' is none of: {known}", name=name, known=known))
    return name


EngineName = Annotated[
    str | None,
    typer.Option(
        "--engine",
        metavar="ENGINE",
        help="Another engine to run the rules; a name that is none tells which there are.",
        callback=_known_engine,
        autocompletion=_engines,
    ),
]
HERE = Path()
