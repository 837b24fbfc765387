"""Conditions keep three values, and their parts say what would make them false."""

from __future__ import annotations

import datetime as dt
import itertools

import polars as pl
import pytest
from sqlglot import exp

from screening.language.predicate import compile_predicate
from tests.conditions import parsed

_AS_OF = dt.date(2026, 1, 31)
_KINDS = {"a": "bool", "b": "bool", "c": "bool", "n": "int", "x": "real", "t": "text", "d": "date"}


def _judge(text: str, frame: pl.DataFrame) -> list[bool | None]:
    predicate = compile_predicate(text, _KINDS, {}, _AS_OF)
    with pl.SQLContext({"frame": frame.lazy()}) as context:
        result = context.execute(f"SELECT {predicate.sql('polars')} AS met FROM frame", eager=True)
    return result.get_column("met").to_list()


def _truth() -> pl.DataFrame:
    values = list(itertools.product([True, False, None], repeat=3))
    return pl.DataFrame(
        values, schema={"a": pl.Boolean, "b": pl.Boolean, "c": pl.Boolean}, orient="row"
    )


@pytest.mark.parametrize("needed", [1, 2, 3])
def test_at_least_counts_unknown_both_ways(needed: int) -> None:
    frame = _truth()
    for row, met in zip(frame.rows(), _judge(f"AT_LEAST({needed}, a, b, c)", frame), strict=True):
        sure, possible = row.count(True), row.count(True) + row.count(None)
        expected = True if sure >= needed else False if possible < needed else None
        assert met is expected, row


def test_and_or_not_keep_unknown() -> None:
    frame = _truth()
    for row, met in zip(frame.rows(), _judge("(a AND b) OR NOT c", frame), strict=True):
        a, b, c = row
        both = False if a is False or b is False else None if a is None or b is None else True
        neither = None if c is None else not c
        expected = (
            True if both is True or neither is True
            else None if both is None or neither is None
            else False
        )  # fmt: skip
        assert met is expected, row


def test_unknown_comparisons() -> None:
    frame = pl.DataFrame({"n": [1, None, 3]}, schema={"n": pl.Int64})
    assert _judge("n >= 2", frame) == [False, None, True]
    assert _judge("NOT n >= 2", frame) == [True, None, False]
    assert _judge("n IN (1, 2)", frame) == [True, None, False]
    assert _judge("n / 0 > 1", frame) == [None, None, None]


def test_what_is_written_is_kept_beside_what_is_asked() -> None:
    text = "n >= :limit AND AT_LEAST(2, a, x < 1, NOT b) AND n BETWEEN 1 AND :limit"
    predicate = compile_predicate(text, _KINDS, {"limit": 10}, _AS_OF)
    assert predicate.written.sql("postgres") == parsed(text).sql("postgres")
    assert predicate.written.find(exp.Placeholder).name == "limit"
    assert predicate.expression.startswith("n >= 10 AND ")
    assert predicate.columns == {"a", "b", "n", "x"}
    assert predicate.parameters_used == {"limit"}
