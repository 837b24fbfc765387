"""Conditions over measured columns, compiled once for everything that asks or tells them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlglot import exp

from screening.documents.fields import Scalar
from screening.errors import GateError, Problem
from screening.language.allow import DATED, check_nodes
from screening.language.branches import check_together
from screening.language.dialects import Dialect, render
from screening.language.exact import check_narrow
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


@dataclass(frozen=True)
class Predicate:
    """A condition over measured columns; NULL means that it cannot be judged."""

    text: str
    tree: exp.Expr
    columns: frozenset[str]
    written: exp.Expr
    """The tree as its author wrote it, macros and parameters in place."""
    parameters_used: frozenset[str] = frozenset()

    @property
    def expression(self) -> str:
        """Source text with parameter values filled in and macros written out."""
        return self.sql("readable")

    def sql(self, dialect: Dialect = "polars") -> str:
        """The condition in an engine's words; columns stand without a table."""
        return _plain(render(self.tree, dialect))


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
    for call in (each for each in parsed.find_all(exp.Anonymous) if each.name.upper() in DATED):
        problems.add(
            f"{call.name.upper()} in a condition",
            call,
            expected="a measured column with the value of that day or year",
            remedy="measure it in select as a column",
        )
    for query in parsed.find_all(exp.Query):
        problems.add(
            "a subquery in a condition",
            query,
            expected="only measured columns, parameters and macros",
            remedy="measure it in select as a column",
        )
    if len(problems.found) > before:
        return None
    bound, used = bind(copied(parsed), {**parameters, "today": as_of}, problems)
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
    tree = expand_macros(bound, as_of, problems)
    expect(tree, ["bool"], scope)
    check_written(tree, problems)
    check_together([tree], problems)
    check_narrow([tree], problems)
    if len(problems.found) > before:
        return None
    names = frozenset(column.name for column in tree.find_all(exp.Column))
    return Predicate(text, tree, names, parsed, frozenset(used) - {"today"})


def _no_subquery(_node: exp.Expr, _scope: Scope) -> Relation:
    return Relation({}, frozenset(), broken=True)


def _plain(text: str) -> str:
    return _PREFIX.sub("", text)
