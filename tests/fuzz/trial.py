"""Putting statements to the gate and the engines, and comparing what comes back."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

from screening.language.gate import Query
from tests.fuzz.compare import difference
from tests.fuzz.data import Tables
from tests.fuzz.door import compiled
from tests.fuzz.engines import POSTGRES, STOPPED, Outcome, outcomes
from tests.fuzz.findings import Tally
from tests.fuzz.grammar import Statement
from tests.fuzz.guard import asking_nothing
from tests.fuzz.judging import AS_RUNS_DO, Judged, as_runs_do, measured
from tests.fuzz.showing import listed

SLACK = 3.0
"""Seconds of work that many statements together may take above what one may."""
BEYOND_REALS = "NumericValueOutOfRange: value out of range"
"""What PostgreSQL says where a real becomes infinite or vanishes; the language says NULL or 0."""
Mark = Callable[[str], None]
"""Says what is about to be done, for whoever watches."""


def trial(
    statements: Mapping[int, Statement],
    tables: Tables,
    seconds: float,
    engines: Sequence[str],
    mark: Mark,
) -> Tally:
    """Compile all, run what passes on the engines, compare; ``seconds`` is for one compilation."""
    tally = Tally()
    passed: dict[int, Query | Judged] = {}
    for number, statement in statements.items():
        mark(f"compile {number}")
        made = compiled(number, statement, seconds, tally)
        if made is not None:
            passed[number] = made
    found: dict[int, dict[str, Outcome]] = {number: {} for number in passed}
    over = {**tables, **measured(tables), **listed()}
    for name in engines if passed else []:
        for number, outcome in _run(name, passed, over, seconds, tally, mark).items():
            found[number][name] = outcome
    for number, made in passed.items():
        if isinstance(made, Judged):
            mark(f"judge {number}")
            with asking_nothing(AS_RUNS_DO) as asked:
                found[number][AS_RUNS_DO] = as_runs_do(statements[number], tables)
            tally.note_asked(number, AS_RUNS_DO, asked)
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
    tally.note_asked(min(compiled), name, asked)
    if spent > seconds and len(compiled) == 1:
        tally.note(min(compiled), "slow", name, f"seconds of work: {spent:.1f}")
    elif spent > seconds + SLACK:
        for number, made in compiled.items():
            _run(name, {number: made}, over, seconds, tally, mark)
    return found


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
        tally.note(number, "fails", who, "\n".join(texts))
    names = list(frames)
    apart = []
    for name in names[:-1]:
        different = difference(frames[name], frames[names[-1]])
        if different is not None:
            apart.append((name, different))
    if apart:
        who = ", ".join(name for name, _ in apart) + f" against {names[-1]}"
        detail = "\n".join(f"{name}: {different}" for name, different in apart)
        tally.note(number, "differs", who, detail)
    if not failed and not apart:
        tally.counts["the same on every engine"] += 1
