"""Making a finding small: leaving parts of the statement and rows of the tables out while it stays.

Knows nothing of the grammar: it cuts the parsed tree, and the gate says what is still a statement.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

import polars as pl
from sqlglot import parse_one
from sqlglot.errors import SqlglotError

from tests.fuzz.cuts import cuts
from tests.fuzz.data import Tables
from tests.fuzz.grammar import Statement

Stays = Callable[[Statement, Tables], bool]
"""Whether a statement over tables still shows the finding."""


def shrunk(
    statement: Statement, tables: Tables, stays: Stays, tries: int
) -> tuple[Statement, Tables]:
    """The smallest statement and tables that ``tries`` attempts lead to."""
    left, at, before = tries, 0, ""
    while left > 0:
        for number, made in _smaller(statement, at):
            at, left = number, left - 1
            if left <= 0 or stays(made, tables):
                break
        else:
            if statement.text == before:
                break
            at, before = 0, statement.text
            continue
        if left > 0:
            statement = made
    return statement, _fewer_rows(statement, tables, stays, tries // 2)


def _smaller(statement: Statement, start: int) -> Iterator[tuple[int, Statement]]:
    """Shorter statements, the largest cuts first, from the cut with number ``start`` on."""
    prefix = "SELECT " if statement.form == "when" else ""
    for number, cut in enumerate(_cuts(prefix + statement.text)):
        if number < start:
            continue
        text = cut()[len(prefix) :]
        if text and len(text) < len(statement.text):
            named = {key: v for key, v in statement.parameters.items() if f":{key}" in text}
            yield number, dataclasses.replace(statement, text=text, parameters=named)


def _cuts(text: str) -> Iterator[Callable[[], str]]:
    try:
        tree = parse_one(text, read="postgres")
    except (SqlglotError, RecursionError):
        yield from _halves(text)
    else:
        yield from cuts(tree)


def _halves(text: str) -> Iterator[Callable[[], str]]:
    """Cuts in a text that nobody can parse."""
    size = len(text) // 2
    while size > 0:
        for start in range(0, len(text), size):
            yield lambda start=start, size=size: text[:start] + text[start + size :]  # type: ignore[misc]
        size //= 2


def _fewer_rows(statement: Statement, tables: Tables, stays: Stays, tries: int) -> Tables:
    """Tables without the rows that the finding does not need."""
    left = tries
    for name in sorted(tables, key=lambda name: name in statement.text):
        smaller = True
        while smaller and left > 0:
            smaller = False
            for fewer in _subsets(tables[name]):
                left -= 1
                made = {**tables, name: fewer}
                if fewer.height < tables[name].height and stays(statement, made):
                    tables, smaller = made, True
                    break
                if left <= 0:
                    break
    return tables


def _subsets(frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    yield frame.clear()
    step = frame.height // 2
    while step:
        for start in range(0, frame.height, step):
            yield pl.concat([frame[:start], frame[start + step :]])
        step //= 2
