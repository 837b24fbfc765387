"""The SELECTs that a query is put together from."""

from __future__ import annotations

from sqlglot import exp


def selects(query: exp.Expr) -> list[exp.Expr]:
    """Those that UNION ALL puts together, or the only one."""
    inner = query.unnest()
    if isinstance(inner, exp.Union):
        return [*selects(inner.this), *selects(inner.expression)]
    return [inner]
