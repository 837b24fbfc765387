"""Putting statements to the gate and the engines, and saying what is wrong with what came back."""

from __future__ import annotations

import re
import time
import traceback
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

import polars as pl

from screening.engines.base import Dialect
from screening.errors import GateError
from screening.packs.gate import Query, compile_query
from tests.fuzz.compare import difference
from tests.fuzz.data import Tables
from tests.fuzz.engines import POSTGRES, STOPPED, Outcome, outcomes
from tests.fuzz.grammar import Statement
from tests.fuzz.grammar.literals import TODAY
from tests.fuzz.guard import asking_nothing
from tests.fuzz.judging import AS_RUNS_DO, Judged, as_runs_do, judged, measured

SLACK = 3.0
"""Seconds of work that many statements together may take above what one may."""
BEYOND_REALS = "NumericValueOutOfRange: value out of range"
"""What PostgreSQL says where a real becomes infinite or vanishes; the language says NULL or 0."""
DIALECTS: tuple[Dialect, ...] = get_args(Dialect)
Mark = Callable[[str], None]
"""Says what is about to be done, for whoever watches."""
_VALUES = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`|[\w.]*\d[\w.]*")


@dataclass(frozen=True)
class Finding:
    """Something wrong with a statement: what, on which engines, and what each gave."""

    number: int
    what: str
    who: str
    detail: str

    @property
    def kind(self) -> tuple[str, str, str]:
        """What findings of one cause have in common, as far as can be seen from outside."""
        shape = "" if self.what == "differs" else _VALUES.sub("_", self.detail.split("\n")[0])[:90]
        return self.what, self.who, shape


@dataclass
class Tally:
    """How many statements met which fate, what was found, and the slowest compilation."""

    counts: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    slowest: float = 0.0

    def add(self, other: Tally) -> None:
        self.counts += other.counts
        self.findings += other.findings
        self.slowest = max(self.slowest, other.slowest)


def trial(
    statements: Mapping[int, Statement],
    tables: Tables,
    seconds: float,
    engines: Sequence[str],
    mark: Mark,
) -> Tally:
    """Compile all, run what passes on the engines, compare; ``seconds`` is for one compilation."""
    tally = Tally()
    compiled: dict[int, Query | Judged] = {}
    for number, statement in statements.items():
        mark(f"compile {number}")
        made = _compiled(number, statement, seconds, tally)
        if made is not None:
            compiled[number] = made
    found: dict[int, dict[str, Outcome]] = {number: {} for number in compiled}
    over = {**tables, **measured(tables)}
    for name in engines if compiled else []:
        for number, outcome in _run(name, compiled, over, seconds, tally, mark).items():
            found[number][name] = outcome
    for number, made in compiled.items():
        if isinstance(made, Judged):
            mark(f"judge {number}")
            with asking_nothing(AS_RUNS_DO) as asked:
                found[number][AS_RUNS_DO] = as_runs_do(statements[number], tables)
            _note_asked(asked, number, AS_RUNS_DO, tally)
    for number, outcomes_of in found.items():
        _compare(number, outcomes_of, tally)
    return tally


def _run(
    name: str,
    compiled: Mapping[int, Any],
    over: Tables,
    seconds: float,
    tally: Tally,
    mark: Mark,
) -> dict[int, Outcome]:
    """What an engine makes of each; over tables this small, time goes into planning only."""
    mark(name)
    start = time.process_time()
    with asking_nothing(name) as asked:
        found = outcomes(name, compiled, over)
    spent = time.process_time() - start
    _note_asked(asked, min(compiled), name, tally)
    if spent > seconds and len(compiled) == 1:
        tally.findings.append(Finding(min(compiled), "slow", name, f"seconds of work: {spent:.1f}"))
    elif spent > seconds + SLACK:
        for number, made in compiled.items():
            _run(name, {number: made}, over, seconds, tally, mark)
    return found


def _compiled(
    number: int, statement: Statement, seconds: float, tally: Tally
) -> Query | Judged | None:
    made, failed, raised = None, "", None
    start = time.process_time()
    with asking_nothing("gate") as asked:
        try:
            made = _through_the_gate(statement)
        except GateError as error:
            failed = "" if error.problems else "a GateError without a problem"
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            raised = error
            failed = type(error).__name__
    spent = time.process_time() - start
    if failed:
        words = _last_lines(raised) if raised is not None else failed
        tally.findings.append(Finding(number, "traceback", "gate", words))
    tally.slowest = max(tally.slowest, spent)
    tally.counts[f"{statement.form}: {'refused' if made is None else 'compiled'}"] += 1
    _note_asked(asked, number, "gate", tally)
    if spent > seconds:
        tally.findings.append(Finding(number, "slow", "gate", f"seconds of work: {spent:.1f}"))
    if statement.refuse and made is not None:
        tally.findings.append(Finding(number, "let through", "gate", ""))
    return made


def _through_the_gate(statement: Statement) -> Query | Judged:
    """The statement compiled, and written for every engine."""
    query: Query | Judged
    if statement.form == "when":
        query = judged(statement)
    else:
        query = compile_query(statement.text, parameters=statement.parameters, as_of=TODAY)
    for dialect in DIALECTS:
        query.sql(dialect)
    return query


def _last_lines(error: BaseException) -> str:
    lines = "".join(traceback.format_exception(error)).strip().splitlines()
    return f"{lines[-1][:200]}\n" + "\n".join(lines[-5:-1])


def _note_asked(asked: list[str], number: int, who: str, tally: Tally) -> None:
    for each in sorted(set(asked)):
        tally.findings.append(Finding(number, "asks", who, each))


def _compare(number: int, found: Mapping[str, Outcome], tally: Tally) -> None:
    told = found.get(POSTGRES)
    if isinstance(told, str) and BEYOND_REALS in told:
        tally.counts["beyond the reals of PostgreSQL, which has no answer"] += 1
        found = {name: each for name, each in found.items() if name != POSTGRES}
    frames = {name: each for name, each in found.items() if isinstance(each, pl.DataFrame)}
    failed = {name: each for name, each in found.items() if isinstance(each, str)}
    if failed and all(each == STOPPED for each in failed.values()) and not {*frames} - {POSTGRES}:
        tally.counts["stopped by the row budget"] += 1
        return
    if failed:
        who = "all" if not frames else ", ".join(failed)
        texts = dict.fromkeys(failed.values())
        tally.findings.append(Finding(number, "fails", who, "\n".join(texts)))
    names = list(frames)
    apart = []
    for name in names[:-1]:
        different = difference(frames[name], frames[names[-1]])
        if different is not None:
            apart.append((name, different))
    if apart:
        who = ", ".join(name for name, _ in apart) + f" against {names[-1]}"
        detail = "\n".join(f"{name}: {different}" for name, different in apart)
        tally.findings.append(Finding(number, "differs", who, detail))
    if not failed and not apart:
        tally.counts["the same on every engine"] += 1


__all__ = ["Finding", "Mark", "Tally", "trial"]
