"""What was decided or found before of a row that stands on a list again: context, never evidence.

Two records know it: the site, which writes what was decided there to a file of the project
(``DECISIONS``), and the answers on forms, filled in on the site or in workbooks. A row is known
again as it is since the run before (``nodes_of``); of several decisions the newest counts. The
columns are filled in when a list is made already, so that nothing decided puts a row on it, moves
it or takes it away (T12). A blind list tells none: who stood on a list before was rarely drawn.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl
from pydantic import BaseModel, ConfigDict, ValidationError

from screening.errors import DamagedRunError, Problem, RunError, Where
from screening.files.private import read_plain
from screening.lists import LISTS, ListKind
from screening.lists.shared import EARLIER
from screening.prioritise.lists import PriorityList
from screening.publish.marks import row_key
from screening.runs.ledger import Entry, Ledger
from screening.runs.names import DECISIONS, RESULTS
from screening.runs.published import rows_of
from screening.runs.read import find_run, read_list
from screening.runs.since import nodes_of

FILLED = {
    "earlier_decision": "decision", "earlier_decision_date": "decided_on",
    "case_owner": "owner", "case_deadline": "term",
}  # fmt: skip
"""Columns of lists, and what of an earlier decision each says."""
DECIDED = "result_decision"
"""The question on a form of which the answer is the decision."""
_AGREED = ("result_owner", "result_deadline")


class Decided(BaseModel):
    """What was decided or found, on which day, who does what follows, and until when."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    list: str
    nodes: tuple[str, ...]
    """The addresses and companies of the case, as type:id."""
    decision: str
    decided_on: dt.date
    owner: str = ""
    term: dt.date | None = None


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    decisions: tuple[Decided, ...]


@dataclass(frozen=True)
class Earlier:
    """Every earlier decision that a project knows of."""

    decided: Sequence[Decided] = ()

    @cached_property
    def digest(self) -> str | None:
        """Tells one set of decisions from another; None where there is none."""
        if not self.decided:
            return None
        text = json.dumps([each.model_dump(mode="json") for each in self.decided], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def told_on(self, listed: PriorityList) -> PriorityList:
        """The list with what was decided before of its cases, where it has columns for that."""
        mine = [each for each in self.decided if each.list == listed.name]
        if not mine or not remembers(listed.kind):
            return listed
        before = (
            pl.DataFrame([each.model_dump() for each in mine], schema=_SCHEMA)
            .sort("decided_on", maintain_order=True)
            .with_columns(pl.col("decision", "owner").replace("", None))
            .explode("nodes", empty_as_null=False)
            .rename({"nodes": "node"})
        )
        numbered = listed.rows.with_row_index("row")
        filled = {key: said for key, said in FILLED.items() if key in listed.rows.columns}
        of_rows = nodes_of(numbered.select("row", "place_type", "place", "members", "rules"))
        newest = (
            of_rows.join(before, on="node")
            .sort("decided_on", maintain_order=True)
            .group_by("row", maintain_order=True)
            .agg(pl.col(said).last().alias(key) for key, said in filled.items())
        )
        rows = numbered.drop(*filled).join(newest, on="row", how="left", maintain_order="left")
        return replace(listed, rows=rows.select(listed.rows.columns).cast(listed.rows.schema))


_SCHEMA: dict[str, Any] = {
    "list": pl.String, "nodes": pl.List(pl.String), "decision": pl.String, "decided_on": pl.Date,
    "owner": pl.String, "term": pl.Date,
}  # fmt: skip


def remembers(kind: ListKind) -> bool:
    """Whether a list has columns for what was decided before."""
    return {column.key for column in EARLIER} <= {column.key for column in kind.columns}


def told_of(kind: ListKind, answers: Mapping[str, Any]) -> str:
    """What answers on the form of a list say was decided or found, in words; '' for nothing."""
    told = []
    for asked in kind.form:
        given = answers.get(asked.key) if asked.told_later else None
        codes = [given] if isinstance(given, str) else given or []
        told += [asked.choices.get(code, code) for code in codes]
    return "; ".join(told)


def earlier_of(project: Path, say: Callable[[str], None]) -> Earlier:
    """Every decision of a project that a list can tell, in the order of the records.

    It is context: a record that cannot be used is told to ``say``, and takes no run down.
    """
    decided: list[Decided] = []
    for told in (_of_site(project / DECISIONS), _of_workbooks(project)):
        try:
            decided += told
        except RunError as error:
            found = "; ".join(each.found for each in error.problems)
            say(f"lists do not tell every earlier decision: {found}")
    return Earlier(decided)


def decisions_text(decided: Iterable[Decided]) -> str:
    """The file that the site writes."""
    return _File(decisions=tuple(decided)).model_dump_json(indent=1) + "\n"


def _of_site(file: Path) -> Iterator[Decided]:
    try:
        content, _ = read_plain(file)
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise RunError(_unusable(file, f"it cannot be read: {error.strerror}")) from error
    try:
        yield from _File.model_validate_json(content).decisions
    except ValidationError as error:
        raise RunError(_unusable(file, "it is not as the review site writes it")) from error


def _unusable(file: Path, why: str) -> Problem:
    return Problem(
        f"the file with what was decided before cannot be used: {why}",
        Where(str(file)),
        "the file that the review site writes, or none",
        "remove it; screening serve writes it anew from the records of the site",
    )


def _of_workbooks(project: Path) -> Iterator[Decided]:
    """The newest answers per row of a list, with what it is known again by.

    Of rows of the run's own lists alone: of one that was handed out beyond these the review site
    knows no pack, and so not who may read it.
    """
    answered: dict[tuple[str, str, str], dict[str, Any]] = {}
    for each in Ledger(project / RESULTS).entries():
        if _tells(each):
            row = (each["run"], each["list"], each["key"])
            answered.setdefault(row, {}).update({"time": each["time"], **each["answers"]})
    members: dict[tuple[str, str], dict[str, list[str]]] = {}
    for (run, name, key), said in answered.items():
        if (run, name) not in members:
            members[run, name] = _known_by(project, run, name)
        nodes = members[run, name].get(key)
        if nodes:
            yield _decided(LISTS[name], nodes, said)


def _tells(entry: Entry) -> bool:
    kind = LISTS.get(entry["list"])
    if kind is None or not remembers(kind):
        return False
    given = entry["answers"]
    return bool(told_of(kind, given)) or any(given.get(each) for each in _AGREED)


def _decided(kind: ListKind, nodes: Sequence[str], said: Mapping[str, Any]) -> Decided:
    day, term = said.get("result_date"), said.get("result_deadline")
    return Decided(
        list=kind.name,
        nodes=tuple(nodes),
        decision=told_of(kind, said),
        decided_on=dt.date.fromisoformat(day or said["time"][:10]),
        owner=said.get("result_owner") or "",
        term=dt.date.fromisoformat(term) if term else None,
    )


def _known_by(project: Path, run: str, name: str) -> dict[str, list[str]]:
    """Per key of a row of a list of a run what it is known again by; none of a run that went."""
    try:
        content = read_list(find_run(project, run), name)
    except DamagedRunError:
        raise
    except RunError:
        return {}
    columns = tuple(each for each in LISTS[name].columns if each.key in _IDENTITY)
    rows = rows_of(content, columns).with_row_index("row")
    nodes = nodes_of(rows).drop_nulls("node").group_by("row", maintain_order=True).agg("node")
    found = rows.join(nodes, on="row").select("place_type", "place", "node")
    return {row_key(name, *place): known for *place, known in found.iter_rows()}


_IDENTITY = frozenset({"place_type", "place", "members", "rules"})
