"""Conditions over measured columns, and the parts an explanation shows one by one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlglot import exp

from screening.documents.fields import Scalar
from screening.errors import GateError, Problem
from screening.language.allow import check_nodes
from screening.language.dialects import Dialect, render
from screening.language.infer import expect, has_aggregate
from screening.language.limits import check_written
from screening.language.macros import expand_macros
from screening.language.parse import bind, parse_condition
from screening.language.problems import Problems
from screening.language.scope import Kind, Meaning, Relation, Scope
from screening.language.size import measured
from screening.language.trees import copied

_MEASURED = "measured"
_PREFIX = re.compile(rf'"?\b{_MEASURED}\b"?\.')
_FLIP: dict[type[exp.Expr], type[exp.Expr]] = {
    exp.GT: exp.LT, exp.LT: exp.GT, exp.GTE: exp.LTE, exp.LTE: exp.GTE,
    exp.EQ: exp.EQ, exp.NEQ: exp.NEQ,
}  # fmt: skip
_NEGATE: dict[type[exp.Expr], type[exp.Expr]] = {
    exp.GT: exp.LTE, exp.LT: exp.GTE, exp.GTE: exp.LT, exp.LTE: exp.GT,
    exp.EQ: exp.NEQ, exp.NEQ: exp.EQ,
}  # fmt: skip
_OPERATORS: dict[type[exp.Expr], str] = {
    exp.GT: ">", exp.LT: "<", exp.GTE: ">=", exp.LTE: "<=", exp.EQ: "=", exp.NEQ: "<>",
}  # fmt: skip


@dataclass(frozen=True)
class Comparison:
    """A condition of the form column-operator-value; ``op`` is one of > < >= <= = <>."""

    column: str
    op: str
    threshold: Scalar


@dataclass(frozen=True)
class Atom:
    """One condition an explanation can show: true, false or unknown on its own."""

    tree: exp.Expr
    columns: tuple[str, ...]
    comparison: Comparison | None = None
    at_least: int | None = None
    """How many of its group must hold; None when the condition must always hold."""
    group: int | None = None
    """Which AT_LEAST it belongs to, counted from 0."""

    @property
    def expression(self) -> str:
        """Source text with parameter values filled in."""
        return _plain(render(self.tree, "readable"))

    def polars_sql(self) -> str:
        """The condition for Polars, over a frame with the measured columns."""
        return _plain(render(self.tree, "polars"))


@dataclass(frozen=True)
class Predicate:
    """A condition over measured columns; NULL means that it cannot be judged."""

    text: str
    tree: exp.Expr
    columns: frozenset[str]
    atoms: tuple[Atom, ...]
    parameters_used: frozenset[str] = frozenset()

    @property
    def expression(self) -> str:
        """Source text with parameter values filled in and macros written out."""
        return self.sql("readable")

    def sql(self, dialect: Dialect = "polars") -> str:
        """The condition in an engine's words; columns stand without a table."""
        return _plain(render(self.tree, dialect))

    def polars_sql(self) -> str:
        """The condition for Polars, over a frame with the measured columns."""
        return self.sql("polars")


def compile_predicate(
    text: str,
    columns: Mapping[str, Kind | Meaning] | Iterable[str],
    parameters: Mapping[str, Scalar],
    as_of: dt.date,
    *,
    problems: Problems | None = None,
) -> Predicate:
    """Compile a ``when`` or ``if``: a boolean over measured columns, parameters and macros.

    ``columns`` maps each measured column to what it means or to its kind, or only names them.
    Raises :class:`~screening.errors.GateError` with every problem found; with ``problems`` given
    they are added there as well.
    """
    noted = problems if problems is not None else Problems()
    before = len(noted.found)
    predicate = _compile(text, _meanings(columns), parameters, as_of, noted)
    found = noted.found[before:] if problems is not None else noted.everything
    if predicate is None or found:
        raise GateError(found or [Problem("the condition cannot be read")])
    return predicate


def _meanings(columns: Mapping[str, Kind | Meaning] | Iterable[str]) -> dict[str, Meaning]:
    if not isinstance(columns, Mapping):
        return {name: Meaning() for name in columns}
    return {name: measured(each) for name, each in columns.items()}


def _compile(
    text: str,
    columns: dict[str, Meaning],
    parameters: Mapping[str, Scalar],
    as_of: dt.date,
    problems: Problems,
) -> Predicate | None:
    before = len(problems.found)
    parsed = parse_condition(text, problems)
    if parsed is None:
        return None
    for query in parsed.find_all(exp.Query):
        problems.add(
            "a subquery in a condition",
            query,
            expected="only measured columns, parameters and macros",
            remedy="measure it in select as a column",
        )
    if len(problems.found) > before:
        return None
    bound, used = bind(parsed, {**parameters, "today": as_of}, problems)
    if len(problems.found) > before or not check_nodes(bound, problems):
        return None
    if has_aggregate(bound) or bound.find(exp.Window):
        problems.add(
            "an aggregate or window in a condition",
            bound,
            expected="measured columns",
            remedy="measure it in select as a column",
        )
        return None
    relation = Relation(columns, frozenset())
    scope = Scope(problems, {}, _no_subquery, {_MEASURED: relation}, place="WHEN")
    tree = expand_macros(copied(bound), as_of, problems)
    expect(tree, ["bool"], scope)
    check_written(tree, problems)
    if len(problems.found) > before:
        return None
    atoms = tuple(_atoms(bound, scope, as_of))
    names = frozenset(column.name for column in tree.find_all(exp.Column))
    return Predicate(text, tree, names, atoms, frozenset(used) - {"today"})


def _no_subquery(_node: exp.Expr, _scope: Scope) -> Relation:
    return Relation({}, frozenset(), broken=True)


def _plain(text: str) -> str:
    return _PREFIX.sub("", text)


def _atoms(bound: exp.Expr, scope: Scope, as_of: dt.date) -> Iterable[Atom]:
    group = -1
    for part in _members(bound):
        call = part.unnest()
        if isinstance(call, exp.Anonymous) and call.name.upper() == "AT_LEAST":
            group += 1
            needed = call.expressions[0].name if call.expressions else ""
            for member in call.expressions[1:]:
                yield _atom(member, scope, as_of, int(needed or 0), group)
        else:
            yield _atom(part, scope, as_of)


def _members(node: exp.Expr) -> Iterable[exp.Expr]:
    """Parts joined by AND; a BETWEEN is two of them."""
    inner = node.unnest()
    if isinstance(inner, exp.And):
        yield from _members(inner.this)
        yield from _members(inner.expression)
    elif isinstance(inner, exp.Between):
        yield exp.GTE(this=inner.this.copy(), expression=inner.args["low"].copy())
        yield exp.LTE(this=inner.this.copy(), expression=inner.args["high"].copy())
    else:
        yield inner


def _atom(
    part: exp.Expr,
    scope: Scope,
    as_of: dt.date,
    at_least: int | None = None,
    group: int | None = None,
) -> Atom:
    silent = Problems()
    tree = expand_macros(copied(part), as_of, silent)
    quiet = Scope(silent, {}, _no_subquery, scope.relations, place="WHEN")
    expect(tree, ["bool"], quiet)
    columns = tuple(sorted({column.name for column in tree.find_all(exp.Column)}))
    return Atom(tree, columns, _comparison(tree), at_least, group)


def _comparison(tree: exp.Expr) -> Comparison | None:
    node = tree.unnest()
    negated = False
    while isinstance(node, exp.Not):
        node, negated = node.this.unnest(), not negated
    if isinstance(node, exp.Column) and node.meta_get("kind") in {"bool", "unknown"}:
        return Comparison(node.name, "=", not negated)
    if type(node) not in _OPERATORS:
        return None
    operator = type(node)
    left, right = node.this.unnest(), node.expression.unnest()
    if isinstance(right, exp.Column) and not isinstance(left, exp.Column):
        left, right, operator = right, left, _FLIP[operator]
    value = _value(right)
    if not isinstance(left, exp.Column) or value is None:
        return None
    if negated:
        operator = _NEGATE[operator]
    return Comparison(left.name, _OPERATORS[operator], value)


def _value(node: exp.Expr) -> Scalar | None:
    if isinstance(node, exp.Boolean):
        return bool(node.this)
    if isinstance(node, exp.Cast) and isinstance(node.this, exp.Literal):
        is_date = node.args["to"].this is exp.DType.DATE
        return dt.date.fromisoformat(node.this.name) if is_date else None
    if isinstance(node, exp.Neg):
        inner = _value(node.this.unnest())
        return -inner if isinstance(inner, int | float) else None
    if not isinstance(node, exp.Literal):
        return None
    if node.is_string:
        return str(node.name)
    return int(node.name) if node.name.isdigit() else float(node.name)
