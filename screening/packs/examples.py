"""What stands in the tests of a rule file, held against the registers and the rule itself.

The same is asked when a test is run; asking at load tells the author at once, of all tests.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from screening.documents.fields import Scalar
from screening.documents.read import describe
from screening.errors import suggestion
from screening.packs.given import Row, key_of, rows_given
from screening.packs.models import Parameter, Rule, RuleTest
from screening.packs.overridden import unfit
from screening.registers.reading.cells import ONE, cell_kinds, misfit
from screening.registers.schemas import REGISTERS

MAX_ROWS = 20_000
"""Rows one test may stand for; a municipality of peers is a few hundred."""
TIMES, CYCLE = "times", "cycle"


@dataclass(frozen=True)
class Flaw:
    """Something in a test that cannot be used; ``path`` is seen from the test."""

    path: str
    found: str
    expected: str
    remedy: str


def flaws(rule: Rule, test: RuleTest, reads: Collection[str] | None = None) -> Iterator[Flaw]:
    """Everything wrong with a test; with ``reads`` also registers that the rule does not read."""
    yield from _registers("given", test.given, reads)
    for register, rows in rule.background.items():
        yield from _doubles(f"given.{register}", register, test.given.get(register, []), rows)
    yield from _size(rows_given(rule, test))
    for name, value in test.parameters.items():
        yield from _parameter(name, value, rule.parameters)


def shared_flaws(rule: Rule, reads: Collection[str] | None = None) -> Iterator[Flaw]:
    """The same of the rows that all tests share; ``path`` is seen from the rule."""
    yield from _registers("background", rule.background, reads)
    for register, rows in rule.background.items():
        yield from _doubles(f"background.{register}", register, rows, rows)


def _registers(
    key: str, given: Mapping[str, Sequence[Row]], reads: Collection[str] | None
) -> Iterator[Flaw]:
    for register, rows in given.items():
        path = f"{key}.{register}"
        if register not in REGISTERS:
            yield Flaw(
                path,
                f"unknown register '{register}'",
                f"one of {', '.join(sorted(reads or REGISTERS))}",
                suggestion(register, REGISTERS) or "Correct the name.",
            )
            continue
        if reads is not None and register not in reads:
            expected = f"rows of {', '.join(sorted(reads))}"
            found = f"the test gives {register}, which the rule does not read"
            yield Flaw(path, found, expected, "Take these rows out.")
        yield from _rows(path, register, rows)


def times(row: Row) -> Any:
    """How many rows a row stands for, as it is written."""
    return row.get(TIMES, 1)


def _doubles(
    path: str, register: str, rows: Sequence[Row], shared: Sequence[Row]
) -> Iterator[Flaw]:
    """Rows of which it is not clear which row of the background they change, or are."""
    named = [key_of(register, row) for row in rows]
    known = {key_of(register, row) for row in shared} - {None}
    for number, key in enumerate(named):
        if key in known and key in named[:number]:
            found = f"a second row of {register} with the key {', '.join(key or ())}"
            expected = "one row per key among rows that a background is made of or changed by"
            yield Flaw(f"{path}.{number}", found, expected, "Give it another key, or join the two.")


def _rows(path: str, register: str, rows: Sequence[Row]) -> Iterator[Flaw]:
    kinds = cell_kinds(register)
    for number, row in enumerate(rows):
        for column, value in row.items():
            kind = kinds.get(column)
            if kind is None or misfit(value, kind, counted=True):
                yield from _cell(f"{path}.{number}", register, column, value)


def _cell(path: str, register: str, column: str, value: Any) -> Iterator[Flaw]:
    """What is wrong with a cell that is no plain value of a column."""
    kinds, place = cell_kinds(register), f"{path}.{column}"
    if column == TIMES:
        if not _is_count(value):
            found = f"'{TIMES}' is {describe(value)}"
            yield Flaw(place, found, f"a whole number, 1 to {MAX_ROWS:,}", "Correct the number.")
    elif column == CYCLE:
        yield from _cycle(place, register, value)
    elif column not in kinds:
        yield _no_column(place, register, column)
    else:
        wrong = misfit(value, kinds[column], counted=True)
        yield Flaw(place, f"{register}.{column}: {wrong}", ONE[kinds[column]], "Correct the value.")


def _no_column(path: str, register: str, column: str) -> Flaw:
    kinds = cell_kinds(register)
    hint = "'times' and 'cycle' stand in a row of 'repeat'." if column in (TIMES, CYCLE) else ""
    return Flaw(
        path,
        f"register {register} has no column '{column}'",
        f"one of {', '.join(kinds)}",
        hint or suggestion(column, kinds) or "Correct the name.",
    )


def _cycle(path: str, register: str, given: Any) -> Iterator[Flaw]:
    if not isinstance(given, dict) or not given:
        yield Flaw(
            path,
            f"'{CYCLE}' is {describe(given) if given != {} else 'without columns'}",
            "columns with the values each takes in turn",
            "Write cycle: {column: [first, second]}.",
        )
        return
    kinds = cell_kinds(register)
    for column, values in given.items():
        place = f"{path}.{column}"
        if not isinstance(values, list) or not values:
            found = f"'{CYCLE}.{column}' is {describe(values) if values != [] else 'an empty list'}"
            yield Flaw(place, found, "a list of values to take in turn", "Write [first, second].")
        elif column not in kinds:
            yield _no_column(place, register, column)
        else:
            for number, value in enumerate(values):
                wrong = misfit(value, kinds[column], counted=True)
                if wrong:
                    where, found = f"{place}.{number}", f"{register}.{column}: {wrong}"
                    yield Flaw(where, found, ONE[kinds[column]], "Correct the value.")


def _is_count(value: Any) -> bool:
    return type(value) is int and 1 <= value <= MAX_ROWS


def _size(given: Mapping[str, Sequence[Row]]) -> Iterator[Flaw]:
    each = [times(row) for rows in given.values() for row in rows]
    total = sum(value for value in each if _is_count(value))
    if total > MAX_ROWS:
        found = f"{total:,} rows"
        yield Flaw("given", found, f"at most {MAX_ROWS:,} in a test", "Make fewer rows.")


def _parameter(name: str, value: Scalar, known: Mapping[str, Parameter]) -> Iterator[Flaw]:
    path = f"parameters.{name}"
    if name not in known:
        yield Flaw(
            path,
            f"the rule has no parameter '{name}'",
            f"one of {', '.join(sorted(known)) or '(none: this rule has no parameters)'}",
            suggestion(name, known) or "Correct the name, or take it out.",
        )
        return
    wrong = unfit(value, known[name].usual)
    if wrong is not None:
        what, expected, remedy = wrong
        found = f"parameter '{name}' is {describe(value)}, {what}"
        yield Flaw(path, found, expected, remedy or "Correct the value.")
