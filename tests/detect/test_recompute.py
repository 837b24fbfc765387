"""T30: whoever recomputes a condition from the values in the explanation finds the same."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.detect.explain.conditions import Conditions
from screening.detect.explain.dutch import canonical
from screening.detect.explain.listed import lists_of
from screening.detect.judge import Question, judge
from screening.detect.predicate import Predicates
from screening.detect.run import explain_hits
from screening.engines import get_engine
from screening.frames import CONDITION
from screening.packs.loaded import LoadedRule
from screening.ruletests.rules import compile_for, judge_test, registers_of
from tests.conditions import parsed
from tests.shipped import working_rules
from tests.thorough import part, some

DUCKDB = duckdb.connect(":memory:")
AS_OF = dt.date(2026, 1, 1)


def literal(value: str | None) -> str:
    """A value as someone would copy it from the explanation, typed by how it looks."""
    if value is None:
        return "NULL"
    if value in {"true", "false"} or re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", value):
        return f"({value})"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return f"DATE '{value}'"
    return "'" + value.replace("'", "''") + "'"


def recomputed(
    expression: str, values: Mapping[str, str | None], dates: frozenset[str] = frozenset()
) -> bool | None:
    columns = ", ".join(
        f'{"NULL::DATE" if value is None and name in dates else literal(value)} AS "{name}"'
        for name, value in values.items()
    )
    ((found,),) = DUCKDB.execute(f"SELECT {expression} FROM (SELECT {columns})").fetchall()
    return None if found is None else bool(found)


@pytest.mark.parametrize("loaded", some(working_rules(), of=6), ids=lambda loaded: str(loaded.id))
def test_every_hit_of_a_shipped_rule(loaded: LoadedRule) -> None:
    engine, seen = get_engine(), 0
    for test in loaded.rule.tests:
        compiled = compile_for(loaded, test)
        registers = registers_of(loaded.rule, test, compiled)
        judged = judge_test(loaded, compiled, registers, engine, test.as_of)
        signals, failures = explain_hits(judged, registers, engine, test.as_of)
        assert not failures
        for signal in signals.head(3).to_dicts():
            values = {value["name"]: value["value"] for value in signal["values"]}
            assert recomputed(compiled.when.expression, values) is True
            for condition in signal["conditions"]:
                assert set(condition["columns"]) <= set(values)
                met = recomputed(condition["expression"], values)
                assert bool(met) == condition["met"], condition
                assert condition["false_when"]
            assert all(value["source"] and value["reference_date"] for value in signal["values"])
            seen += 1
    assert seen, "no test of this rule hits"


WHEN = [
    "number >= 3 AND amount < 10.5",
    "(number > 1 OR NOT flag) AND day >= MONTHS_AGO(6)",
    "AT_LEAST(2, flag, number BETWEEN 1 AND 4, amount / number > 2, day IS NULL)",
    "NOT (flag AND number < 2) AND name IN ('a', 'b')",
    "DAYS_BETWEEN(day, :today) <= 90 OR COALESCE(flag, FALSE)",
    "name <> 'b' AND amount * 2 >= number",
]
KINDS: dict[str, Any] = {
    "number": "int", "amount": "real", "flag": "bool", "day": "date", "name": "text",
}  # fmt: skip
DAY = frozenset({"day"})
SCHEMA = {
    "number": pl.Int64, "amount": pl.Float64, "flag": pl.Boolean, "day": pl.Date,
    "name": pl.String,
}  # fmt: skip
ROW = st.fixed_dictionaries(
    {
        "number": st.none() | st.integers(0, 5),
        "amount": st.none() | st.integers(-400, 400).map(lambda quarters: quarters / 4),
        "flag": st.none() | st.booleans(),
        "day": st.none() | st.dates(dt.date(2025, 1, 1), dt.date(2026, 1, 1)),
        "name": st.none() | st.sampled_from("abc"),
    }
)


@settings(max_examples=part(40), deadline=None)
@given(st.lists(ROW, min_size=1, max_size=8), st.sampled_from(WHEN))
def test_any_condition_on_any_values(rows: list[dict[str, Any]], when: str) -> None:
    tree, predicates = parsed(when), Predicates(KINDS, {}, AS_OF)
    frame = pl.DataFrame(rows, schema=SCHEMA).with_row_index("subject")
    outcome = judge(frame, Question(tree, [], predicates, {}, {}))["_outcome"]
    hits = frame.filter(outcome == "hit")
    if hits.is_empty():
        return
    listed = Conditions(predicates, hits, {}, {}).listed(tree)
    told = lists_of([(listed, hits.select("subject", *listed.columns()))], CONDITION).to_list()
    frozen = hits.select(canonical(pl.col(n), hits.schema[n]).alias(n) for n in SCHEMA).to_dicts()
    for conditions, values in zip(told, frozen, strict=True):
        assert recomputed(predicates.sql(tree), values, DAY) is True
        for condition in conditions:
            # the rule language, not DuckDB, says that a division by zero is unknown
            told_as = condition["expression"].replace("/ number", "/ NULLIF(number, 0)")
            met = recomputed(told_as, values, DAY)
            assert bool(met) == condition["met"]
