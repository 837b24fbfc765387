"""What is known of a register holds for that register alone, and is what its rows say."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from screening.engines.facts import Facts, Table

_VALUES = st.sampled_from([None, "a", "b", "é"])


@given(rows=st.lists(st.tuples(_VALUES, _VALUES), max_size=6))
def test_columns_tell_rows_apart_when_no_two_are_alike(
    rows: list[tuple[str | None, str | None]],
) -> None:
    frame = pl.DataFrame(rows, schema={"one": pl.String, "two": pl.String}, orient="row")
    for given_as in (frame, frame.lazy()):
        table = Table(given_as, "in-memory")
        assert table.height() == len(rows)
        for columns in (["one"], ["one", "two"]):
            whole = frame.select(columns).drop_nulls().rows()
            most = max((whole.count(row) for row in whole), default=0)
            assert table.most_alike(columns) == most
            assert table.told_apart(columns) is (most <= 1)
        texts = [one.encode() for one, _ in rows if one is not None]
        assert table.longest("one") == max(map(len, texts), default=0)


def test_what_is_known_stays_with_the_same_frame_only() -> None:
    signals, persons = pl.DataFrame({"k": ["a", "a"]}), pl.DataFrame({"k": ["b"]})
    known = Facts({"signal": signals, "person": persons}, "in-memory")
    assert not known.tables["signal"].told_apart(["k"])
    other = pl.DataFrame({"k": ["a", "b"]})
    again = Facts({"signal": other, "person": persons}, "in-memory", known)
    assert again.tables["person"] is known.tables["person"]
    assert again.tables["signal"].told_apart(["k"])
    streamed = Facts({"person": persons}, "streaming", again)
    assert streamed.tables["person"] is not again.tables["person"]
    assert streamed.tables["person"].runner == "streaming"
    assert "signal" not in streamed.tables
