"""Copies of trees are the same and apart; going through them finds what sqlglot finds."""

from __future__ import annotations

import pytest
from sqlglot import exp, parse_one

from screening.language.trees import copied, outermost, parts

_TREES = [
    (
        "SELECT a.x, COUNT(*) FILTER (WHERE a.y > 1) FROM t a LEFT JOIN (SELECT b.z FROM u b) AS c "
        "ON c.z IN (a.x, 2) GROUP BY a.x"
    ),
    "WITH w AS (SELECT x FROM t) SELECT w.x || '-' || (SELECT MAX(y || 'a') FROM u) FROM w",
    "SELECT CASE WHEN a.x = :p THEN CAST(a.y AS BIGINT) ELSE 0 END AS v FROM t a /* why */",
    "SELECT x FROM t UNION ALL SELECT DATE '2026-01-31' FROM u ORDER BY 1",
]


@pytest.mark.parametrize("text", _TREES)
def test_a_copy_is_the_same_and_shares_nothing(text: str) -> None:
    tree = parse_one(text, dialect="postgres")
    for number, node in enumerate(tree.walk()):
        node.meta["mark"] = number
    made = copied(tree)
    before = repr(tree)
    assert repr(made) == before == repr(tree.copy())
    assert made.sql("postgres") == tree.sql("postgres")
    for old, new in zip(tree.walk(), made.walk(), strict=True):
        assert (type(new), new.meta, new.comments or []) == (
            type(old),
            old.meta,
            old.comments or [],
        )
        assert (new.arg_key, new.index, new.depth) == (old.arg_key, old.index, old.depth)
        assert new is not old
        assert new.meta is not old.meta
        assert new.parent is None or new.parent is not old.parent
    for node in list(made.find_all(exp.Column)):
        node.meta["mark"] = -1
        node.replace(exp.Literal.number(7))
    assert repr(tree) == before


@pytest.mark.parametrize("text", _TREES)
def test_parts_are_all_nodes_but_names(text: str) -> None:
    tree = parse_one(text, dialect="postgres")
    expected = [node for node in tree.walk() if not isinstance(node, exp.Identifier)]
    assert list(map(id, parts(tree))) == list(map(id, expected))


def test_the_outermost_parts_come_in_order() -> None:
    tree = parse_one("a || 'b' || c = UPPER(d || e) AND f IN (SELECT g || h FROM i)")
    texts = [part.sql() for part in outermost(tree, (exp.DPipe,), beyond=(exp.Query,))]
    assert texts == ["a || 'b' || c", "d || e"]
    assert [part.sql() for part in outermost(tree, (exp.Query,))] == ["(SELECT g || h FROM i)"]
