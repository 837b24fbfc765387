"""Putting a statement to the gate: it passes or is refused with reasons, at once and in silence."""

from __future__ import annotations

import time
import traceback
from typing import get_args

from screening.engines.base import Dialect
from screening.errors import GateError
from tests.compiled import Query, compile_query
from tests.fuzz.closed import reaches
from tests.fuzz.data import REGISTERS
from tests.fuzz.findings import Tally
from tests.fuzz.grammar import Statement
from tests.fuzz.grammar.literals import TODAY
from tests.fuzz.guard import asking_nothing
from tests.fuzz.judging import Judged, judged, measured_name
from tests.fuzz.showing import LISTED, shown

DIALECTS: tuple[Dialect, ...] = get_args(Dialect)
"""What engines run, and what people read."""
RUN: tuple[Dialect, ...] = ("polars", "duckdb", "postgres")
READ = frozenset(REGISTERS) | {LISTED} | {measured_name(register) for register in REGISTERS}


def compiled(
    number: int, statement: Statement, seconds: float, tally: Tally
) -> Query | Judged | None:
    """What the gate makes of a statement, None when it refuses; what is wrong goes to the tally."""
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
        tally.note(number, "traceback", "gate", words)
    tally.slowest = max(tally.slowest, spent)
    tally.counts[f"{statement.form}: {'refused' if made is None else 'compiled'}"] += 1
    tally.note_asked(number, "gate", asked)
    if spent > seconds:
        tally.note(number, "slow", "gate", f"seconds of work: {spent:.1f}")
    if statement.refuse and made is not None:
        tally.note(number, "let through", "gate")
    if made is not None:
        _note_reached(number, made, tally)
    return made


def _note_reached(number: int, made: Query | Judged, tally: Tally) -> None:
    for dialect in RUN:
        reached = reaches(made.sql(dialect), dialect, READ)
        if reached:
            tally.note(number, "reaches outside", dialect, reached)


def _through_the_gate(statement: Statement) -> Query | Judged:
    """The statement compiled, and written for every engine."""
    query: Query | Judged
    if statement.form == "when":
        query = judged(statement)
    elif statement.form == "evidence":
        query = shown(statement)
    else:
        query = compile_query(statement.text, parameters=statement.parameters, as_of=TODAY)
    for dialect in DIALECTS:
        query.sql(dialect)
    return query


def _last_lines(error: BaseException) -> str:
    lines = "".join(traceback.format_exception(error)).strip().splitlines()
    return f"{lines[-1][:200]}\n" + "\n".join(lines[-5:-1])
