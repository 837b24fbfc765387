"""Rows find their cases again by what they share: no matter the order in which they are given."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.review.cases.matching import KNOWN, ROWS, Matching, matched

NODES = "abcdefgh"


def found(known: dict[int, str], rows: dict[int, str]) -> Matching:
    return matched(
        pl.DataFrame([(k, n) for k, ns in known.items() for n in ns], schema=KNOWN, orient="row"),
        pl.DataFrame([(r, n) for r, ns in rows.items() for n in ns], schema=ROWS, orient="row"),
    )


@pytest.mark.parametrize(
    ("known", "rows", "same", "links"),
    [
        ({}, {}, [], []),
        ({}, {0: "a"}, [], []),
        ({1: "a"}, {}, [], []),
        ({1: "a"}, {0: "b"}, [], []),
        ({1: "a"}, {0: "a"}, [(0, 1)], []),
        ({1: "ab"}, {0: "bc"}, [(0, 1)], []),
        ({1: "a", 2: "b"}, {0: "ab"}, [(0, 1)], [(2, 0, "joined", 1)]),  # the older one stays
        ({1: "a", 2: "bc"}, {0: "abc"}, [(0, 2)], [(1, 0, "joined", 1)]),  # most shared first
        ({1: "ab"}, {0: "a", 1: "b"}, [(0, 1)], [(1, 1, "split", 1)]),  # the higher row stays
        ({1: "abc"}, {0: "a", 1: "bc"}, [(1, 1)], [(1, 0, "split", 1)]),
        ({1: "ab", 2: "cd"}, {0: "bc", 1: "ad"}, [(0, 1), (1, 2)],
         [(1, 1, "split", 1), (2, 0, "split", 1)]),
        ({1: "abc", 2: "d"}, {0: "ab", 1: "cd"}, [(0, 1), (1, 2)], [(1, 1, "split", 1)]),
    ],
)  # fmt: skip
def test_which_row_is_which_case(
    known: dict[int, str],
    rows: dict[int, str],
    same: list[tuple[int, int]],
    links: list[tuple[int, int, str, int]],
) -> None:
    answer = found(known, rows)
    assert answer.same.rows() == same
    assert answer.links.rows() == links


_PARTS = st.dictionaries(
    st.integers(0, 6), st.text(NODES, min_size=1, max_size=4).map(lambda t: "".join(set(t)))
)


@given(_PARTS, _PARTS)
def test_every_overlap_is_told_once_and_nothing_twice(
    known: dict[int, str], rows: dict[int, str]
) -> None:
    answer = found(known, rows)
    same, links = answer.same.rows(), answer.links.rows()
    assert len({row for row, _ in same}) == len(same) == len({case for _, case in same})
    overlaps = {(r, k) for r, ns in rows.items() for k, ms in known.items() if set(ns) & set(ms)}
    assert {*same} | {(row, case) for case, row, _, _ in links} == overlaps
    assert not {*same} & {(row, case) for case, row, _, _ in links}
    kept = {case for _, case in same}
    assert all((kind == "split") == (case in kept) for case, _, kind, _ in links)
    again = found(dict(reversed(known.items())), dict(reversed(rows.items())))
    assert (again.same.rows(), again.links.rows()) == (same, links)
    taken = {row for row, _ in same}
    assert all(row in taken or case in kept for row, case in overlaps)
