"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ProjectFolder = Annotated[
    Path, typer.Argument(help="Folder with screening.yaml.", show_default="this folder")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
RulesFolder = Annotated[
    Path | None, typer.Option("--rules", help="Folder with rule packs instead of the shipped ones.")
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="Reference date, YYYY-MM-DD; default from screening.yaml."),
]
HERE = Path()
