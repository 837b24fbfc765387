"""What may no longer be kept, by the terms of the packs; what goes is recorded without content.

The terms are those that the packs of the project state now (``retention_days``), the shortest of
all packs that a run was made with. A run holds signals, so it goes when the term ``run`` or the
term ``signal`` is over, counted from its reference date, with its lists, keys and quarantine. The
last good run stays whatever its age, and that is told.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from screening.batch.last import last_good
from screening.errors import DamagedRunError
from screening.files.private import read_plain
from screening.packs.loaded import Pack
from screening.registers.reading.kept_registers import FOLDER as REGISTERS
from screening.registers.reading.kept_registers import forget, readings
from screening.review.results import results_of
from screening.review.results import store as results
from screening.runs.folder import discard, remove_leftovers
from screening.runs.issued import issued
from screening.runs.ledger import Entry, Ledger
from screening.runs.lock import alone
from screening.runs.names import BATCH, MANIFEST, RUNS
from screening.runs.verify import manifest_of

RECORD = f"{BATCH}/log.jsonl"
_RUN = re.compile(r"(\d{4}-\d{2}-\d{2})-[0-9a-f]{12}")


@dataclass(frozen=True)
class Term:
    """How long a class may be kept, and the pack that says so."""

    kind: str
    days: int
    pack: str


@dataclass(frozen=True)
class Over:
    """Something whose term is over: no content, only what class, how much, until when, and why."""

    what: str
    """``run``, ``registers`` or ``record``."""
    name: str
    count: int
    """Files of a run or of registers kept, or entries of a record."""
    until: dt.date
    """The last day it might be kept; of several entries the latest."""
    term: Term
    sha256: str
    """Of the manifest of a run, of what registers were read from, or of the entries; tells what it
    was, to who has a copy alone."""

    def as_dict(self) -> dict[str, Any]:
        """The entry in the record of batches."""
        return {
            "what": self.what, "name": self.name, "count": self.count,
            "until": self.until.isoformat(), "class": self.term.kind, "days": self.term.days,
            "pack": self.term.pack, "sha256": self.sha256,
        }  # fmt: skip


def record(project: Path) -> Ledger:
    """The record of what batches did in a project."""
    return Ledger(project / RECORD)


def shortest(packs: Sequence[Pack], *kinds: str) -> Term | None:
    """The shortest term of these classes over the packs; None where no pack sets any."""
    found = [
        Term(kind, days, pack.id)
        for pack in packs
        for kind, days in pack.header.retention_days.items()
        if kind in kinds
    ]
    return min(found, key=lambda term: (term.days, term.pack, term.kind), default=None)


@dataclass(frozen=True)
class Due:
    """What goes now, and the last good run where its term is over and it stays all the same."""

    over: tuple[Over, ...]
    kept: Over | None = None


def due(project: Path, packs: Sequence[Pack], today: dt.date) -> Due:
    """Everything whose term is over on this day; the last good run apart.

    Raises DamagedRunError when a record beside the runs is not as it was written.
    """
    stays = last_good(project)
    name = stays.name if stays else ""
    runs = runs_over(project, packs, today)
    kept = next((each for each in runs if each.name == name), None)
    gone = [each for each in runs if each.name != name]
    others = [*readings_over(project, packs, today), *records_over(project, packs, today)]
    return Due((*gone, *others), kept)


def runs_over(project: Path, packs: Sequence[Pack], today: dt.date) -> list[Over]:
    """The runs whose term is over, the oldest first."""
    runs = project / RUNS
    folders = sorted(runs.iterdir()) if runs.is_dir() else []
    found = [_run_over(each, packs, today) for each in folders if each.is_dir()]
    return [each for each in found if each is not None]


def readings_over(project: Path, packs: Sequence[Pack], today: dt.date) -> list[Over]:
    """Registers kept as they were read, of which the term is over since a run last used them."""
    term = shortest(packs, "run", "signal")
    if term is None:
        return []
    until = [
        (each, dt.date.fromtimestamp(each.stat().st_mtime) + dt.timedelta(days=term.days))  # noqa: DTZ012 - a day of this machine
        for each in readings(project / REGISTERS)
    ]
    return [
        Over("registers", f"{each.parent.name}/{each.name}", sum(1 for _ in each.iterdir()), day,
             term, each.name)
        for each, day in until
        if day < today
    ]  # fmt: skip


def records_over(project: Path, packs: Sequence[Pack], today: dt.date) -> list[Over]:
    """Entries of the records beside the runs whose term is over."""
    found = []
    for name, ledger, term_of in _records(project, packs):
        ended = [
            (each, until, term)
            for each in ledger.entries()
            if (term := term_of(each)) is not None and (until := _until(each, term)) < today
        ]
        if ended:
            _, until, term = max(ended, key=lambda one: one[1])
            text = json.dumps([each for each, _, _ in ended], ensure_ascii=False, sort_keys=True)
            digest = hashlib.sha256(text.encode()).hexdigest()
            found.append(Over("record", name, len(ended), until, term, digest))
    return found


def remove(
    project: Path, packs: Sequence[Pack], today: dt.date, over: Sequence[Over], actor: str
) -> None:
    """Remove it. Each is recorded before and after, so that no kill leaves a gap without proof.

    Raises RunError when something cannot be removed or recorded.
    """
    runs = project / RUNS
    if runs.is_dir():
        with alone(runs) as locked:
            if locked:
                remove_leftovers(runs)  # such as a run that was half removed
    removes: dict[str, Callable[[], object]] = {
        name: lambda ledger=ledger, term_of=term_of: ledger.keep(  # type: ignore[misc]
            lambda each: (term := term_of(each)) is None or _until(each, term) >= today
        )
        for name, ledger, term_of in _records(project, packs)
    }
    for each in over:
        record(project).add(_entries("removing", each, actor))
        if each.what == "run":
            discard(runs, each.name)
        elif each.what == "registers":
            forget(project / REGISTERS / each.name)
        else:
            removes[each.name]()
        record(project).add(_entries("removed", each, actor))


def _entries(action: str, each: Over, actor: str) -> Callable[[Sequence[Entry]], list[Entry]]:
    return lambda _: [{"actor": actor, "action": action, **each.as_dict()}]


def _run_over(folder: Path, packs: Sequence[Pack], today: dt.date) -> Over | None:
    day = _day_of(folder)
    if day is None:
        return None
    try:
        made_with = set(manifest_of(folder)["inputs"].get("packs", ()))
        digest = hashlib.sha256(read_plain(folder / MANIFEST)[0]).hexdigest()
    except (DamagedRunError, OSError):  # nobody can tell with which: the shortest
        made_with, digest = set(), ""
    known = [pack for pack in packs if pack.id in made_with]
    whole = {pack.id for pack in known} == made_with and bool(made_with)
    term = shortest(known if whole else packs, "run", "signal")
    if term is None:
        return None
    until = day + dt.timedelta(days=term.days)
    if until >= today:
        return None
    count = sum(path.is_file() for path in folder.rglob("*"))
    return Over("run", folder.name, count, until, term, digest)


def _day_of(folder: Path) -> dt.date | None:
    """The reference date of a run; None for what is none, such as a copy somebody made."""
    named = _RUN.fullmatch(folder.name)
    try:
        return dt.date.fromisoformat(named[1]) if named else None
    except ValueError:
        return None


_TermOf = Callable[[Entry], Term | None]


def _records(project: Path, packs: Sequence[Pack]) -> list[tuple[str, Ledger, _TermOf]]:
    """Every record beside the runs, and the term of an entry in it; None where no pack sets one."""
    log = shortest(packs, "log")
    signal = shortest(packs, "signal")
    result, dismissed = shortest(packs, "result"), shortest(packs, "dismissed_signal")

    def of_result(refuted: set[tuple[Any, ...]]) -> _TermOf:
        def term_of(each: Entry) -> Term | None:
            if result is not None:
                return result
            is_refuted = (each["run"], each["list"], each["key"]) in refuted
            return dismissed or signal if is_refuted else signal

        return term_of

    store = results(project)
    refuted = {
        (each.run, each.list, each.key)
        for each in results_of(store.entries())
        if each.verdict == "refuted"
    }
    return [
        ("results", store, of_result(refuted)),
        ("issued", issued(project), lambda _: signal),
        ("batch", record(project), lambda _: log),
    ]


def _until(each: Mapping[str, Any], term: Term) -> dt.date:
    return dt.datetime.fromisoformat(each["time"]).date() + dt.timedelta(days=term.days)
