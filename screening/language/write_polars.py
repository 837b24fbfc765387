"""What Polars needs said besides: division to the last digit, and conditions of joins.

A number divided by one number is multiplied by its inverse there, so 49 / 49 is less than 1; a
divisor that has a row of its own for every row is divided by exactly. Joins on more than equalities
cannot convert, negate or mix columns of both tables, so those conditions are asked elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlglot import exp

from screening.language.build import (
    Change,
    Dialect,
    bracketed,
    cast,
    constant,
    kind_of,
    number,
    when,
)
from screening.language.joining import conjuncts, equates, tables
from screening.language.write_conditions import SHORT_LIST
from screening.language.write_groups import named_outside, over_keys


def _divide(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    """By a divisor of as many rows as what is divided: nothing is added to it, row by row."""
    for value in _per_row(node):
        nothing = exp.Mul(this=constant("0"), expression=bracketed(value.copy()))
        node.set("expression", bracketed(exp.Add(this=node.expression, expression=nothing)))
    return node


def _per_row(node: exp.Expr) -> list[exp.Expr]:
    """Numbers with as many rows as what is divided, NULL only where it is; none if it is fixed."""
    value = node.this
    parts = list(value.walk(prune=lambda each: isinstance(each, exp.Query)))
    if any(isinstance(part, exp.Window) for part in parts):
        return [value]
    if any(isinstance(part, exp.AggFunc) for part in parts):
        return [exp.Count(this=exp.Star())]
    if over_keys(node):
        return list(_strict(value, _is_key))[:1] or [value]
    all_tables = set().union(*(tables(part) for part in parts if isinstance(part, exp.Column)))
    strict = {name: each for each in _strict(value, _is_column) for name in tables(each)}
    if strict.keys() == all_tables:
        return list(strict.values())
    return [value]


def _is_key(node: exp.Expr) -> bool:
    return bool(node.meta_get("grouped"))


def _is_column(node: exp.Expr) -> bool:
    return isinstance(node, exp.Column)


def _strict(value: exp.Expr, wanted: Callable[[exp.Expr], bool]) -> Iterator[exp.Expr]:
    """The wanted numbers without which the value is NULL."""
    if wanted(value):
        if kind_of(value) in {"int", "real"}:
            yield value
    elif isinstance(value, _STRICT):
        for child in value.iter_expressions():
            yield from _strict(child, wanted)


_STRICT = (exp.Paren, exp.Neg, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Cast, exp.Abs, exp.Floor)


def _joins(node: exp.Select, _dialect: Dialect) -> exp.Select:
    """Keys stay in ON; the other conditions go where they mean the same."""
    later: list[exp.Expr] = []
    for join in node.args.get("joins") or []:
        alias = join.this.alias_or_name
        parts = conjuncts(join.args["on"])
        keys = [part for part in parts if equates(part, alias)]
        others = [_boolean(part) for part in parts if not equates(part, alias)]
        if not join.side:
            later += others
            others = []
        on = _On(alias)
        both = on.left_join(others, keys)
        kept = [*on.told_apart(keys, plain=bool(both)), *both]
        if on.inside or on.hoisted:
            join.set("this", on.narrowed(join.this))
        join.set("on", exp.and_(*kept, copy=False))
    if later:
        where = node.args.get("where")
        kept = [] if where is None else [where.this]
        node.set("where", exp.Where(this=exp.and_(*map(bracketed, [*kept, *later]), copy=False)))
    return node


def _boolean(part: exp.Expr) -> exp.Expr:
    return exp.Boolean(this=False) if isinstance(part, exp.Null) else part


class _On:
    """Rewriting of one ON: what is asked or worked out inside the table that is joined."""

    def __init__(self, alias: str) -> None:
        self.alias = alias
        self.inside: list[exp.Expr] = []
        self.hoisted: list[exp.Expr] = []

    def told_apart(self, keys: list[exp.Expr], *, plain: bool) -> list[exp.Expr]:
        """The keys, with columns of the new table that no other key has.

        Polars knows keys by names of columns, and two with the same names for one. Where more than
        keys stays in ON, it takes ``plain`` columns of the new table only.
        """
        seen: set[str] = set()
        for key in keys:
            here = "this" if self.alias in tables(key.this) else "expression"
            names = {column.name for column in key.args[here].find_all(exp.Column)}
            if names & seen or (plain and not isinstance(key.args[here], exp.Column)):
                key.set(here, self._hoist(key.args[here]))
            seen |= names
        return keys

    def left_join(self, others: list[exp.Expr], keys: list[exp.Expr]) -> list[exp.Expr]:
        """What stays in ON of a LEFT JOIN besides the keys.

        Conditions on the new table alone are asked inside it; those on earlier tables alone decide
        whether there is a key at all.
        """
        self.inside = [part for part in others if tables(part) <= {self.alias}]
        before = [part for part in others if tables(part) and self.alias not in tables(part)]
        if before:
            key = keys[0]
            side = "expression" if self.alias in tables(key.this) else "this"
            holds = exp.and_(*map(bracketed, before), copy=False)
            key.set(side, when(holds, key.args[side]))
        known = {id(part) for part in (*self.inside, *before)}
        return [_certain(self._split(part)) for part in others if id(part) not in known]

    def narrowed(self, source: exp.Expr) -> exp.Expr:
        """The table with only the rows that are asked for, and with the columns worked out."""
        named = [exp.alias_(each, self._name(number)) for number, each in enumerate(self.hoisted)]
        inner = exp.Select(expressions=[exp.Star(), *named], from_=exp.From(this=source))
        if self.inside:
            asked = exp.and_(*map(bracketed, self.inside), copy=False)
            inner.set("where", exp.Where(this=asked))
        return exp.Subquery(this=inner, alias=exp.TableAlias(this=exp.to_identifier(self.alias)))

    def _name(self, number: int) -> str:
        return f"_on_{self.alias}_{number}"

    def _hoist(self, node: exp.Expr) -> exp.Expr:
        self.hoisted.append(node.copy())
        name = exp.to_identifier(self._name(len(self.hoisted) - 1))
        return exp.Column(this=name, table=exp.to_identifier(self.alias))

    def _split(self, node: exp.Expr) -> exp.Expr:
        """The condition without conversions and negations of the new table, which move there."""
        named = tables(node)
        if self.alias not in named or isinstance(node, exp.Column):
            return node
        if named == {self.alias} and not isinstance(node, exp.If):
            return self._hoist(node)
        for child in list(node.iter_expressions()):
            key, index = child.arg_key, child.index
            replacement = self._split(child)
            if replacement is not child and key is not None:
                node.set(key, replacement, index)
        return _unconverted(node)


def _unconverted(node: exp.Expr) -> exp.Expr:
    """NOT, CAST and IN over both tables, in words that need no kind of value to be known."""
    if isinstance(node, exp.Not):
        answers = [(True, False), (False, True)]
        branches = [exp.If(this=exp.Boolean(this=a), true=exp.Boolean(this=b)) for a, b in answers]
        return exp.Case(this=bracketed(node.this), ifs=branches)
    if isinstance(node, exp.In) and 0 < len(node.expressions) <= SHORT_LIST:
        tests = [exp.EQ(this=node.this.copy(), expression=each) for each in node.expressions]
        return bracketed(exp.or_(*tests, copy=False))
    if isinstance(node, exp.Cast):
        nothing = constant("0") if node.args["to"].this is exp.DType.DOUBLE else _whole_zero()
        return bracketed(exp.Add(this=bracketed(node.this), expression=nothing))
    return node


def _certain(part: exp.Expr) -> exp.Expr:
    """In CASE, for Polars takes every bare equality for a key."""
    return exp.Case(
        ifs=[exp.If(this=part, true=exp.Boolean(this=True))], default=exp.Boolean(this=False)
    )


def _whole_zero() -> exp.Expr:
    return cast(number(0), "bigint")


def _in_list(node: exp.Expr, _dialect: Dialect) -> exp.Expr:
    """A key of the groups is looked up in HAVING as the largest of its group, which it is."""
    above = node.find_ancestor(exp.AggFunc, exp.Filter, exp.Having, exp.Query)
    options = node.args.get("expressions")
    if options and isinstance(above, exp.Having) and not node.this.find(exp.AggFunc):
        node.set("this", exp.Max(this=node.this))
    return node


CHANGES: dict[type[exp.Expr], Change] = {
    exp.In: _in_list,
    exp.Div: _divide,
    exp.Select: lambda node, dialect: named_outside(_joins(node, dialect)),
}
