"""Texts say what codes mean, wherever a column comes from one list of codes alone."""

from __future__ import annotations

import pytest

from screening.detect.explain.codes import words_of
from tests.compiled import compile_query


@pytest.mark.parametrize(
    ("column", "told"),
    [
        ("MAX(p.kind)", {"exploitatie": "exploitatievergunning"}),
        ("MAX(p.status)", {"granted": "verleend"}),
        ("MAX(COALESCE(p.kind, 'milieu'))", {"wgv": "verhuurvergunning"}),
        ("MAX(p.est_nr)", {}),
        ("MAX(COALESCE(p.kind, p.status))", {}),
        ("COUNT(p.kind)", {}),
    ],
)
def test_words_come_with_the_list_of_the_column(column: str, told: dict[str, str]) -> None:
    query = compile_query(
        f"SELECT p.vbo_id AS subject, {column} AS what FROM permit p GROUP BY p.vbo_id"
    )
    found = words_of(query).get("what", {})
    assert {code: found.get(code) for code in told} == told
    assert bool(found) == bool(told)


def test_branches_are_told_by_their_title() -> None:
    query = compile_query("SELECT a.application_id AS subject, a.branch FROM permit_application a")
    assert words_of(query)["branch"]["waste"] == "afval en recycling"
