"""How large a number can be and whether engines agree on its last digit.

Whole numbers are 64 bits and reals are doubles: what could pass them is real, unknown or refused
before it runs, so no engine wraps round or stops. Columns of registers are bounded by their schema,
and engines refuse tables that break those bounds.

Sums and means of reals, logarithms and powers differ in their last digit from engine to engine and
from run to run. They may be compared, and are then equal when they agree to 12 digits, but rows are
not grouped, joined or ordered by them.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from sqlglot import exp

from screening.language.allow import TYPES
from screening.language.problems import shown
from screening.language.scope import Kind, Meaning, Scope

LARGEST_WHOLE = 2**53
"""Up to here whole numbers are exact as doubles too; a sum or a CAST beyond it is NULL."""
LARGEST_KEPT = 2**60
"""Up to here + and - of whole numbers stay whole."""
LARGEST_REAL = 1e300
LARGEST_MEASURED = 1e100
"""Limit of a measured real, and of EXP and POWER, which are NULL beyond it."""
LEAST_DIVISOR = 1e-15
"""A real divisor closer to zero than this counts as zero."""
MOST_ROWS = 50_000_000
LONGEST_TEXT = 1e9
LAST_YEAR = 9_999
MOST_DAYS = 3_652_059

_Size = Callable[[exp.Expr], tuple[float, bool]]
"""Largest size of the value of a node, and whether engines agree on it to the last digit."""
_COMPARED: dict[type[exp.Expr], tuple[str, ...]] = {
    **dict.fromkeys([exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE], ("this", "expression")),
    exp.Between: ("this", "low", "high"),
    exp.Floor: ("this",),
    exp.Ceil: ("this",),
    exp.Round: ("this",),
    exp.Cast: ("this",),
}
"""Where the last digit could decide, and the digits are therefore cut off at 12."""
_IDENTITY: dict[type[exp.Expr], str] = {
    exp.In: "IN",
    exp.NullSafeEQ: "IS NOT DISTINCT FROM",
    exp.NullSafeNEQ: "IS DISTINCT FROM",
    exp.Distinct: "DISTINCT",
    exp.Case: "CASE",
    exp.Nullif: "NULLIF",
}
"""Where values are told apart one by one."""


def sized(node: exp.Expr, meaning: Meaning, scope: Scope) -> Meaning:
    """The meaning with its size filled in; notes what cannot be bounded or told apart."""
    if type(node) in _COMPARED and _wavers(node, _COMPARED[type(node)]):
        node.meta["near"] = True
    if type(node) in _IDENTITY:
        _refuse_identity(node, scope)
    if meaning.kind not in {"int", "real"}:
        return meaning
    size = _SIZES.get(type(node))
    if size is not None:
        most, exact = size(node)
        kind = _kind(node, meaning.kind, most)
        meaning = meaning._replace(kind=kind, most=most, exact=exact)
    if meaning.most > LARGEST_REAL:
        scope.problems.add(
            f"{shown(node)} can pass the largest number there is",
            node,
            expected=f"a number up to {LARGEST_REAL:g}, whatever the registers hold",
            remedy="multiply fewer columns, or divide before multiplying",
        )
        meaning = meaning._replace(most=LARGEST_REAL)
    node.meta["most"], node.meta["exact"] = meaning.most, meaning.exact
    return meaning


def measured(column: Kind | Meaning) -> Meaning:
    """A column as it stands once measured: rounded to 12 digits, and of bounded size."""
    if isinstance(column, Meaning):
        return column._replace(exact=True)
    return Meaning(column, most={"int": LARGEST_KEPT, "real": LARGEST_MEASURED}.get(column, 0))


def wavering(node: exp.Expr) -> bool:
    """Whether engines may differ in the last digit of the value of an inferred node."""
    return node.meta_get("exact") is False


def refuse_wavering(node: exp.Expr, what: str, scope: Scope) -> None:
    """Note that rows cannot be told apart by a number whose last digit differs per engine."""
    if wavering(node):
        scope.problems.add(
            f"{what} {shown(node)}, of which the last digit differs from engine to engine",
            node,
            expected="a column, a whole number or a rounded number",
            remedy="round it first: ROUND(..., 6)",
        )


def _wavers(node: exp.Expr, keys: tuple[str, ...]) -> bool:
    return any(wavering(node.args[key]) for key in keys)


def _refuse_identity(node: exp.Expr, scope: Scope) -> None:
    if isinstance(node, exp.Nullif) and fixed_number(node.expression) == 0:
        return  # a sum is zero on every engine or on none, unless amounts cancel out
    parts = [node.this, node.args.get("expression"), *(node.args.get("expressions") or [])]
    for part in parts:
        if isinstance(part, exp.Expr):
            refuse_wavering(part, _IDENTITY[type(node)] + " with", scope)


def _kind(node: exp.Expr, kind: Kind, most: float) -> Kind:
    if kind != "int" or not isinstance(node, exp.Add | exp.Sub | exp.Mul):
        return kind
    limit = LARGEST_WHOLE if isinstance(node, exp.Mul) else LARGEST_KEPT
    return "int" if most <= limit else "real"


def _most(node: exp.Expr) -> float:
    return float(node.meta_get("most") or 0)


def _exact(*nodes: exp.Expr) -> bool:
    return not any(map(wavering, nodes))


def _literal(node: exp.Expr) -> tuple[float, bool]:
    return float(node.name), True


def _sum_of_two(node: exp.Expr) -> tuple[float, bool]:
    return _most(node.this) + _most(node.expression), _exact(node.this, node.expression)


def _product(node: exp.Expr) -> tuple[float, bool]:
    return _most(node.this) * _most(node.expression), _exact(node.this, node.expression)


def _quotient(node: exp.Expr) -> tuple[float, bool]:
    whole = node.expression.meta_get("kind") == "int"
    most = _most(node.this) if whole else _most(node.this) / LEAST_DIVISOR
    return most, _exact(node.this, node.expression)


def _fixed(most: float, *, exact: bool = True) -> _Size:
    return lambda _node: (most, exact)


def _rounded(node: exp.Expr) -> tuple[float, bool]:
    return _most(node.this) + 1, True


def _cast(node: exp.Expr) -> tuple[float, bool]:
    came, most = node.meta_get("from"), _most(node.this)
    if came == "bool":
        return 1, True
    if came == "real" and TYPES.get(node.args["to"].this) == "int":
        return min(most + 1, LARGEST_WHOLE), True
    return most, _exact(node.this)


def _root(node: exp.Expr) -> tuple[float, bool]:
    return math.sqrt(_most(node.this)) + 1, _exact(node.this)


def fixed_number(node: exp.Expr) -> float | None:
    """The value of a number in the rule itself, None for anything else."""
    if isinstance(node, exp.Neg | exp.Paren | exp.Cast):
        inner = fixed_number(node.this)
        return -inner if inner is not None and isinstance(node, exp.Neg) else inner
    return float(node.name) if isinstance(node, exp.Literal) and not node.is_string else None


def _power(node: exp.Expr) -> tuple[float, bool]:
    power = fixed_number(node.expression) or 0.0
    if power <= 0:
        return LARGEST_MEASURED, False
    most = power * math.log10(max(_most(node.this), 1))
    limit = math.log10(LARGEST_MEASURED)
    if most > limit:
        node.meta["unbounded"] = True
    return 10 ** min(most, limit), False


def _argument(node: exp.Expr) -> exp.Expr:
    argument: exp.Expr = node.this
    return argument.expressions[0] if isinstance(argument, exp.Distinct) else argument


def _sum(node: exp.Expr) -> tuple[float, bool]:
    inner = _argument(node)
    most = _most(inner) * MOST_ROWS
    if inner.meta_get("kind") != "int":
        return most, False
    if most > LARGEST_WHOLE:
        node.meta["unbounded"] = True
    return min(most, LARGEST_WHOLE), True


def _mean(node: exp.Expr) -> tuple[float, bool]:
    inner = _argument(node)
    return _most(inner), inner.meta_get("kind") == "int"


def _spread(node: exp.Expr) -> tuple[float, bool]:
    return 2 * _most(_argument(node)), False


def _window(node: exp.Expr) -> tuple[float, bool]:
    function = node.this
    size = _SIZES.get(type(function))
    inner = function.args.get("this")
    if size is not None:
        return size(function)
    return _most(inner), _exact(inner)


_SIZES: dict[type[exp.Expr], _Size] = {
    exp.Literal: _literal,
    exp.Add: _sum_of_two,
    exp.Sub: _sum_of_two,
    exp.Mul: _product,
    exp.Div: _quotient,
    exp.Round: _rounded,
    exp.Floor: _rounded,
    exp.Ceil: _rounded,
    exp.Cast: _cast,
    exp.Sqrt: _root,
    exp.Ln: _fixed(1_000, exact=False),
    exp.Exp: _fixed(LARGEST_MEASURED, exact=False),
    exp.Pow: _power,
    exp.Length: _fixed(LONGEST_TEXT),
    exp.Extract: _fixed(LAST_YEAR),
    exp.Anonymous: _fixed(MOST_DAYS),
    exp.Count: _fixed(MOST_ROWS),
    exp.RowNumber: _fixed(MOST_ROWS),
    exp.Rank: _fixed(MOST_ROWS),
    exp.DenseRank: _fixed(MOST_ROWS),
    exp.Sum: _sum,
    exp.Avg: _mean,
    exp.Median: _mean,
    exp.Stddev: _spread,
    exp.Window: _window,
}
