"""Writing one resolved tree in the words of an engine, with the same meaning on each.

What engines would judge apart is spelled out here: narrow integers, halves in ROUND, casts that
cut off or round, decimals, TRIM, IS TRUE, the place of NULL in windows, and functions outside
their domain. See docs/rule-language.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Literal

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect as SqlDialect

from screening.packs.sql.allow import TYPES

Dialect = Literal["polars", "duckdb", "postgres"]

_NARROW = (exp.Count, exp.Length, exp.Extract, exp.RowNumber, exp.Rank, exp.DenseRank)
_TYPES = {
    "bigint": exp.DType.BIGINT,
    "double": exp.DType.DOUBLE,
    "boolean": exp.DType.BOOLEAN,
    "text": exp.DType.TEXT,
    "date": exp.DType.DATE,
}
_COMPARED = ("this", "expression")
SHORT_LIST = 12
_DATE_CAST = re.compile(r"CAST\(('\d{4}-\d{2}-\d{2}') AS DATE\)")


class ScreeningSql(SqlDialect):
    """Plain SQL that Polars and DuckDB both read; what they differ in is rewritten before.

    Both put NULL last when ascending, so only a descending order has to say it.
    """

    NULL_ORDERING = "nulls_are_large"


def render(tree: exp.Expr, dialect: Dialect, *, pretty: bool = False) -> str:
    """SQL text of a resolved tree in a dialect; ``postgres`` is for people to read."""
    if dialect == "postgres":
        readable = _rewrite(tree.copy(), _readable)
        return _DATE_CAST.sub(r"DATE \1", readable.sql(ScreeningSql, pretty=pretty, copy=False))
    rewritten = _rewrite(tree.copy(), lambda node: _one(node, dialect))
    return rewritten.sql(ScreeningSql, identify=True, copy=False)


def _rewrite(tree: exp.Expr, change: Callable[[exp.Expr], exp.Expr]) -> exp.Expr:
    """Replace nodes from the leaves up, so that a rewritten part is never rewritten again."""
    for node in reversed(list(tree.walk())):
        above, key, index = node.parent, node.arg_key, node.index
        replacement = change(node)
        if replacement is node:
            continue
        if above is None or key is None:
            replacement.parent = None
            tree = replacement
        else:
            above.set(key, replacement, index)
    return tree


def _readable(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Ordered):
        return _ordered(node)
    if _is_days_between(node):
        start, end = node.expressions
        return exp.paren(exp.Sub(this=end, expression=start), copy=False)
    return node


def _is_days_between(node: exp.Expr) -> bool:
    return isinstance(node, exp.Anonymous) and node.name.upper() == "DAYS_BETWEEN"


def _one(node: exp.Expr, dialect: Dialect) -> exp.Expr:
    if _is_days_between(node):
        return _days_between(node, dialect)
    change = _CHANGES.get(type(node))
    return node if change is None else change(node)


def _cast(node: exp.Expr, to: str) -> exp.Expr:
    return exp.Cast(this=node, to=exp.DataType(this=_TYPES[to]))


def _real(node: exp.Expr) -> exp.Expr:
    return _cast(node, "double")


def _constant(value: str) -> exp.Expr:
    return _real(exp.Literal.number(value))


def _zero() -> exp.Expr:
    return exp.Literal.number(0)


def _literal(node: exp.Expr) -> exp.Expr:
    """A fraction is a double, never a decimal."""
    return node if node.is_string or node.name.isdigit() else _real(node)


def _divide(node: exp.Expr) -> exp.Expr:
    """Real division, as both engines do with ``/`` on whole numbers too; by zero gives NULL."""
    denominator = exp.Nullif(this=node.expression, expression=_zero())
    return exp.paren(
        exp.Div(this=node.this, expression=denominator, typed=False, safe=False), copy=False
    )


def _multiply(node: exp.Expr) -> exp.Expr:
    if node.meta_get("kind") == "int":
        return node
    return exp.paren(exp.Mul(this=_real(node.this), expression=_real(node.expression)), copy=False)


def _rounded(value: exp.Expr, decimals: int = 0) -> exp.Expr:
    """Halves away from zero, spelled out in steps that are exact on every engine."""
    factor = _constant(str(10**decimals))
    size = exp.Abs(this=value.copy())
    up = exp.Floor(
        this=exp.Add(this=exp.Mul(this=size, expression=factor), expression=_constant("0.5"))
    )
    magnitude = exp.Div(this=up, expression=factor.copy(), typed=False, safe=False)
    negative = exp.LT(this=value, expression=_zero())
    return exp.Case(
        ifs=[exp.If(this=negative, true=exp.Neg(this=exp.paren(magnitude, copy=False)))],
        default=magnitude.copy(),
    )


def _round(node: exp.Expr) -> exp.Expr:
    decimals = node.args.get("decimals")
    return _rounded(_real(node.this), int(decimals.name) if decimals is not None else 0)


def _cast_node(node: exp.Expr) -> exp.Expr:
    target = TYPES[node.args["to"].this]
    if target == "int":
        source = node.this
        return _cast(_rounded(source) if node.meta_get("from") == "real" else source, "bigint")
    return _cast(node.this, {"real": "double", "bool": "boolean"}.get(target, target))


def _is(node: exp.Expr) -> exp.Expr:
    """IS TRUE and IS FALSE answer for NULL too."""
    if not isinstance(node.expression, exp.Boolean):
        return node
    wanted = bool(node.expression.this)
    filled = exp.Coalesce(this=node.this, expressions=[exp.Boolean(this=not wanted)])
    positive = wanted != bool(node.args.get("negate"))
    return filled if positive else exp.Not(this=filled)


def _in(node: exp.Expr) -> exp.Expr:
    """A list of whole and real numbers becomes one of reals.

    A short list in what is counted per group, where Polars looks it up group by group, becomes
    equalities. So does a list of other than constants, in Polars itself.
    """
    options = node.args.get("expressions")
    if not options:
        return node
    if _mixed(node):
        node.set("this", _real(node.this))
        options = [option if _is_real(option) else _real(option) for option in options]
        node.set("expressions", options)
    if len(options) > SHORT_LIST or not _is_counted(node):
        return node
    tests = [exp.EQ(this=node.this.copy(), expression=option) for option in options]
    return exp.paren(exp.or_(*tests, copy=False), copy=False)


def _is_real(option: exp.Expr) -> bool:
    """Whether a number is written as a double already."""
    number = option.this if isinstance(option, exp.Neg) else option
    return isinstance(number, exp.Cast) and number.args["to"].this is exp.DType.DOUBLE


def _is_counted(node: exp.Expr) -> bool:
    above = node.find_ancestor(exp.AggFunc, exp.Filter, exp.Query)
    return isinstance(above, exp.AggFunc | exp.Filter)


def _mixed(node: exp.Expr) -> bool:
    return {"int", "real"} <= set(node.meta_get("kinds", ()))


def _compare(node: exp.Expr) -> exp.Expr:
    """Whole and real numbers are compared as reals, also as the key of a join."""
    if _mixed(node):
        for key, kind in zip(_COMPARED, node.meta["kinds"], strict=False):
            if kind == "int":
                node.set(key, _real(node.args[key]))
    return node


def _compare_null_safe(node: exp.Expr) -> exp.Expr:
    """In brackets, for Polars reads ``a IS DISTINCT FROM b AND c`` as ``... FROM (b AND c)``."""
    return exp.paren(_compare(node), copy=False)


def _between(node: exp.Expr) -> exp.Expr:
    if _mixed(node):
        for key in ("this", "low", "high"):
            node.set(key, _real(node.args[key]))
    return node


def _widen(node: exp.Expr) -> exp.Expr:
    """Counts and sums of whole numbers are 64-bit on every engine; the cast goes outermost."""
    if isinstance(node, exp.Sum) and node.meta_get("kind") == "int":
        if not isinstance(node.this, exp.Column):
            node.set("this", _cast(node.this, "bigint"))
    elif isinstance(node, exp.Sum):
        return node
    return node if isinstance(node.parent, exp.Filter | exp.Window) else _cast(node, "bigint")


def _widen_outer(node: exp.Expr) -> exp.Expr:
    """FILTER and OVER around a count or a sum."""
    function = node.this.this if isinstance(node.this, exp.Filter) else node.this
    whole = isinstance(function, _NARROW) or (
        isinstance(function, exp.Sum) and node.meta_get("kind") == "int"
    )
    if not whole or isinstance(node.parent, exp.Window):
        return node
    return _cast(node, "bigint")


def _ordered(node: exp.Expr) -> exp.Expr:
    """ORDER BY of a window, with NULL last in both directions."""
    node.set("nulls_first", False)
    node.set("desc", node.args.get("desc") or None)
    return node


def _trim(node: exp.Expr) -> exp.Expr:
    """TRIM of spaces only; without the space named, Polars trims tabs as well."""
    space = exp.Literal.string(" ")
    right = exp.Anonymous(this="RTRIM", expressions=[node.this, space])
    return exp.Anonymous(this="LTRIM", expressions=[right, space.copy()])


def _days_between(node: exp.Expr, dialect: Dialect) -> exp.Expr:
    start, end = node.expressions
    if dialect == "duckdb":
        return exp.Anonymous(this="date_diff", expressions=[exp.Literal.string("day"), start, end])
    days = exp.Sub(this=_cast(end, "bigint"), expression=_cast(start, "bigint"))
    return exp.paren(days, copy=False)


def _when(condition: exp.Expr, value: exp.Expr) -> exp.Expr:
    return exp.Case(ifs=[exp.If(this=condition, true=_real(value))])


def _logarithm(node: exp.Expr) -> exp.Expr:
    positive = exp.GT(this=node.this.copy(), expression=_zero())
    return exp.Ln(this=_when(positive, node.this))


def _root(node: exp.Expr) -> exp.Expr:
    positive = exp.GTE(this=node.this.copy(), expression=_zero())
    return exp.Sqrt(this=_when(positive, node.this))


def _exponential(node: exp.Expr) -> exp.Expr:
    finite = exp.LTE(this=node.this.copy(), expression=exp.Literal.number(700))
    return exp.Exp(this=_when(finite, node.this))


def _power(node: exp.Expr) -> exp.Expr:
    base, exponent = node.this, node.expression
    power = (
        float(exponent.sql())
        if not exponent.find(exp.Cast)
        else float(next(exponent.find_all(exp.Literal)).name)
        * (-1 if isinstance(exponent, exp.Neg) else 1)
    )
    value = _real(base)
    if power < 0:
        value = exp.Nullif(this=value, expression=_zero())
    if not power.is_integer():
        value = _when(exp.GTE(this=base.copy(), expression=_zero()), value)
    return exp.Pow(this=value, expression=_real(exponent))


def _real_argument(node: exp.Expr) -> exp.Expr:
    node.set("this", _real(node.this))
    return node


_CHANGES: dict[type[exp.Expr], Callable[[Any], exp.Expr]] = {
    exp.Literal: _literal,
    exp.Div: _divide,
    exp.Mul: _multiply,
    exp.Round: _round,
    exp.Cast: _cast_node,
    exp.Is: _is,
    exp.In: _in,
    exp.Between: _between,
    **dict.fromkeys([exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE], _compare),
    **dict.fromkeys([exp.NullSafeEQ, exp.NullSafeNEQ], _compare_null_safe),
    exp.Sum: _widen,
    **dict.fromkeys(_NARROW, _widen),
    exp.Filter: _widen_outer,
    exp.Window: _widen_outer,
    exp.Ln: _logarithm,
    exp.Sqrt: _root,
    exp.Exp: _exponential,
    exp.Pow: _power,
    exp.Floor: _real_argument,
    exp.Ceil: _real_argument,
    exp.Ordered: _ordered,
    exp.Trim: _trim,
}
