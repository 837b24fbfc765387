"""A process that statements may take down: it tries what it is sent and says what it is doing."""

from __future__ import annotations

import os
import resource
import sys
import traceback
from collections.abc import Sequence
from multiprocessing.connection import Connection

import sqlglot.optimizer.optimizer  # noqa: F401 - sqlglot itself imports parts of it late

from screening.engines import base
from screening.reference.tables import branch_groups
from tests.fuzz.data import Tables, tables
from tests.fuzz.grammar import Statement, generate
from tests.fuzz.guard import install
from tests.fuzz.trial import trial

PER_TABLES = 50
"""Statements that share their tables."""
MEMORY = 6 * 2**30
_WARM_UP = range(-40, 0)


def tables_of(seed: int, number: int) -> Tables:
    """The tables a statement is run over."""
    return tables(f"{seed}:{number // PER_TABLES}")


def serve(pipe: Connection, errors: str, seconds: float, engines: Sequence[str]) -> None:
    """Answer until the other side hangs up.

    Asked are ``(seed, numbers)`` or ``(statement, tables)``; sent are texts that say what comes
    next, then a tally. What the process writes to its standard error goes to the file ``errors``.
    """
    os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), sys.stderr.fileno())
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    base.told = _told
    branch_groups()
    warm = {number: generate(0, number) for number in _WARM_UP}
    trial(warm, tables("warm"), seconds, engines, lambda _: None)
    install()
    pipe.send("ready")
    while True:
        try:
            asked = pipe.recv()
        except EOFError:
            return
        statements, over = _asked(*asked)
        pipe.send(trial(statements, over, seconds, engines, pipe.send))


def _asked(
    first: int | Statement, second: Sequence[int] | Tables
) -> tuple[dict[int, Statement], Tables]:
    if isinstance(first, Statement):
        assert isinstance(second, dict)
        return {0: first}, second
    assert not isinstance(second, dict)
    return {number: generate(first, number) for number in second}, tables_of(first, second[0])


def _told(error: BaseException) -> str:
    """The whole text of an engine's error and the file it left ours by; no value here is real."""
    ours = [frame.f_code.co_filename for frame, _ in traceback.walk_tb(error.__traceback__)]
    file = next((name for name in reversed(ours) if "/screening/" in name), "")
    lines = str(error).strip().splitlines() or [""]
    return f"{type(error).__name__}: {lines[0][:300]} [{file.rpartition('/')[2]}]"
