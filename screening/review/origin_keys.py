"""Which rows of blind lists rules chose and which were drawn at random: for who evaluates (T23).

A row is named by its number, its key in workbooks and its case; no address, and no reason.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from screening.files.neutralise import neutral
from screening.lists import LISTS
from screening.prioritise.lists import DRAWN, FLAGGED
from screening.publish.form_address import of_run
from screening.publish.marks import row_key
from screening.reference.roles import holding
from screening.review.models import CaseSeen, LoadedRun, Standing
from screening.review.site.viewer import Viewer, packs_seen
from screening.runs.issued import issued
from screening.runs.names import KEYS, RUNS
from screening.runs.origins import origins_of
from screening.runs.read import run_names

HEAD = ("Run", "Lijst", "Nr.", "Rij", "Zaak", "Herkomst", "Controles")


@dataclass
class Row:
    """A row of a blind list: its number there, where it came from, and for what it was given."""

    key: str
    origin: str
    number: int | None = None
    controls: list[str] = field(default_factory=list)
    case: str = ""


@dataclass(frozen=True)
class BlindList:
    """A list of a run of which readers are not told which rows were drawn."""

    run: str
    list: str
    rows: dict[str, Row] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Of the list."""
        return LISTS[self.list].title

    @property
    def short(self) -> str:
        """How an address names the run."""
        return of_run(self.run)

    @cached_property
    def counts(self) -> tuple[int, int]:
        """How many rows rules chose, and how many were drawn."""
        found = Counter(row.origin for row in self.rows.values())
        return found[FLAGGED], found[DRAWN]


def blind_lists(project: Path, viewer: Viewer) -> list[BlindList]:
    """Every blind list of runs and controls, the newest run first, as far as somebody may know.

    Who sees some packs only reads the keys of lists that no other pack fed.
    """
    held = viewer.roles & holding("origins")
    if not held:
        return []
    packs, found = packs_seen(held), dict(_of_runs(project))
    for entry in issued(project).entries():
        name, run = entry["list"], entry["run"]
        if entry.get("blind") and name in LISTS:
            listed = found.setdefault((run, name), BlindList(run, name))
            for each in entry["rows"]:
                row = listed.rows.setdefault(each["key"], Row(each["key"], each["origin"]))
                row.controls += [entry["control"]] if entry["control"] else []
    if packs is not None:
        fed = dict(LoadedRun.objects.values_list("name", "packs"))
        known = {at: {*fed.get(at[0], {}).get(at[1], ())} for at in found}
        found = {at: each for at, each in found.items() if known[at] and known[at] <= packs}
    order = {name: place for place, name in enumerate(LISTS)}
    newest = sorted(found.values(), key=lambda each: order[each.list])
    return sorted(newest, key=lambda each: each.run, reverse=True)


def with_cases(listed: BlindList) -> list[Row]:
    """The rows in the order of the list, those beyond it last, with the case that each is."""
    seen = CaseSeen.objects.filter(run__name=listed.run, case__list=listed.list)
    seen = seen.exclude(case__standing=Standing.DESTROYED)
    cases = dict(seen.values_list("key", "case__reference"))
    for row in listed.rows.values():
        row.case = cases.get(row.key, "")
    last = len(listed.rows) + 1
    return sorted(listed.rows.values(), key=lambda row: (row.number or last, row.key))


def csv_of(listed: BlindList) -> str:
    """The key as a file, a line per row."""
    written = io.StringIO()
    lines = csv.writer(written, delimiter=";", lineterminator="\n")
    lines.writerow(HEAD)
    for row in with_cases(listed):
        controls = neutral(", ".join(dict.fromkeys(row.controls)))
        number = row.number or ""
        lines.writerow(
            (listed.run, listed.list, number, row.key, row.case, row.origin, controls)
        )  # fmt: skip
    return "\ufeff" + written.getvalue()


def _of_runs(project: Path) -> Iterator[tuple[tuple[str, str], BlindList]]:
    for run in run_names(project):
        folder = project / RUNS / run
        for file in sorted((folder / KEYS).glob("*.csv")):
            name = file.stem
            if name not in LISTS:
                continue
            rows = [
                Row(row_key(name, *place), origin, number)
                for number, (place, origin) in enumerate(origins_of(folder, name).items(), 1)
            ]
            yield (run, name), BlindList(run, name, {row.key: row for row in rows})
