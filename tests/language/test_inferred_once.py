"""The gate looks at every part once: twice would be twice as long for each level below it."""

from __future__ import annotations

from contextlib import suppress

import pytest
from sqlglot import exp

from screening.errors import GateError
from screening.language.allow import AGGREGATES
from screening.language.kinds import HANDLERS
from screening.language.scope import Meaning, Scope
from tests.compiled import compile_query
from tests.language.test_growth import NUMBERS, TEXTS

_CONDITIONS = {
    "IS TRUE": "({0}) IS TRUE",
    "IS NOT FALSE": "({0}) IS NOT FALSE",
    "IS NULL": "({0}) IS NULL",
    "IS DISTINCT": "({0}) IS DISTINCT FROM TRUE",
    "equal": "({0}) = TRUE",
    "in": "({0}) IN (TRUE, FALSE)",
    "between": "({0}) BETWEEN FALSE AND TRUE",
    "NOT": "NOT ({0})",
    "AND": "TRUE AND ({0})",
    "OR": "({0}) OR FALSE",
    "CASE": "CASE WHEN {0} THEN TRUE ELSE FALSE END",
    "NULLIF": "NULLIF({0}, TRUE)",
    "COALESCE": "COALESCE({0}, FALSE)",
}
_WINDOWS = {
    **{name: f"{name}({{0}}) OVER ()" for name in ("SUM", "AVG", "MIN", "MAX", "COUNT")},
    **{name.lower(): f"{name}({{0}})" for name in AGGREGATES.values()},
    "filtered": "SUM({0}) FILTER (WHERE b.floor_m2 > 1)",
    "FIRST_VALUE": "FIRST_VALUE({0}) OVER (ORDER BY b.vbo_id)",
    "ordered": "RANK() OVER (ORDER BY {0})",
    "parted": "SUM(b.floor_m2) OVER (PARTITION BY {0})",
}
_LEVELS = 3
_NESTED = {
    **{f"condition {name}": (text.format, "b.monument") for name, text in _CONDITIONS.items()},
    **{f"window {name}": (text.format, "b.monument_m2") for name, text in _WINDOWS.items()},
    **{f"number {name}": (wrap, "b.monument_m2") for name, wrap in NUMBERS.items()},
    **{f"text {name}": (wrap, "b.monument_text") for name, wrap in TEXTS.items()},
}
_KIND = {"b.monument": "bool", "b.monument_m2": "real", "b.monument_text": "text"}


@pytest.mark.parametrize("name", _NESTED)
def test_once(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wrap, inner = _NESTED[name]
    as_it_was, asked = HANDLERS[exp.Column], []

    def counted(node: exp.Expr, scope: Scope) -> Meaning:
        if node.sql() != inner:
            return as_it_was(node, scope)
        asked.append(node)
        return Meaning(_KIND[inner], most=1.0)  # type: ignore[arg-type]

    monkeypatch.setitem(HANDLERS, exp.Column, counted)
    written = inner
    for _ in range(_LEVELS):
        written = wrap(written)
    with suppress(GateError):  # what is refused is looked at as well
        compile_query(f"SELECT b.vbo_id AS subject, {written} AS x FROM bag_object b")
    assert len(asked) == written.count(inner) > 0
