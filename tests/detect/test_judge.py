from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from screening.comparison.kind import Label
from screening.comparison.kinds.rate import RateCompare
from screening.detect.judge import Question, count_outcomes, count_settled, judge, settled
from screening.detect.predicate import Predicates
from tests.conditions import parsed

AS_OF = dt.date(2026, 1, 1)
KINDS: dict[str, Any] = {
    "companies": "int", "floor_m2": "real", "known": "bool", "a": "bool", "b": "bool", "c": "bool",
}  # fmt: skip
LABELS = {"companies": Label("aantal bedrijven"), "floor_m2": Label("vloeroppervlakte", "m2")}


def asked(when: str, *exempt: tuple[str, str], **parameters: Any) -> Question:
    return Question(
        when=parsed(when),
        exempt=[(parsed(test), reason) for test, reason in exempt],
        predicates=Predicates(KINDS, parameters, AS_OF),
        labels=LABELS,
        compares={},
    )


def outcomes(rows: list[dict[str, Any]], question: Question) -> dict[str, tuple[str, str]]:
    schema = {
        "subject": pl.String, "companies": pl.Int64, "floor_m2": pl.Float64, "known": pl.Boolean,
    }  # fmt: skip
    judged = judge(pl.DataFrame(rows, schema=schema), question)
    return {s: (o, r) for s, o, r in judged.select("subject", "_outcome", "_reason").rows()}


ROWS = [
    {"subject": "enough", "companies": 10, "floor_m2": 80.0, "known": False},
    {"subject": "one short", "companies": 9, "floor_m2": 80.0, "known": False},
    {"subject": "unknown", "companies": None, "floor_m2": 80.0, "known": False},
    {"subject": "lawful", "companies": 50, "floor_m2": 80.0, "known": True},
    {"subject": "perhaps lawful", "companies": 50, "floor_m2": 80.0, "known": None},
    {"subject": "never", "companies": 1, "floor_m2": 80.0, "known": None},
]


def test_four_outcomes_with_reasons() -> None:
    question = asked("companies >= :most", ("known", "bedrijfsverzamelgebouw"), most=10)
    assert outcomes(ROWS, question) == {
        "enough": ("hit", ""),
        "one short": ("clear", ""),
        "unknown": ("not_evaluable", "aantal bedrijven ontbreekt"),
        "lawful": ("not_applicable", "bedrijfsverzamelgebouw"),
        "perhaps lawful": ("not_evaluable", "known ontbreekt"),
        "never": ("clear", ""),
    }


def test_the_first_exemption_that_holds_is_the_reason() -> None:
    question = asked("companies >= 10", ("companies > 90", "a"), ("known", "b"), ("TRUE", "c"))
    found = outcomes(ROWS, question)
    assert found["lawful"] == ("not_applicable", "b")
    assert found["enough"] == ("not_applicable", "c")


def test_only_the_unknown_part_of_a_condition_is_named() -> None:
    rows = [{"subject": "a", "companies": None, "floor_m2": None, "known": True}]
    question = asked("(floor_m2 < 10 OR known) AND companies >= 10")
    assert outcomes(rows, question)["a"] == ("not_evaluable", "aantal bedrijven ontbreekt")


def test_two_missing_values_are_both_named() -> None:
    rows = [{"subject": "a", "companies": None, "floor_m2": None, "known": True}]
    found = outcomes(rows, asked("companies / floor_m2 > 1"))["a"]
    assert found == ("not_evaluable", "aantal bedrijven ontbreekt; vloeroppervlakte ontbreekt")


def test_unknown_without_a_missing_value_says_so() -> None:
    rows = [{"subject": "a", "companies": 3, "floor_m2": 0.0, "known": True}]
    found = outcomes(rows, asked("companies / floor_m2 > 1"))["a"]
    assert found == ("not_evaluable", "met deze waarden niet te bepalen")


@pytest.mark.parametrize(
    ("a", "b", "c", "outcome"),
    [
        (True, True, None, "hit"),
        (True, None, False, "not_evaluable"),
        (True, False, False, "clear"),
        (None, None, False, "not_evaluable"),
        (None, False, False, "clear"),
    ],
)
def test_at_least_counts_unknown_as_unknown(
    a: bool | None, b: bool | None, c: bool | None, outcome: str
) -> None:
    schema = {"subject": pl.String, "a": pl.Boolean, "b": pl.Boolean, "c": pl.Boolean}
    frame = pl.DataFrame({"subject": ["x"], "a": [a], "b": [b], "c": [c]}, schema=schema)
    assert judge(frame, asked("AT_LEAST(2, a, b, c)"))["_outcome"].item() == outcome


def test_a_comparison_gives_its_own_reason() -> None:
    question = Question(
        when=parsed("tx_notable AND tx_ratio > 2"),
        exempt=[],
        predicates=Predicates({"tx_notable": "bool", "tx_ratio": "real"}, {}, AS_OF),
        labels={},
        compares={"tx": RateCompare(kind="rate", count="n", per="inhabitants")},
    )
    frame = pl.DataFrame(
        {"subject": ["a"], "tx_notable": [None], "tx_ratio": [None], "tx_reason": ["te weinig"]},
        schema_overrides={"tx_notable": pl.Boolean, "tx_ratio": pl.Float64},
    )
    judged = judge(frame, question)
    assert judged.select("_outcome", "_reason").row(0) == ("not_evaluable", "te weinig")


def test_counts_name_no_subject() -> None:
    question = asked("companies >= 10", ("known", "verzamelgebouw"))
    frame = pl.DataFrame(ROWS)
    counts = count_outcomes({"rule": judge(frame, question)}, {})
    assert counts.columns == ["rule", "outcome", "reason", "count"]
    assert counts["count"].sum() == frame.height
    told = counts.select(pl.exclude("count")).write_csv()
    assert not any(row["subject"] in told for row in ROWS)


def test_no_subjects_no_counts() -> None:
    frame = pl.DataFrame(schema={"subject": pl.String, "companies": pl.Int64})
    assert count_outcomes({"rule": judge(frame, asked("companies >= 10"))}, {}).is_empty()
    assert count_outcomes({}, {}).is_empty()


TRUTH = st.one_of(st.none(), st.booleans())


@given(st.lists(st.tuples(TRUTH, TRUTH, TRUTH), min_size=1), st.integers(0, 2))
def test_hiding_a_value_never_adds_a_hit(
    rows: list[tuple[bool | None, bool | None, bool | None]], hidden: int
) -> None:
    """T13, for conditions made of AND, OR, NOT and AT_LEAST."""
    schema = {"a": pl.Boolean, "b": pl.Boolean, "c": pl.Boolean}
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_row_index("subject")
    less = frame.with_columns(pl.lit(None, pl.Boolean).alias("abc"[hidden]))
    for when in ("a AND NOT b", "a OR (b AND NOT c)", "AT_LEAST(2, a, NOT b, c)", "NOT (a AND b)"):
        question = asked(when, ("c AND NOT a", "vrijgesteld"))
        before = judge(frame, question)["_outcome"] == "hit"
        after = judge(less, question)["_outcome"] == "hit"
        assert not (after & ~before).any(), when


@given(
    st.lists(st.fixed_dictionaries({name: st.sampled_from([True, False, None]) for name in "abc"})),
    st.sampled_from(["a AND b", "a OR NOT b", "b"]),
    st.sampled_from([(), ("c",), ("c AND a", "c")]),
)
def test_counting_the_settled_rows_gives_the_same_as_judging_all(
    rows: list[dict[str, bool | None]], when: str, exempt: tuple[str, ...]
) -> None:
    question = asked(when, *((test, f"reden {n}") for n, test in enumerate(exempt)))
    frame = pl.DataFrame(rows, schema=dict.fromkeys("abc", pl.Boolean)).with_row_index("subject")
    left, counted = pl.collect_all(settled(frame.lazy(), question))
    everything = judge(frame, question)
    open_rows = everything.filter(pl.col("_outcome").is_in(["hit", "not_evaluable"]))
    assert_frame_equal(judge(left, question), open_rows)
    counts = count_outcomes(
        {"rule": judge(left, question)}, {"rule": count_settled(counted, question)}
    )
    assert_frame_equal(counts, count_outcomes({"rule": everything}, {}))
