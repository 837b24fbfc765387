"""What the gate lets through means the same on every engine, and does no harm."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from screening.language.allow import FUNCTIONS
from tests.engines.postgres import needs_postgres
from tests.fuzz.engines import DUCKDB, POLARS, POSTGRES
from tests.fuzz.grammar import generate
from tests.fuzz.report import markdown
from tests.fuzz.search import Search
from tests.thorough import part

SEED = 20_260_131
STATEMENTS = 2_000
EACH = part(500, of=4)
SECONDS = 1.0
"""Processor time that one compilation may take."""
PATIENCE = 300.0

_parts = pytest.mark.parametrize("start", range(0, part(STATEMENTS, of=16), EACH))


def _search(start: int, engines: Sequence[str]) -> None:
    search = Search(SEED, workers=1, seconds=SECONDS, patience=PATIENCE, engines=engines)
    try:
        search.run(start, EACH)
    finally:
        search.close()
    assert not search.kinds, markdown(search.kinds.values())
    enough = EACH // 3  # of the others most are refused, as names that are grouped by with words
    assert search.tally.counts["the same on every engine"] > enough


@_parts
def test_statements_mean_the_same_and_do_no_harm(start: int) -> None:
    _search(start, [*POLARS, DUCKDB])


@needs_postgres
@_parts
def test_statements_mean_what_postgresql_says(start: int) -> None:
    _search(start, [DUCKDB, POSTGRES])


def test_every_function_of_the_language_is_tried() -> None:
    said = " ".join(
        statement.text
        for statement in (generate(SEED, number) for number in range(STATEMENTS))
        if statement.form == "select"
    )
    left_out = {"IN_YEAR", "ON_DAY"}  # they read a norm by date, which is written out before
    assert [name for name in FUNCTIONS if f"{name}(" not in said] == sorted(left_out)


def test_a_number_names_a_statement() -> None:
    first, again = generate(3, 7), generate(3, 7)
    assert (first, generate(3, 8)) == (again, generate(3, 8))
    assert first != generate(4, 7)
