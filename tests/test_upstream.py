"""The faults of libraries in docs/upstream.md are still there; else their work-arounds can go."""

from __future__ import annotations

import polars as pl
import pytest

_ONE = pl.DataFrame({"j": [1], "s": ["active"]})
_NINE = pl.DataFrame({"k": ["A"] * 5 + ["B"] * 4, "j": [1] * 9}).join(_ONE, on="j")
_TABLES = {
    "a": pl.DataFrame({"k": ["a"], "n": [1]}).lazy(),
    "b": pl.DataFrame({"k": ["a"], "m": [2]}).lazy(),
}


def _joined(on: str) -> pl.DataFrame:
    with pl.SQLContext(_TABLES, register_globals=False) as context:
        return context.execute(f"SELECT a.n, b.m FROM a {on}", eager=True)


def _in_memory(sql: str) -> pl.DataFrame:
    with pl.SQLContext({"nine": _NINE.lazy()}, register_globals=False) as context:
        return context.execute(sql, eager=False).collect(engine="in-memory")


def test_a_literal_on_the_left_is_one_long() -> None:
    assert _NINE.select(pl.lit("active") == pl.col("s")).height == 1
    assert _NINE.select(pl.col("s") == pl.lit("active")).height == 9


def test_one_value_of_all_rows_on_the_left_is_one_long() -> None:
    first = "FIRST_VALUE(k) OVER (ORDER BY k)"
    assert _in_memory(f"SELECT MAX(k) OVER () = {first} AS x FROM nine").height == 1
    assert _in_memory(f"SELECT {first} = MAX(k) OVER () AS x FROM nine").height == 9


def test_a_fixed_value_aggregated_on_the_left_is_one_long() -> None:
    with pytest.raises(pl.exceptions.ComputeError, match="different length"):
        _in_memory("SELECT MAX('x') = MAX(s) AS x FROM nine GROUP BY k")


def test_right_of_a_shorter_text_loses_its_start() -> None:
    text = pl.DataFrame({"t": ["abc"]})
    assert text.sql("SELECT RIGHT(t, 4) AS x FROM self").item() == "c"


def test_division_by_one_number_multiplies_with_its_inverse() -> None:
    assert pl.DataFrame({"n": [49, 98]}).select(pl.col("n") / 49)["n"].to_list() != [1.0, 2.0]


def test_equal_values_have_some_spread() -> None:
    assert pl.DataFrame({"x": [2.7] * 3}).select(pl.col("x").std()).item() > 0


@pytest.mark.parametrize("condition", ["CAST(b.m AS DOUBLE) > 1.5", "NOT b.m = 1"])
def test_conditions_of_a_left_join_look_in_the_wrong_table(condition: str) -> None:
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        _joined(f"LEFT JOIN b ON b.k = a.k AND {condition}")


def test_keys_that_begin_with_the_same_columns_are_taken_for_one() -> None:
    with pytest.raises(pl.exceptions.InvalidOperationError, match="repeated key names"):
        _joined("JOIN b ON b.k = a.k AND LENGTH(b.k) = LENGTH(a.k)")


def test_a_condition_that_is_a_key_is_not_found_again_in_another_one() -> None:
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect(":memory:") as connection:
        connection.execute("CREATE TABLE a (k TEXT, n INT)")
        with pytest.raises(duckdb.BinderException, match="GROUP BY"):
            connection.sql("SELECT (n = 1 AND k = 'a') AND TRUE FROM a GROUP BY n = 1 AND k = 'a'")
