"""Small pieces of SQL trees that rewriting is made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from sqlglot import exp

Dialect = Literal["polars", "duckdb", "postgres", "spark", "readable"]
"""An engine a query is written for; ``readable`` is for people and runs nowhere."""
Change = Callable[[Any, Dialect], exp.Expr]
"""What a node becomes in a dialect; its parts have been changed already."""

_CLOSED = (exp.Paren, exp.Column, exp.Literal, exp.Boolean, exp.Null, exp.Cast, exp.Case)
_TYPES = {
    "bigint": exp.DType.BIGINT,
    "double": exp.DType.DOUBLE,
    "boolean": exp.DType.BOOLEAN,
    "int": exp.DType.INT,
    "text": exp.DType.TEXT,
    "date": exp.DType.DATE,
}


TYPE_OF = {"int": "bigint", "real": "double", "bool": "boolean", "text": "text", "date": "date"}
"""The type of each kind of value, as :func:`cast` names it."""


PLAIN_PLACES: dict[type[exp.Expr], set[str]] = {
    exp.Substring: {"start", "length"},
    exp.Left: {"expression"},
    exp.Right: {"expression"},
    exp.Lag: {"offset"},
    exp.Lead: {"offset"},
    exp.Round: {"decimals"},
}
"""Where functions take a plain number: of signs, rows or decimals."""


def cast(node: exp.Expr, to: str) -> exp.Expr:
    """The node as another type."""
    return exp.Cast(this=node, to=exp.DataType(this=_TYPES[to]))


def real(node: exp.Expr) -> exp.Expr:
    """The node as a double."""
    if isinstance(node, exp.Cast) and isinstance(node.this, exp.Literal):
        node = node.this
    if kind_of(node) == "real" and not isinstance(node, exp.Literal):
        return node
    made = cast(node, "double")
    made.meta["kind"] = "real"
    return made


def constant(value: str) -> exp.Expr:
    """A fixed double."""
    return cast(exp.Literal.number(value), "double")


def zero() -> exp.Expr:
    """The whole number 0."""
    return exp.Literal.number(0)


def when(condition: exp.Expr, value: exp.Expr) -> exp.Expr:
    """The value where the condition holds, else NULL."""
    return exp.Case(ifs=[exp.If(this=condition, true=value)])


def bracketed(node: exp.Expr) -> exp.Expr:
    """The node in brackets, where it needs them to stand beside an operator.

    Readers of SQL try every bracket in more than one way, so none is written in vain.
    """
    if isinstance(node, _CLOSED) or (
        isinstance(node, exp.Func) and not isinstance(node, exp.Binary)
    ):
        return node
    return exp.paren(node, copy=False)


def kind_of(node: exp.Expr) -> object:
    """Kind of value the gate found for the node, None for what it never saw."""
    return node.meta_get("kind")


def number(value: int) -> exp.Expr:
    """A fixed whole number."""
    literal = exp.Literal.number(abs(value))
    return exp.Neg(this=literal) if value < 0 else literal


def size(node: exp.Expr) -> exp.Expr:
    """How far the node is from zero; the node itself stays free."""
    return exp.Abs(this=node.copy())


def near() -> exp.Expr:
    """What numbers may differ in, for each unit of their size, and still count as equal."""
    return constant("1e-12")
