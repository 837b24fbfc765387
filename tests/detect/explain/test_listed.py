"""Lists of several frames are put in rows at once, and each row gets its own."""

from __future__ import annotations

import dataframely as dy
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from screening.detect.explain.listed import Item, Listed, lists_of

INNER = dy.Struct({"name": dy.String(), "value": dy.Int64(), "twice": dy.Int64()})


def listed(names: list[str]) -> Listed:
    value = pl.col("value")
    return Listed("told", [Item({"name": n}, {"value": value, "twice": 2 * value}) for n in names])


@given(
    st.lists(
        st.tuples(
            st.lists(st.integers(-9, 9), max_size=4), st.lists(st.sampled_from("abc"), max_size=3)
        ),
        min_size=1,
    )
)
def test_every_row_gets_the_items_of_its_frame_in_order(
    frames: list[tuple[list[int], list[str]]],
) -> None:
    made = []
    for values, names in frames:
        told, rows = listed(names), pl.DataFrame({"value": values}, schema={"value": pl.Int64})
        made.append((told, rows.select("value", *told.columns())))
    found = lists_of(made, INNER)
    assert found.dtype == pl.List(INNER.dtype)
    assert found.to_list() == [
        [{"name": name, "value": value, "twice": 2 * value} for name in names]
        for values, names in frames
        for value in values
    ]
