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


@dataclass(frozen=True)
class Importer:
    """Who has a workbook read on the site, and the lists this person fills in."""

    name: str
    lists: frozenset[str]


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


def import_results(
    project: Project,
    file: Path,
    *,
    correct: bool = False,
    by: Importer | None = None,
    name: str = "",
) -> list[dict[str, Any]]:
    """Add the answers of a filled-in workbook to the store; gives what was new.

    All of it or nothing. The same answers once more add nothing; another answer than the one that
    is kept is refused, unless it is to ``correct`` that. ``by`` is who uploaded it, under
    ``name``, else the operator of the project. Raises RunError with every problem.
    """
    shown = Path(name) if name else file
    filled = answers_in(shown, read_workbook(file, shown))
    if by is not None and filled.list not in by.lists:
        raise RunError(_not_yours(shown, filled))
    known = rows_of_list(project.folder, filled.run, filled.list)
    require_known(shown, filled, known)
    actor = by.name if by else project.operator
    source = {"file": shown.name, "sha256": file_hash(file)}

    def make(before: Sequence[Entry]) -> list[Entry]:
        now = {(each.run, each.list, each.key): each.answers for each in results_of(before)}
        added: list[Entry] = []
        problems = []
        for key, answers in filled.answers.items():
            there = now.get((filled.run, filled.list, key), {})
            fresh = {name: value for name, value in answers.items() if there.get(name) != value}
            other = sorted(name for name in fresh if name in there)
            if other and not correct:
                problems += [_other(shown, filled, key, name, there[name]) for name in other]
            if fresh:
                added.append(
                    {
                        "actor": actor, "action": "result", "run": filled.run, "list": filled.list,
                        "key": key, **known[key], "answers": fresh, **source,
                    }
                )  # fmt: skip
        if problems:
            raise RunError(problems)
        return added

    return store(project.folder).add(make)


@dataclass(frozen=True)
class GivenAnswers:
    """What a person answered on the form of a row; ``token`` names that one filling-in."""

    run: str
    list: str
    key: str
    row: Mapping[str, Any]
    answers: Mapping[str, Value]
    actor: str
    token: str


class OtherAnswersError(Exception):
    """The record holds other answers to some of the questions: ``kept``, by question."""

    def __init__(self, kept: Mapping[str, Value]) -> None:
        super().__init__()
        self.kept = kept


def add_answers(project: Project, given: GivenAnswers, *, correct: bool = False) -> bool:
    """Add what somebody answered on a form; False where nothing of it is new.

    The same filling-in adds once, however often it is sent. Raises OtherAnswersError where others
    were recorded before, unless it is to ``correct`` those: they stay in the record.
    """

    def make(before: Sequence[Entry]) -> list[Entry]:
        if any(each.get("token") == given.token for each in before):
            return []
        of_row = [each for each in before if _row_of(each) == (given.run, given.list, given.key)]
        there = next((each.answers for each in results_of(of_row)), {})
        fresh = {name: value for name, value in given.answers.items() if there.get(name) != value}
        other = {name: there[name] for name in fresh if name in there}
        if other and not correct:
            raise OtherAnswersError(other)
        entry = {
            "actor": given.actor, "action": "result", "run": given.run, "list": given.list,
            "key": given.key, **{name: given.row.get(name) for name in ROW}, "answers": fresh,
            "token": given.token,
        }  # fmt: skip
        return [entry] if fresh else []

    return bool(store(project.folder).add(make))


def was_added(project: Path, token: str) -> bool:
    """Whether the record holds what was answered in this filling-in of a form."""
    return bool(token) and any(each.get("token") == token for each in store(project).entries())


def result_of(project: Path, run: str, name: str, key: str) -> Result | None:
    """What is recorded of one row; None where nothing is."""
    mine = [each for each in store(project).entries() if _row_of(each) == (run, name, key)]
    return next(iter(results_of(mine)), None)


def _row_of(entry: Entry) -> tuple[str, str, str]:
    return entry["run"], entry["list"], entry["key"]


def _not_yours(file: Path, filled: Filled) -> Problem:
    return Problem(
        "this workbook is of a list that does not belong to your role",
        Where(file.name),
        f"a workbook of a list that you fill in, and not of '{filled.list}'",
        "hand it to somebody who works with that list",
    )


def _other(file: Path, filled: Filled, key: str, name: str, kept: Value) -> Problem:
    heading = next(each.heading for each in LISTS[filled.list].form if each.key == name)
    return Problem(
        f"another answer to '{heading}' was read for this row before",
        Where(f"{file.name}: {filled.places[f'{key} {name}']}"),
        f"the answer that is kept: {kept if isinstance(kept, str) else '; '.join(kept)}",
        "clear the cell, or read the file with --correct when this answer is the right one",
    )


def rows_of_list(project: Path, run_name: str, name: str) -> dict[str, dict[str, Any]]:
    """Every row the list had by its key: in the run, and in what was made from it since."""
    run = find_run(project, run_name)
    origins = origins_of(run, name)
    found = {}
    for row in read_list(run, name)["rows"]:
        place = (row["place_type"], row["place"])
        kept = {each: row.get(each) for each in ROW}
        kept["origin"] = kept["origin"] or origins.get(place)
        found[row_key(name, *place)] = {**kept, "rules": kept["rules"] or []}
    for entry in issued(project).entries():
        if (entry["run"], entry["list"]) == (run_name, name):
            for row in entry["rows"]:
                kept = {each: row.get(each) for each in ROW}
                found[row["key"]] = {**kept, "rules": kept["rules"] or []}
    return found
