"""Pictures of areas as files: csv for spreadsheets, json for other systems, each with its mark."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from screening.files.neutralise import escaped
from screening.files.private import write_private
from screening.publish.area_words import cells, heads, kind_of_area
from screening.publish.flat import as_csv
from screening.publish.notice import NOTICE
from screening.reference.pictures import pictures

KINDS = (".csv", ".json")
"""Endings of files that can be written."""


def write_pictures(path: Path, rows: Sequence[Mapping[str, Any]], run: str, as_of: str) -> None:
    """Write the rows by the ending of ``path``, with who may read them and what they are not."""
    if path.suffix == ".json":
        used = {str(row["picture"]) for row in rows}
        about = {name: {"title": each.title, "about": each.about, "mark": each.mark}
                 for name, each in pictures().items() if name in used}  # fmt: skip
        content = {"run": run, "as_of": as_of, "notice": NOTICE, "pictures": about,
                   "rows": list(rows)}  # fmt: skip
        text = json.dumps(content, ensure_ascii=False, indent=1)
        write_private(path, escaped(text + "\n"))
        return
    table = [
        (pictures()[row["picture"]].title, row["name"], row["area_code"],
         kind_of_area(row["level_of_area"]), *cells(row), row["source"] or "",
         pictures()[row["picture"]].mark, run, NOTICE)
        for row in rows
    ]  # fmt: skip
    names = ("Beeld", "Gebied", "Gebiedscode", "Soort gebied", *heads(), "Bron",
             "Wie mag dit lezen", "Run", "Let op")  # fmt: skip
    frame = pl.DataFrame(table, schema=dict.fromkeys(names, pl.String), orient="row")
    write_private(path, as_csv(frame))
