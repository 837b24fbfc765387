"""The monthly picture of a project: made from its extracts, and kept beside its runs.

``months/2025-12.json`` is what is told of a month, ``months/foretold/2025-12.json`` what was
foretold with what was known up to that month. What was foretold is never replaced: where figures
were delivered anew, it stands beside it under the next number.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from screening.errors import DamagedRunError, Problem, ProjectError, RunError, Where
from screening.files.private import new_folder, read_plain, write_private
from screening.project.model import Project
from screening.project.prepare import prepare, wanted_columns
from screening.publish.monthly.ahead import SCHEMA, foretold
from screening.publish.monthly.cells import COLUMNS, cells
from screening.publish.monthly.duiding import Duiding
from screening.publish.monthly.page import ahead_csv, cells_csv, page
from screening.publish.monthly.picture import Asked, picture, text_of
from screening.registers.reading.load import load_registers
from screening.registers.reading.report import Loaded
from screening.runs.names import FORETOLD, MONTHS

Say = Callable[[str], None]
VERSION = 1


@dataclass(frozen=True)
class Made:
    """A picture, and what was foretold with it."""

    content: Mapping[str, Any]
    foretold: pl.DataFrame
    at: int


def make(project: Project, month: str | None, ahead: int, progress: Say) -> Made:
    """Work the picture of a month out: the last whole month with counts, unless one is named.

    Raises ProjectError where nothing is counted per month, or not in that month, and any error
    that reading the extracts gives.
    """
    inputs = prepare(project)
    progress("Reading the extracts")
    allowed = wanted_columns(inputs.packs)
    wanted = {name: columns & allowed[name] for name, columns in COLUMNS.items() if name in allowed}
    loaded = load_registers(project, as_of=inputs.as_of, wanted=wanted)
    held = cells(loaded.frames, project.municipality, inputs.as_of)
    at = _month(project, held, month)
    held = held.filter(pl.col("at") <= at)
    progress("Looking ahead")
    coming = foretold(held, at, ahead, progress)
    progress("Comparing months")
    asked = Asked(project.name, inputs.as_of, at, ahead, _sources(loaded))
    return Made(picture(asked, held, coming, kept(project.folder)), coming, at)


def keep(project: Path, made: Made) -> None:
    """Write the picture, and what was foretold where the same is not kept already.

    Raises RunError when it cannot be written.
    """
    folder = project / MONTHS
    try:
        new_folder(folder / FORETOLD)
        text = json.dumps(made.content, ensure_ascii=False, indent=1, sort_keys=True)
        write_private(folder / f"{text_of(made.at)}.json", f"{text}\n")
        if made.foretold.height:
            _keep_foretold(folder / FORETOLD, made)
    except OSError as error:
        raise RunError(_not_written(folder, error)) from error


def export(project: Path, content: Mapping[str, Any], notes: Sequence[Duiding] = ()) -> list[Path]:
    """Write the picture as a page and as tables, beside what is kept; gives the files.

    Raises RunError when they cannot be written.
    """
    folder, month = project / MONTHS, content["month"]
    texts = {
        f"{month}.html": page(content, notes), f"{month}.csv": cells_csv(content, notes),
        f"{month}-vooruitblik.csv": ahead_csv(content),
    }  # fmt: skip
    try:
        for name, text in texts.items():
            write_private(folder / name, text)
    except OSError as error:
        raise RunError(_not_written(folder, error)) from error
    return [folder / name for name in texts]


def _not_written(folder: Path, error: OSError) -> Problem:
    return Problem(
        f"the monthly picture cannot be written: {error.strerror or error}",
        Where(str(folder)),
        "a folder with room that may be written to",
        "make room, or give back the rights to it",
    )


def _keep_foretold(folder: Path, made: Made) -> None:
    text = json.dumps({"version": VERSION, "rows": made.foretold.to_dicts()}, ensure_ascii=False)
    content = f"{text}\n".encode()
    known = [each for each in _files(folder) if each.name.startswith(text_of(made.at))]
    if any(each.read_bytes() == content for each in known):
        return
    number = f".{len(known) + 1}" if known else ""
    write_private(folder / f"{text_of(made.at)}{number}.json", content)


def kept(project: Path) -> pl.DataFrame:
    """Everything that was foretold; of what was foretold twice from one month the last.

    Raises DamagedRunError for a file that nobody foretold.
    """
    found = [pl.DataFrame(schema=SCHEMA)]
    for file in _files(project / MONTHS / FORETOLD):
        content = _read(file)
        if content.get("version") != VERSION or not isinstance(content.get("rows"), list):
            raise _damaged(file)
        found.append(pl.DataFrame(content["rows"], schema=SCHEMA))
    every = pl.concat(found)
    return every.unique(["area_code", "kind", "made", "at"], keep="last", maintain_order=True)


def pictures(project: Path) -> list[str]:
    """The months of which a picture was made, as 2025-12; the last one last."""
    return sorted(file.stem for file in (project / MONTHS).glob("????-??.json"))


def read_picture(project: Path, month: str | None = None) -> dict[str, Any] | None:
    """The picture of a month, the last unless named; None where none was made.

    Raises DamagedRunError when it cannot be read.
    """
    known = pictures(project)
    if not known or (month is not None and month not in known):
        return None
    return _read(project / MONTHS / f"{month or known[-1]}.json")


def _files(folder: Path) -> Iterator[Path]:
    def order(file: Path) -> tuple[str, int]:
        month, _, number = file.name.removesuffix(".json").partition(".")
        return month, int(number) if number.isdigit() else 0

    yield from sorted(folder.glob("????-??*.json"), key=order)


def _read(file: Path) -> dict[str, Any]:
    try:
        content, _ = read_plain(file)
        found = json.loads(content)
    except (OSError, ValueError) as error:
        raise _damaged(file) from error
    if not isinstance(found, dict):
        raise _damaged(file)
    return found


def _damaged(file: Path) -> DamagedRunError:
    return DamagedRunError(
        Problem(
            "the file is not as it was written",
            Where(str(file)),
            "a monthly picture, or what was foretold, as screening months wrote it",
            "put the file back from a copy, or remove it",
        )
    )


def _month(project: Project, held: pl.DataFrame, month: str | None) -> int:
    """The month that is asked for. Raises ProjectError where nothing is counted in it."""
    known = held.filter("own")["at"].unique().sort()
    if known.is_empty():
        raise ProjectError(
            Problem(
                "nothing is counted per month in areas of this municipality",
                project.place("registers", "area_count"),
                "rows of the register 'area_count' with a month and an area of the municipality",
                "deliver police figures per month, district or neighbourhood",
            )
        )
    if month is None:
        return int(known[-1])
    names = {text_of(each): each for each in known.to_list()}
    if month not in names:
        raise ProjectError(
            Problem(
                f"nothing is counted in {month}",
                project.place("registers", "area_count"),
                f"a month between {text_of(known[0])} and {text_of(known[-1])}, as 2025-12",
                "name another month, or deliver the counts of this one",
            )
        )
    return int(names[month])


def _sources(loaded: Loaded) -> tuple[tuple[str, str], ...]:
    report = loaded.reports.get("area_count")
    if report is None:
        return ()
    day = report.reference_date
    return ((report.source, "" if day is None else day.isoformat()),)
