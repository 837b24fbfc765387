"""Leaves of grouped queries and of windows."""

from __future__ import annotations

from tests.fuzz.grammar.conditions import condition
from tests.fuzz.grammar.draw import KINDS, Draw, Kind, Leaf, Scope
from tests.fuzz.grammar.expressions import value


def aggregate(d: Draw, kind: Kind, scope: Scope, depth: int) -> str | None:
    """An aggregate of the kind over plain rows; None when there is none of that kind."""
    inner = value(d, kind, scope, min(depth, 1))
    whole = value(d, "int", scope, min(depth, 1))
    options: dict[str, int] = {}
    if kind == "int":
        any_kind = value(d, d.one(KINDS), scope, min(depth, 1))
        options = {"COUNT(*)": 4, f"COUNT({any_kind})": 3, f"COUNT(DISTINCT {any_kind})": 3}
        options |= {f"SUM({whole})": 4, f"MIN({inner})": 2, f"MAX({inner})": 2}
    elif kind == "real":
        options = {f"SUM({inner})": 3, f"AVG({inner})": 2, f"AVG({whole})": 2}
        options |= {f"MEDIAN({inner})": 1, f"MEDIAN({whole})": 1, f"STDDEV({inner})": 1}
        options |= {f"STDDEV({whole})": 1, f"MIN({inner})": 2, f"MAX({inner})": 2}
    elif kind in {"text", "date"} or d.chance(0.3):
        options = {f"MIN({inner})": 1, f"MAX({inner})": 1}
    if not options:
        return None
    called = d.weighted(options)
    if d.chance(0.25):
        called += f" FILTER (WHERE {condition(d, scope, min(depth, 2))})"
    return called


def grouped(rows: Scope, keys: dict[str, Kind], *, windows: bool = False) -> Scope:
    """A scope in which a leaf is what is grouped by, or an aggregate over the rows."""

    def leaf(d: Draw, kind: Kind, depth: int) -> str | None:
        known = [key for key, has in keys.items() if has == kind]
        if known and d.chance(0.4):
            return d.one(known)
        if windows and kind in {"int", "real"} and d.chance(0.08):
            inner = aggregate(d, kind, rows, 0)
            return None if inner is None else f"{d.one(['SUM', 'MAX', 'MIN'])}({inner}) OVER ()"
        return aggregate(d, kind, rows, depth)

    return Scope(leaf)


def window(rows: Scope) -> Leaf:
    """Leaves that are window functions over plain rows, or plain columns."""

    def leaf(d: Draw, kind: Kind, depth: int) -> str | None:
        if d.chance(0.4):
            return rows.leaf(d, kind, depth)
        over = _partition(d, rows)
        if d.chance(0.5):
            called = _whole(d, kind, rows)
            return None if called is None else f"{called} OVER ({over})"
        order = ", ".join(
            rows_value(d, rows) + d.one(["", " ASC", " DESC"]) for _ in range(d.number(1, 2))
        )
        return f"{_ranking(d, kind, rows)} OVER ({f'{over} ' if over else ''}ORDER BY {order})"

    return leaf


def rows_value(d: Draw, rows: Scope) -> str:
    """Something of the rows to order or part by: a column where there is one."""
    kind = d.one(KINDS)
    found = rows.leaf(d, kind, 0)
    return value(d, kind, rows, 1) if found is None or d.chance(0.15) else found


def _partition(d: Draw, rows: Scope) -> str:
    parts = [rows_value(d, rows) for _ in range(d.weighted({0: 1, 1: 4, 2: 1}))]
    return f"PARTITION BY {', '.join(parts)}" if parts else ""


def _whole(d: Draw, kind: Kind, rows: Scope) -> str | None:
    inner = value(d, kind, rows, 1)
    if kind == "int":
        return d.one(
            ["COUNT(*)", f"COUNT({rows_value(d, rows)})", f"SUM({inner})", f"MAX({inner})"]
        )
    if kind == "real":
        return d.one([f"SUM({inner})", f"AVG({inner})", f"MIN({inner})", f"MAX({inner})"])
    if kind in {"text", "date"}:
        return d.one([f"MIN({inner})", f"MAX({inner})"])
    return None


def _ranking(d: Draw, kind: Kind, rows: Scope) -> str:
    inner = value(d, kind, rows, 1)
    offset = f", {d.number(1, 3)}" if d.chance(0.3) else ""
    options = [
        f"LAG({inner}{offset})", f"LEAD({inner}{offset})", f"FIRST_VALUE({inner})",
        f"LAST_VALUE({inner})",
    ]  # fmt: skip
    if kind == "int":
        options += ["ROW_NUMBER()", "RANK()", "DENSE_RANK()"] * 2
    return d.one(options)
