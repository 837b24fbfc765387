"""Texts and dates with the same meaning on every engine."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from sqlglot import exp

from screening.language.build import Change, Dialect, bracketed, cast
from screening.language.letters import ALONE, YOUNG, lowered, raised, spread


def _trim(node: exp.Expr, dialect: Dialect) -> exp.Expr:
    """TRIM of spaces only; without the space named, Polars trims tabs as well."""
    if dialect == "spark":  # where the space would have to be named first
        return node
    space = exp.Literal.string(" ")
    right = exp.Anonymous(this="RTRIM", expressions=[node.this, space])
    return exp.Anonymous(this="LTRIM", expressions=[right, space.copy()])


def _lower(node: exp.Expr, dialect: Dialect) -> exp.Expr:
    """One letter becomes one letter; see :mod:`screening.language.letters`."""
    if dialect == "polars":
        for capital, small in ALONE.items():
            node.set("this", _replaced(node.this, capital, small))
        return node
    if dialect == "duckdb":
        return _translated(node, "".join(YOUNG), "".join(YOUNG.values()))
    return _translated(node.this, *_alphabets(lowered))


def _upper(node: exp.Expr, dialect: Dialect) -> exp.Expr:
    """Some letters become more than one, which only Polars does by itself."""
    if dialect == "polars":
        return node
    for letter, made in spread().items():
        node.set("this", _replaced(node.this, letter, made))
    if dialect == "duckdb":
        return _translated(node, "".join(YOUNG.values()), "".join(YOUNG))
    return _translated(node.this, *_alphabets(raised))


def _replaced(text: exp.Expr, old: str, new: str) -> exp.Expr:
    return exp.Replace(
        this=text, expression=exp.Literal.string(old), replacement=exp.Literal.string(new)
    )


def _translated(text: exp.Expr, old: str, new: str) -> exp.Expr:
    letters = [exp.Literal.string(old), exp.Literal.string(new)]
    return exp.Anonymous(this="TRANSLATE", expressions=[text, *letters])


@cache
def _alphabets(letters: Callable[[], dict[str, str]]) -> tuple[str, str]:
    found = letters()
    return "".join(found), "".join(found.values())


def _right(node: exp.Expr, dialect: Dialect) -> exp.Expr:
    """Polars takes too little of a text that is shorter than what is asked."""
    if dialect != "polars":
        return node
    shorter = exp.LTE(this=exp.Length(this=node.this.copy()), expression=node.expression.copy())
    return exp.Case(ifs=[exp.If(this=shorter, true=node.this.copy())], default=node)


def days_between(node: exp.Expr, dialect: Dialect) -> exp.Expr:
    """Days from the first date to the second; any other function is its engine's own."""
    if node.name.upper() != "DAYS_BETWEEN":
        return node
    start, end = node.expressions
    if dialect == "duckdb":
        return exp.Anonymous(this="date_diff", expressions=[exp.Literal.string("day"), start, end])
    if dialect == "postgres":
        return cast(bracketed(exp.Sub(this=end, expression=start)), "bigint")
    if dialect == "readable":
        return bracketed(exp.Sub(this=end, expression=start))
    if dialect == "spark":
        return cast(exp.Anonymous(this="DATEDIFF", expressions=[end, start]), "bigint")
    return bracketed(exp.Sub(this=cast(end, "bigint"), expression=cast(start, "bigint")))


CHANGES: dict[type[exp.Expr], Change] = {
    exp.Trim: _trim,
    exp.Lower: _lower,
    exp.Upper: _upper,
    exp.Right: _right,
    exp.Anonymous: days_between,
}
