"""Queries inside expressions: EXISTS, IN and one value, tied to the query around them or not."""

from __future__ import annotations

from tests.fuzz.grammar.aggregates import aggregate
from tests.fuzz.grammar.conditions import SIGNS, condition
from tests.fuzz.grammar.draw import Draw, Kind, Scope, Table
from tests.fuzz.grammar.expressions import value
from tests.fuzz.grammar.sources import Nested, columns_of, plain, sources


def asking(tables: tuple[Table, ...], nested: Nested, chance: float = 0.06) -> Scope:
    """Rows of these tables, with queries among the leaves."""
    rows = plain(tables)

    def leaf(d: Draw, kind: Kind, depth: int) -> str | None:
        if not d.chance(chance):
            return rows.leaf(d, kind, depth)
        if kind == "bool":
            return f"({(exists if d.chance(0.6) else in_query)(d, rows, nested)})"
        return scalar(d, kind, rows, nested)

    return Scope(leaf, tables)


def exists(d: Draw, scope: Scope, nested: Nested) -> str:
    text, tables = sources(d, 0, nested)
    where = _where(d, scope.tables, tables, nested, tied=d.chance(0.9))
    negated = "NOT " if d.chance(0.35) else ""
    return f"{negated}EXISTS (SELECT 1 AS one FROM {text}{where})"


def in_query(d: Draw, scope: Scope, nested: Nested) -> str:
    text, tables = sources(d, 0, nested)
    kind: Kind = d.weighted({"text": 5, "int": 3, "date": 1, "real": 1})
    inner = plain(tables)
    group = d.chance(0.2)
    options = columns_of(tables, kind)
    column = d.one(options) if options else value(d, kind, inner, 1)
    where = _where(d, scope.tables, tables, nested, tied=d.chance(0.3) and not group)
    having = f" GROUP BY {column} HAVING COUNT(*) > 1" if group and options else ""
    sign = d.one(["IN", "IN", "NOT IN"])
    return f"{value(d, kind, scope, 1)} {sign} (SELECT {column} AS v FROM {text}{where}{having})"


def scalar(d: Draw, kind: Kind, scope: Scope, nested: Nested) -> str | None:
    text, tables = sources(d, 0, nested)
    called = aggregate(d, kind, plain(tables), 1)
    if called is None:
        return None
    where = _where(d, scope.tables, tables, nested, tied=d.chance(0.6))
    return f"(SELECT {called} AS v FROM {text}{where})"


def _where(
    d: Draw,
    outer: tuple[Table, ...],
    inner: tuple[Table, ...],
    nested: Nested,
    *,
    tied: bool,
) -> str:
    parts = [_tie(d, outer, inner, "=")] if tied and outer else []
    if parts and d.chance(0.25):
        parts.append(_tie(d, outer, inner, d.one(SIGNS)))
    if d.chance(0.5):
        parts.append(f"({condition(d, asking(inner, nested, 0.02), 2)})")
    known = [part for part in parts if part is not None]
    return f" WHERE {' AND '.join(known)}" if known else ""


def _tie(d: Draw, outer: tuple[Table, ...], inner: tuple[Table, ...], sign: str) -> str | None:
    kind: Kind = d.weighted({"text": 7, "int": 2, "date": 1, "real": 1, "bool": 1})
    lefts, rights = columns_of(inner, kind), columns_of(outer, kind)
    if not lefts or not rights:
        return None
    sides = [d.one(lefts), d.one(rights)]
    if d.chance(0.3):
        sides.reverse()
    return f"{sides[0]} {sign} {sides[1]}"
