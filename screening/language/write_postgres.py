"""What PostgreSQL needs said besides: types of constants, 64 bits, byte order of texts.

Whole constants are 32 bits there and texts have no type until something asks for it. Texts are
compared by code point whatever the database sorts by. AVG and MEDIAN of whole numbers are decimals.
"""

from __future__ import annotations

import math

from sqlglot import exp

from screening.language.build import (
    PLAIN_PLACES,
    Change,
    Dialect,
    bracketed,
    cast,
    constant,
    kind_of,
    real,
    size,
)
from screening.language.size import fixed_number

_PLACES: dict[type[exp.Expr], set[str]] = {
    **PLAIN_PLACES,
    exp.Like: {"expression"},
    exp.Cast: {"this"},
    exp.Pow: {"expression"},
}


def _literal(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    """A constant with its type, but where a plain one belongs."""
    above = node.parent
    if above is not None and node.arg_key in _PLACES.get(type(above), ()):
        return node
    if node.is_string:
        return cast(node, "text")
    return cast(node, "bigint" if node.name.isdigit() else "double")


def _cast_node(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    """Casts between yes/no and whole numbers go by 32 bits only; zero is no."""
    to, value = node.args["to"].this, node.this
    came = node.meta_get("from")
    if to is exp.DType.BOOLEAN and came == "int":
        return bracketed(exp.NEQ(this=value, expression=exp.Literal.number(0)))
    if to in {exp.DType.BIGINT, exp.DType.INT} and came == "bool":
        return cast(cast(value, "int"), "bigint")
    return node


def _divide(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    return bracketed(
        exp.Div(this=real(node.this), expression=real(node.expression), typed=True, safe=False)
    )


def _power(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    """Nothing where the result is too close to 0 for a double, which is an error otherwise."""
    power = fixed_number(node.expression) or 0.0
    if not power:
        return node
    end = constant(
        repr(10.0 ** (-300 / power if abs(power) > 1 else -300 * math.copysign(1, power)))
    )
    gone = (exp.LT if power > 0 else exp.GT)(this=size(node.this), expression=end)
    return exp.Case(ifs=[exp.If(this=gone, true=constant("0"))], default=node)


def _of_reals(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    """MEDIAN and STDDEV over doubles."""
    node.set("this", real(node.this))
    return node


def _mean(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    return node if isinstance(node.parent, exp.Filter | exp.Window) else cast(node, "double")


def _mean_outer(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    function = node.this.this if isinstance(node.this, exp.Filter) else node.this
    inside = isinstance(node.parent, exp.Window)
    return cast(node, "double") if isinstance(function, exp.Avg) and not inside else node


def _extreme(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    """MIN and MAX of yes/no are AND and OR; of texts they go by code point."""
    if kind_of(node.this) == "bool":
        both = exp.LogicalAnd if isinstance(node, exp.Min) else exp.LogicalOr
        return both(this=node.this)
    if kind_of(node.this) == "text":
        node.set("this", _by_code_point(node.this))
    return node


def _by_code_point(node: exp.Expr) -> exp.Expr:
    """The text, to be compared byte by byte."""
    return exp.Collate(this=bracketed(node), expression=exp.to_identifier("C", quoted=True))


def _compare(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    """Texts by code point; one collation, on the left, is enough."""
    if "text" in node.meta_get("kinds", ()):
        node.set("this", _by_code_point(node.this))
    return node


def _ordered(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    if kind_of(node.this) == "text":
        node.set("this", _by_code_point(node.this))
    return node


CHANGES: dict[type[exp.Expr], Change] = {
    exp.Literal: _literal,
    exp.Cast: _cast_node,
    exp.Div: _divide,
    exp.Pow: _power,
    exp.Median: _of_reals,
    exp.Stddev: _of_reals,
    exp.Avg: _mean,
    exp.Filter: _mean_outer,
    exp.Window: _mean_outer,
    exp.Min: _extreme,
    exp.Max: _extreme,
    exp.Between: _compare,
    exp.Ordered: _ordered,
    **dict.fromkeys([exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE], _compare),
}
