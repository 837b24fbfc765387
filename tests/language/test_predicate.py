"""Conditions keep three values, and their parts say what would make them false."""

from __future__ import annotations

import datetime as dt
import itertools

import polars as pl
import pytest

from screening.language.predicate import Comparison, compile_predicate

_AS_OF = dt.date(2026, 1, 31)
_KINDS = {"a": "bool", "b": "bool", "c": "bool", "n": "int", "x": "real", "t": "text", "d": "date"}


def _judge(text: str, frame: pl.DataFrame) -> list[bool | None]:
    predicate = compile_predicate(text, _KINDS, {}, _AS_OF)
    with pl.SQLContext({"frame": frame.lazy()}) as context:
        result = context.execute(f"SELECT {predicate.polars_sql()} AS met FROM frame", eager=True)
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


@pytest.mark.parametrize(
    ("text", "column", "op", "threshold"),
    [
        ("n >= :limit", "n", ">=", 10),
        (":limit < n", "n", ">", 10),
        ("x < 0.5", "x", "<", 0.5),
        ("n > -3", "n", ">", -3),
        ("NOT n > 3", "n", "<=", 3),
        ("t = 'q'", "t", "=", "q"),
        ("t <> 'q'", "t", "<>", "q"),
        ("a", "a", "=", True),
        ("NOT a", "a", "=", False),
        ("d >= MONTHS_AGO(12)", "d", ">=", dt.date(2025, 1, 31)),
        ("d < DATE '2025-02-03'", "d", "<", dt.date(2025, 2, 3)),
        ("(n = THIS_YEAR())", "n", "=", 2026),
    ],
)
def test_pieces_of_a_comparison(text: str, column: str, op: str, threshold: object) -> None:
    (atom,) = compile_predicate(text, _KINDS, {"limit": 10}, _AS_OF).atoms
    assert atom.comparison == Comparison(column, op, threshold)  # type: ignore[arg-type]
    assert atom.columns == (column,)


@pytest.mark.parametrize("text", ["n > x", "n + 1 > 3", "t LIKE 'a%'", "n IS NULL", "a OR b"])
def test_other_conditions_have_no_pieces(text: str) -> None:
    (atom,) = compile_predicate(text, _KINDS, {}, _AS_OF).atoms
    assert atom.comparison is None


def test_parts_of_a_condition() -> None:
    text = (
        "n >= :limit AND AT_LEAST(2, a, x < 1, NOT b) AND (c OR n > 3) AND n BETWEEN 1 AND :limit"
    )
    predicate = compile_predicate(text, _KINDS, {"limit": 10}, _AS_OF)
    assert [(atom.expression, atom.at_least, atom.group) for atom in predicate.atoms] == [
        ("n >= 10", None, None),
        ("a", 2, 0),
        ("x < 1", 2, 0),
        ("NOT b", 2, 0),
        ("c OR n > 3", None, None),
        ("n >= 1", None, None),
        ("n <= 10", None, None),
    ]
    assert predicate.columns == {"a", "b", "c", "n", "x"}
    assert predicate.parameters_used == {"limit"}
