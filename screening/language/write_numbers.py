"""Numbers with the same meaning on every engine: 64-bit whole numbers, doubles, exact steps."""

from __future__ import annotations

from sqlglot import exp

from screening.language.allow import TYPES
from screening.language.build import (
    PLAIN_PLACES,
    TYPE_OF,
    Change,
    Dialect,
    bracketed,
    cast,
    constant,
    kind_of,
    near,
    number,
    real,
    size,
    when,
    zero,
)
from screening.language.size import LARGEST_WHOLE, LEAST_DIVISOR, fixed_number

LARGEST_POWER = 100
"""EXP and POWER are NULL beyond 10 to the power of this."""
LARGEST_EXPONENT = 230
_AS_IT_IS: dict[type[exp.Expr], set[str]] = {
    **PLAIN_PLACES,
    exp.Pow: {"expression"},
    exp.In: {"expressions"},
    **{
        kind: {"this", "expression"} for kind in (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
    },
    exp.Between: {"low", "high"},
}
"""Where a whole constant takes the type of what is beside it, or is a place and not a value."""


def _literal(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    """A fraction is a double, never a decimal; a whole number is 64 bits wide, never 32."""
    if node.is_string:
        return node
    if not node.name.isdigit():
        return real(node)
    value = node.parent if isinstance(node.parent, exp.Neg) else node
    above = value.parent
    plain = above is None or value.arg_key in _AS_IT_IS.get(type(above), ())
    return node if plain else cast(node, "bigint")


def _null(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    """NULL with the kind of the column it stands in."""
    kind = node.meta_get("takes")
    return node if kind is None else cast(node, TYPE_OF[kind])


def _divide(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    """Real division, of whole numbers too; by zero, or by what is as good as zero, gives NULL."""
    by = node.expression
    kinds = node.meta_get("kinds", ())
    if kinds[1:] == ("int",):
        by = exp.Nullif(this=by, expression=zero())
    else:
        by = when(exp.GTE(this=size(by), expression=constant(repr(LEAST_DIVISOR))), by)
    return bracketed(exp.Div(this=node.this, expression=by, typed=False, safe=False))


def _add(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    """Whole only where it cannot overflow."""
    if kind_of(node) == "real" and set(node.meta_get("kinds", ())) == {"int"}:
        node.set("this", real(node.this))
    return node


def _one_kind(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    """Values of which the one or the other is chosen are all real when one is."""
    if kind_of(node) == "real":
        node.set("this", _as_real(node.this))
        node.set("expressions", [_as_real(part) for part in node.expressions])
    return node


def _as_real(node: exp.Expr) -> exp.Expr:
    return real(node) if kind_of(node) == "int" else node


def _multiply(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    """Whole only where it cannot overflow."""
    if kind_of(node) == "int":
        return node
    return bracketed(exp.Mul(this=real(node.this), expression=real(node.expression)))


def _rounded(value: exp.Expr, decimals: int, *, wavers: bool) -> exp.Expr:
    """Halves away from zero, spelled out in steps that are exact on every engine."""
    large = size(value)
    if decimals:
        large = exp.Mul(this=large, expression=constant(str(10**decimals)))
    if wavers:
        large = exp.Mul(this=large, expression=constant("1.000000000001"))
    rounded: exp.Expr = exp.Floor(this=exp.Add(this=large, expression=constant("0.5")))
    if decimals:
        rounded = exp.Div(this=rounded, expression=constant(str(10**decimals)))
        rounded.set("typed", False)
        rounded.set("safe", False)
    return bracketed(exp.Mul(this=_sign(value), expression=bracketed(rounded)))


def _sign(value: exp.Expr) -> exp.Expr:
    negative = exp.LT(this=value, expression=zero())
    return exp.Case(ifs=[exp.If(this=negative, true=constant("-1"))], default=constant("1"))


def _round(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    decimals = node.args.get("decimals")
    places = int(decimals.name) if decimals is not None else 0
    return _rounded(real(node.this), places, wavers=bool(node.meta_get("near")))


def _cast(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    """CAST to INT is to 64 bits and rounds, and is NULL for what would not be exact."""
    target = TYPES[node.args["to"].this]
    came, value = node.meta_get("from"), node.this
    if target == "int" and came == "real":
        limit = exp.LT(this=size(value), expression=number(LARGEST_WHOLE))
        value = when(limit, _rounded(value, 0, wavers=bool(node.meta_get("near"))))
    made = cast(value, TYPE_OF[target])
    made.meta["from"] = came
    return made


def _logarithm(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    positive = exp.GT(this=node.this.copy(), expression=zero())
    return exp.Ln(this=when(positive, real(node.this)))


def _root(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    positive = exp.GTE(this=node.this.copy(), expression=zero())
    return exp.Sqrt(this=when(positive, real(node.this)))


def _exponential(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    """NULL where the result is too large; what is next to nothing comes no closer to 0."""
    exponent = real(node.this)
    fits = exp.LTE(this=exponent.copy(), expression=constant(str(LARGEST_EXPONENT)))
    least = exp.Greatest(this=exponent, expressions=[constant(str(-LARGEST_EXPONENT))])
    return exp.Exp(this=when(fits, least))


def _power(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    """NULL outside its domain and where the result is too large."""
    power = fixed_number(node.expression) or 0.0
    base = real(node.this)
    conditions: list[exp.Expr] = []
    if power < 0:
        least = constant(repr(10.0 ** (-LARGEST_POWER / abs(power))))
        side = size(base) if power.is_integer() else base.copy()
        conditions = [exp.GTE(this=side, expression=least)]
    else:
        if not power.is_integer():
            conditions.append(exp.GTE(this=base.copy(), expression=zero()))
        if node.meta_get("unbounded"):
            most = constant(repr(10.0 ** (LARGEST_POWER / power)))
            conditions.append(exp.LTE(this=size(base), expression=most))
    if conditions:
        base = when(exp.and_(*conditions, copy=False), base)
    return exp.Pow(this=base, expression=real(node.expression))


def _whole_part(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    """FLOOR and CEIL of doubles; what is as good as a whole number is one."""
    value = real(node.this)
    if node.meta_get("near"):
        nudge = exp.Mul(this=size(value), expression=near())
        step = exp.Add if isinstance(node, exp.Floor) else exp.Sub
        value = step(this=value, expression=nudge)
    node.set("this", value)
    return node


CHANGES: dict[type[exp.Expr], Change] = {
    exp.Literal: _literal,
    exp.Null: _null,
    exp.Div: _divide,
    exp.Add: _add,
    exp.Sub: _add,
    exp.Mul: _multiply,
    **dict.fromkeys([exp.Coalesce, exp.Greatest, exp.Least], _one_kind),
    exp.Round: _round,
    exp.Cast: _cast,
    exp.Ln: _logarithm,
    exp.Sqrt: _root,
    exp.Exp: _exponential,
    exp.Pow: _power,
    exp.Floor: _whole_part,
    exp.Ceil: _whole_part,
}
