"""What a sum over one column and fixed numbers says of that column: times so much, plus so much."""

from __future__ import annotations

from typing import NamedTuple

from sqlglot import exp

_SUMS = (exp.Add, exp.Sub, exp.Mul, exp.Div)
_AS_MUCH = (exp.Min, exp.Max, exp.Avg, exp.Coalesce, exp.Round, exp.Floor, exp.Ceil)
"""What yields about as much as the column in it."""


class Line(NamedTuple):
    """A column, times a number, plus a number."""

    of: str
    times: float
    plus: float


def line_of(node: exp.Expr) -> Line | None:
    """The line an expression is of one column; None when it is another sum, or over more."""
    inner = node.unnest()
    if isinstance(inner, exp.Column):
        return Line(inner.sql(), 1, 0)
    if isinstance(inner, exp.Neg):
        return _moved(line_of(inner.this), -1, 0)
    if isinstance(inner, _AS_MUCH):
        return line_of(inner.this)
    return _sum(inner) if isinstance(inner, _SUMS) else None


def share_of(node: exp.Expr) -> str | None:
    """The column, or the sum of it, of which an expression is a fixed share; None of another."""
    inner = node.unnest()
    while isinstance(inner, exp.Nullif | exp.Sum | exp.Cast):
        inner = inner.this.unnest()
    line = line_of(inner)
    return line.of if line is not None and line.times and not line.plus else None


def number_of(node: exp.Expr) -> float | None:
    """The fixed number that an expression is."""
    inner = node.unnest()
    if isinstance(inner, exp.Neg):
        number = number_of(inner.this)
        return None if number is None else -number
    if isinstance(inner, exp.Literal) and not inner.is_string:
        return float(inner.name)
    return number_of(inner.this) if isinstance(inner, exp.Cast) else None


def _sum(node: exp.Expr) -> Line | None:
    left, right = number_of(node.this), number_of(node.expression)
    if right is not None:
        return _with(node, line_of(node.this), right)
    if left is None or isinstance(node, exp.Div):
        return None
    line = line_of(node.expression)
    return _moved(line, -1, left) if isinstance(node, exp.Sub) else _with(node, line, left)


def _with(node: exp.Expr, line: Line | None, number: float) -> Line | None:
    if isinstance(node, exp.Add | exp.Sub):
        return _moved(line, 1, number if isinstance(node, exp.Add) else -number)
    if isinstance(node, exp.Mul):
        return _moved(line, number, 0)
    return _moved(line, 1 / number, 0) if number else None


def _moved(line: Line | None, times: float, plus: float) -> Line | None:
    return line and Line(line.of, line.times * times, line.plus * times + plus)
