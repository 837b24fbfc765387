"""What Polars needs said besides: division to the last digit, and conditions of joins.

A number divided by one number is multiplied by its inverse there, so 49 / 49 is less than 1; a
divisor that has a row of its own for every row is divided by exactly. Joins on more than equalities
cannot convert, negate or mix columns of both tables, so those conditions are asked elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from screening.packs.sql.build import (
    Change,
    Dialect,
    bracketed,
    cast,
    constant,
    kind_of,
    number,
    when,
)
from screening.packs.sql.joining import conjuncts, equates, tables

_HOISTED = "_on"


def _divide(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    """By a divisor of as many rows as what is divided: nothing is added to it, row by row."""
    for value in _per_row(node.this):
        nothing = exp.Mul(this=constant("0"), expression=bracketed(value.copy()))
        node.set("expression", bracketed(exp.Add(this=node.expression, expression=nothing)))
    return node


def _per_row(value: exp.Expr) -> list[exp.Expr]:
    """Numbers that have as many rows as the value and are NULL only where it is; none if fixed."""
    parts = list(value.walk(prune=lambda each: isinstance(each, exp.Query)))
    if any(isinstance(part, exp.Window) for part in parts):
        return [value]
    if any(isinstance(part, exp.AggFunc) for part in parts):
        return [exp.Count(this=exp.Star())]
    columns = [part for part in parts if isinstance(part, exp.Column)]
    strict = {column.table: column for column in _strict(value)}
    if strict.keys() == {column.table for column in columns}:
        return list(strict.values())
    return [value]


def _strict(value: exp.Expr) -> Iterator[exp.Column]:
    """Columns of numbers without which the value is NULL."""
    if isinstance(value, exp.Column) and kind_of(value) in {"int", "real"}:
        yield value
    elif isinstance(value, _STRICT):
        for child in value.iter_expressions():
            yield from _strict(child)


_STRICT = (exp.Paren, exp.Neg, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Cast, exp.Abs, exp.Floor)


def _joins(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    """Keys stay in ON; the other conditions go where they mean the same."""
    later: list[exp.Expr] = []
    for join in node.args.get("joins") or []:
        alias = join.this.alias_or_name
        parts = conjuncts(join.args["on"])
        keys = [part for part in parts if equates(part, alias)]
        others = [_boolean(part) for part in parts if not equates(part, alias)]
        if not others:
            continue
        if not join.side:
            later += others
            others = []
        join.set("on", exp.and_(*_left_join(join, keys, others), copy=False))
    if later:
        where = node.args.get("where")
        kept = [] if where is None else [where.this]
        node.set("where", exp.Where(this=exp.and_(*map(bracketed, [*kept, *later]), copy=False)))
    return node


def _boolean(part: exp.Expr) -> exp.Expr:
    return exp.Boolean(this=False) if isinstance(part, exp.Null) else part


def _left_join(join: exp.Join, keys: list[exp.Expr], others: list[exp.Expr]) -> list[exp.Expr]:
    """What stays in ON.

    Conditions on the new table alone are asked inside it; those on earlier tables alone decide
    whether there is a key at all.
    """
    alias = join.this.alias_or_name
    inside = [part for part in others if tables(part) <= {alias}]
    before = [part for part in others if tables(part) and alias not in tables(part)]
    mixed = [part for part in others if alias in tables(part) and tables(part) != {alias}]
    hoisted: list[exp.Expr] = []
    both = [_certain(_split(part, alias, hoisted)) for part in mixed]
    if before:
        key = keys[0]
        side = "expression" if alias in tables(key.this) else "this"
        key.set(side, when(exp.and_(*map(bracketed, before), copy=False), key.args[side]))
    if inside or hoisted:
        join.set("this", _narrowed(join.this, alias, inside, hoisted))
    return [*keys, *both]


def _narrowed(
    source: exp.Expr, alias: str, conditions: list[exp.Expr], more: list[exp.Expr]
) -> exp.Expr:
    """The table with only the rows that meet the conditions, and with more columns."""
    named = [exp.alias_(each, f"{_HOISTED}_{number}") for number, each in enumerate(more)]
    inner = exp.Select(expressions=[exp.Star(), *named], from_=exp.From(this=source))
    if conditions:
        inner.set("where", exp.Where(this=exp.and_(*map(bracketed, conditions), copy=False)))
    return exp.Subquery(this=inner, alias=exp.TableAlias(this=exp.to_identifier(alias)))


def _certain(part: exp.Expr) -> exp.Expr:
    """In CASE, for Polars takes every bare equality for a key."""
    return exp.Case(
        ifs=[exp.If(this=part, true=exp.Boolean(this=True))], default=exp.Boolean(this=False)
    )


def _split(node: exp.Expr, alias: str, hoisted: list[exp.Expr]) -> exp.Expr:
    """The condition without conversions and negations of the new table, which it hoists there."""
    named = tables(node)
    if alias not in named or isinstance(node, exp.Column):
        return node
    if named == {alias}:
        hoisted.append(node.copy())
        return exp.column(f"{_HOISTED}_{len(hoisted) - 1}", table=alias, quoted=True)
    for child in list(node.iter_expressions()):
        key, index = child.arg_key, child.index
        replacement = _split(child, alias, hoisted)
        if replacement is not child and key is not None:
            node.set(key, replacement, index)
    if isinstance(node, exp.Not):
        answers = [(True, False), (False, True)]
        branches = [exp.If(this=exp.Boolean(this=a), true=exp.Boolean(this=b)) for a, b in answers]
        return exp.Case(this=bracketed(node.this), ifs=branches)
    if isinstance(node, exp.Cast):
        nothing = constant("0") if node.args["to"].this is exp.DType.DOUBLE else _whole_zero()
        return bracketed(exp.Add(this=bracketed(node.this), expression=nothing))
    return node


def _whole_zero() -> exp.Expr:
    return cast(number(0), "bigint")


CHANGES: dict[type[exp.Expr], Change] = {
    exp.Div: _divide,
    exp.Select: _joins,
}
