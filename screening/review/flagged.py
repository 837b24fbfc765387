"""The rows that lists held, by the rules that put them there: what results are counted against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from screening.errors import DamagedRunError, RunError
from screening.lists import LISTS
from screening.publish.marks import row_key
from screening.runs.issued import issued
from screening.runs.origins import origins_of
from screening.runs.read import find_run, list_names, read_list


@dataclass(frozen=True)
class Flagged:
    """A row of a list of a run; ``action`` is the control that it was handed out for."""

    run: str
    list: str
    key: str
    origin: str | None
    rules: tuple[str, ...]
    action: str | None = None
    titles: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    """What the rules of the list are called."""


def flagged_rows(project: Path, runs: Iterable[str]) -> list[Flagged]:
    """Every row of the lists of these runs and of the last one, and every row handed out.

    A run that is no longer there is passed over: what was answered about its rows still counts.
    Raises DamagedRunError for one that is not as it was written.
    """
    handed = issued(project).entries()
    wanted = dict.fromkeys([*runs, *(str(entry["run"]) for entry in handed)])
    found: list[Flagged] = []
    for name in (*wanted, None):
        try:
            folder = find_run(project, name)
        except DamagedRunError:
            raise
        except RunError:
            continue
        if name is None and folder.name in wanted:
            continue
        for listed in list_names(folder):
            found += _rows_of(folder, listed)
    return [*found, *_handed_out(handed)]


def _rows_of(run: Path, name: str) -> Iterator[Flagged]:
    if name not in LISTS:
        return
    origins = origins_of(run, name)
    content = read_list(run, name)
    measured = (content.get("measured") or {}).get("rules", ())
    titles = {str(each["rule"]): str(each["title"]) for each in measured}
    for row in content["rows"]:
        place = (row["place_type"], row["place"])
        origin = row.get("origin") or origins.get(place)
        rules = (*(row.get("rules") or ()),)
        yield Flagged(run.name, name, row_key(name, *place), origin, rules, titles=titles)


def handed_out(project: Path, run: str, key: str) -> frozenset[str]:
    """The lists of a run of which the row with this key was handed out."""
    return frozenset(
        entry["list"]
        for entry in issued(project).entries()
        if entry["run"] == run and any(row["key"] == key for row in entry["rows"])
    )


def _handed_out(entries: Iterable[dict[str, Any]]) -> Iterator[Flagged]:
    for entry in entries:
        for row in entry["rows"]:
            yield Flagged(
                entry["run"], entry["list"], row["key"], row["origin"],
                (*(row["rules"] or ()),), entry["control"],
            )  # fmt: skip
