"""The parts of a condition, and which of them tie two tables together."""

from __future__ import annotations

from sqlglot import exp

from screening.language.persons import is_thing
from screening.language.scope import Scope


def conjuncts(condition: exp.Expr) -> list[exp.Expr]:
    """The parts a condition joins with AND, brackets removed."""
    inner = condition.unnest()
    if isinstance(inner, exp.And):
        return [*conjuncts(inner.this), *conjuncts(inner.expression)]
    return [inner]


def tables(node: exp.Expr) -> set[str]:
    """Names of the tables an expression reads columns of."""
    return {column.table for column in node.find_all(exp.Column)}


def equates(part: exp.Expr, alias: str) -> bool:
    """True for an equality with the new table on one side and only earlier ones on the other."""
    if not isinstance(part, exp.EQ):
        return False
    left, right = tables(part.this), tables(part.expression)
    return (left == {alias} and bool(right) and alias not in right) or (
        right == {alias} and bool(left) and alias not in left
    )


def tie(condition: exp.Expr, scope: Scope) -> None:
    """Know which relations a join ties by an equality of numbers of things or keys of persons."""
    for part in conjuncts(condition):
        sides = [part.this, part.expression] if isinstance(part, exp.EQ) else []
        if sides and all(isinstance(side, exp.Column) and is_thing(side, scope) for side in sides):
            scope.tie(sides[0].table, sides[1].table)
