"""The store of results: what was answered on the forms of lists, by whom, when, from which file.

Kept in the project beside the runs, in a record that only grows. A later answer stands behind an
earlier one and takes its place; nothing is removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from screening.errors import Problem, RunError, Where
from screening.lists import LISTS
from screening.project.model import Project
from screening.publish.marks import row_key
from screening.reference.verdicts import Verdict, verdicts
from screening.review.filled import Filled, Value, answers_in, require_known
from screening.review.workbook import read_workbook
from screening.runs.hashes import file_hash
from screening.runs.issued import ROW, issued
from screening.runs.ledger import Entry, Ledger
from screening.runs.names import RESULTS
from screening.runs.origins import origins_of
from screening.runs.read import find_run, read_list


@dataclass(frozen=True)
class Result:
    """What is known of one row of a list of a run, the newest answer to each question."""

    run: str
    list: str
    key: str
    place_type: str
    place: str
    origin: str | None
    rules: tuple[str, ...]
    answers: Mapping[str, Value]

    @property
    def verdict(self) -> Verdict | None:
        """What the answers say of the reasons of the row; None while they say nothing."""
        table = verdicts()
        said = []
        for field in LISTS[self.list].form:
            given = self.answers.get(field.key)
            if field.codes is None or given is None:
                continue
            codes = [given] if isinstance(given, str) else given
            first = table.of_question(field.key, codes)
            if first is not None:
                return first
            said.append(table.of_codes(field.codes, codes))
        return "confirmed" if "confirmed" in said else "refuted" if "refuted" in said else None


def store(project: Path) -> Ledger:
    """The record of results of a project."""
    return Ledger(project / RESULTS)


def results_of(entries: Iterable[Entry]) -> list[Result]:
    """What the record says now, a result per row, in the order in which they came in."""
    found: dict[tuple[str, str, str], Result] = {}
    for each in entries:
        key = (each["run"], each["list"], each["key"])
        before = found[key].answers if key in found else {}
        found[key] = Result(
            *key, each["place_type"], each["place"], each["origin"], tuple(each["rules"]),
            {**before, **each["answers"]},
        )  # fmt: skip
    return list(found.values())


def import_results(project: Project, file: Path, *, correct: bool = False) -> list[dict[str, Any]]:
    """Add the answers of a filled-in workbook to the store; gives what was new.

    All of it or nothing. The same answers once more add nothing; another answer than the one that
    is kept is refused, unless it is to ``correct`` that. Raises RunError with every problem.
    """
    book = read_workbook(file)
    filled = answers_in(file, book)
    known = _rows(project.folder, filled)
    require_known(file, filled, known)
    source = {"file": file.name, "sha256": file_hash(file)}

    def make(before: Sequence[Entry]) -> list[Entry]:
        now = {(each.run, each.list, each.key): each.answers for each in results_of(before)}
        added: list[Entry] = []
        problems = []
        for key, answers in filled.answers.items():
            there = now.get((filled.run, filled.list, key), {})
            fresh = {name: value for name, value in answers.items() if there.get(name) != value}
            other = sorted(name for name in fresh if name in there)
            if other and not correct:
                problems += [_other(file, filled, key, name, there[name]) for name in other]
            if fresh:
                added.append(
                    {
                        "actor": project.operator, "action": "result", "run": filled.run,
                        "list": filled.list, "key": key, **known[key], "answers": fresh, **source,
                    }
                )  # fmt: skip
        if problems:
            raise RunError(problems)
        return added

    return store(project.folder).add(make)


def _other(file: Path, filled: Filled, key: str, name: str, kept: Value) -> Problem:
    heading = next(each.heading for each in LISTS[filled.list].form if each.key == name)
    return Problem(
        f"another answer to '{heading}' was read for this row before",
        Where(f"{file.name}: {filled.places[f'{key} {name}']}"),
        f"the answer that is kept: {kept if isinstance(kept, str) else '; '.join(kept)}",
        "clear the cell, or read the file with --correct when this answer is the right one",
    )


def _rows(project: Path, filled: Filled) -> dict[str, dict[str, Any]]:
    """Every row the list had by its key: in the run, and in what was made from it since."""
    run = find_run(project, filled.run)
    origins = origins_of(run, filled.list)
    found = {}
    for row in read_list(run, filled.list)["rows"]:
        place = (row["place_type"], row["place"])
        kept = {name: row.get(name) for name in ROW}
        kept["origin"] = kept["origin"] or origins.get(place)
        found[row_key(filled.list, *place)] = {**kept, "rules": kept["rules"] or []}
    for entry in issued(project).entries():
        if (entry["run"], entry["list"]) == (filled.run, filled.list):
            for row in entry["rows"]:
                found[row["key"]] = {name: row[name] or [] if name == "rules" else row[name]
                                     for name in ROW}  # fmt: skip
    return found
