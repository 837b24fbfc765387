from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from screening.detect.explain import dutch


def shown(values: list[Any], **how: Any) -> list[str]:
    column = pl.Series("v", values)
    return (
        column.to_frame()
        .select(dutch.show(pl.col("v"), column.dtype, **how).alias("v"))["v"]
        .to_list()
    )


@given(st.lists(st.integers(-(10**12), 10**12), min_size=1))
def test_whole_numbers_are_grouped_as_babel_groups_them(values: list[int]) -> None:
    assert shown(values) == [format_decimal(v, locale="nl") for v in values]


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1))
def test_decimals_follow_a_comma_as_in_babel(values: list[int]) -> None:
    quarters = [v / 4 for v in values]
    expected = [format_decimal(v, format="#,##0.##", locale="nl") for v in quarters]
    assert shown(quarters) == expected


@given(
    st.lists(st.floats(-1e14, 1e14), min_size=1),
    st.sampled_from([{}, {"unit": "eur"}, {"hint": "pct"}, {"hint": "0"}, {"hint": "1"}]),
)
def test_no_point_is_lost_by_asking_how_many_may_come(
    values: list[float], how: dict[str, str]
) -> None:
    groups = dutch.groups_of(pl.DataFrame({"v": values}))["v"]
    if how != {"hint": "pct"} or max(map(abs, values)) < 1e12:
        assert shown(values, **how, groups=groups) == shown(values, **how)


def test_small_numbers_need_no_point() -> None:
    frame = pl.DataFrame({"a": [9.0, None], "b": [None, None], "c": ["x", "y"], "d": [1, 12_500]})
    frame = frame.with_columns(pl.col("b").cast(pl.Float64))
    assert dutch.groups_of(frame) == {"a": 0, "b": 0, "d": 2}
    assert dutch.groups_of(frame.clear()) == {}


@given(st.lists(st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)), min_size=1))
def test_dates_read_as_babel_writes_them(values: list[dt.date]) -> None:
    assert shown(values) == [format_date(v, "d MMMM y", locale="nl") for v in values]


@pytest.mark.parametrize(
    ("value", "how", "text"),
    [
        (12_500, {"unit": "EUR"}, "€ 12.500"),
        (999.5, {"unit": "euro"}, "€ 999,50"),
        (12_500.5, {"unit": "euro"}, "€ 12.501"),
        (12_500, {"hint": "eur"}, "€ 12.500"),
        (0.234, {"hint": "pct"}, "23,4%"),
        (0.234, {"unit": "share 0-1"}, "23,4%"),
        (12.5, {"unit": "%"}, "12,5%"),
        (9, {"unit": "bedrijven"}, "9 bedrijven"),
        (9, {"unit": "bedrijven", "with_unit": False}, "9"),
        (80.0, {"unit": "m2"}, "80 m²"),
        (2.345, {"hint": "1"}, "2,3"),
        (2.0, {"hint": "1"}, "2,0"),
        (2025, {"unit": "jaartal"}, "2025"),
        (-0.001, {}, "0"),
        (-1234, {}, "-1.234"),
        (True, {}, "ja"),
        (False, {}, "nee"),
        ("horeca", {}, "horeca"),
    ],
)
def test_units_and_hints(value: Any, how: dict[str, Any], text: str) -> None:
    assert shown([value], **how) == [text]
    assert dutch.say(value, **how) == text


@pytest.mark.parametrize("dtype", [pl.Int64, pl.Float64, pl.Date, pl.Boolean, pl.String])
def test_null_is_unknown(dtype: Any) -> None:
    column = pl.Series("v", [None], dtype=dtype)
    shown_null = column.to_frame().select(
        dutch.show(pl.col("v"), column.dtype, unit="EUR").alias("v")
    )
    assert shown_null.item() == "onbekend"


def test_numbers_too_large_to_group_are_still_written() -> None:
    assert [float(text) for text in shown([1e30, float("inf")])] == [1e30, float("inf")]


def test_canonical_text_loses_nothing() -> None:
    frame = pl.DataFrame({"f": [0.1 + 0.2], "d": [dt.date(2025, 5, 3)], "b": [True]})
    out = frame.select(dutch.canonical(pl.col(c), frame.schema[c]).alias(c) for c in frame.columns)
    assert float(out["f"].item()) == 0.1 + 0.2
    assert out.row(0)[1:] == ("2025-05-03", "true")
