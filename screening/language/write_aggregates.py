"""Aggregates and windows with the same meaning on every engine."""

from __future__ import annotations

from sqlglot import exp

from screening.language.build import (
    Change,
    Dialect,
    cast,
    constant,
    kind_of,
    number,
    real,
    size,
    when,
)
from screening.language.size import LARGEST_WHOLE

_NARROW = (exp.Count, exp.Length, exp.Extract, exp.RowNumber, exp.Rank, exp.DenseRank)


def _widen(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    """Counts and sums of whole numbers are 64-bit on every engine; the cast goes outermost."""
    whole = not isinstance(node, exp.Sum) or kind_of(node.this) == "int"
    inside = isinstance(node.parent, exp.Filter | exp.Window) and node.arg_key == "this"
    if not whole or inside:
        return node
    return _widened(node, node)


def _widen_outer(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    """FILTER and OVER around a count or a sum; FILTER around a spread."""
    function = _function(node)
    if isinstance(function, exp.Stddev):
        return _even(function, node.expression)
    whole = isinstance(function, _NARROW) or (
        isinstance(function, exp.Sum) and kind_of(function.this) == "int"
    )
    if not whole or isinstance(node.parent, exp.Window):
        return node
    return _widened(node, function)


def _function(node: exp.Expr) -> exp.Expr:
    inner: exp.Expr = node.this
    return inner.this if isinstance(inner, exp.Filter) else inner


def _widened(node: exp.Expr, function: exp.Expr) -> exp.Expr:
    """The node in 64 bits; a sum that might not fit is NULL where it does not."""
    if not function.meta_get("unbounded"):
        return cast(node, "bigint")
    about = node.copy()
    inner = about if isinstance(about, exp.Sum) else _function(about)
    inner.set("this", real(inner.this))
    return when(exp.LT(this=size(about), expression=number(LARGEST_WHOLE)), cast(node, "bigint"))


def _spread(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    return node if isinstance(node.parent, exp.Filter) else _even(node, None)


def _even(node: exp.Expr, where: exp.Expr | None) -> exp.Expr:
    """STDDEV is 0 where all values are the same; added up, they differ in their last digit."""

    def of(kind: type[exp.Expr]) -> exp.Expr:
        made = kind(this=node.this.copy())
        return made if where is None else exp.Filter(this=made, expression=where.copy())

    apart = exp.LT(this=of(exp.Min), expression=of(exp.Max))
    several = exp.GT(this=of(exp.Count), expression=number(1))
    branches = [
        exp.If(this=apart, true=of(exp.Stddev)),
        exp.If(this=several, true=constant("0")),
    ]
    return exp.Case(ifs=branches)


def ordered(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    """ORDER BY of a window, with NULL last in both directions."""
    node.set("nulls_first", False)
    node.set("desc", node.args.get("desc") or None)
    return node


CHANGES: dict[type[exp.Expr], Change] = {
    exp.Sum: _widen,
    exp.Stddev: _spread,
    **dict.fromkeys(_NARROW, _widen),
    exp.Filter: _widen_outer,
    exp.Window: _widen_outer,
    exp.Ordered: ordered,
}
