"""The traps in docs/decisions/traps.md are still there; else what we do about them can go."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "decisions" / "traps.md").read_text("utf-8")


def test_is_distinct_from_takes_what_follows_it() -> None:
    frame = pl.DataFrame({"a": [1, 2], "b": [1, 3], "c": [False, True]})
    bare = frame.sql("SELECT a IS DISTINCT FROM b AND c AS x FROM self")["x"].to_list()
    meant = frame.sql("SELECT (a IS DISTINCT FROM b) AND c AS x FROM self")["x"].to_list()
    assert meant == [False, True]
    assert bare != meant


def test_whole_numbers_wrap_round() -> None:
    assert pl.DataFrame({"n": [2**62]}).select(pl.col("n") * 4).item() == 0


def test_an_empty_mapping_is_an_error() -> None:
    frame = pl.DataFrame({"t": ["x"]})
    with pytest.raises(pl.exceptions.InvalidOperationError):
        frame.select(pl.col("t").replace_strict({}, return_dtype=pl.String))


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:screening|tests)/[\w/.]+)`", PAGE))))
def test_where_it_is_answered_is_a_file(path: str) -> None:
    assert (ROOT / path).is_file()
