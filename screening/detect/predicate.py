"""Parts of a rule's condition as Polars expressions, spelled by the gate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import polars as pl
from sqlglot import exp

from screening.documents.fields import Scalar
from screening.errors import GateError
from screening.language.dialects import render
from screening.language.infer import infer
from screening.language.macros import expand_macros
from screening.language.parse import bind
from screening.language.problems import Problems
from screening.language.scope import Kind, Relation, Scope
from screening.language.size import measured
from screening.language.trees import copied


class Predicates:
    """Conditions over the measured columns of one rule that passed the gate.

    Macros, parameters and kinds are filled in by the gate's own steps, so that a part means the
    same alone as inside the whole condition. ``kinds`` gives the kind of every measured column.
    """

    def __init__(
        self, kinds: Mapping[str, Kind], parameters: Mapping[str, Scalar], as_of: dt.date
    ) -> None:
        columns = {name: measured(kind) for name, kind in kinds.items()}
        self._measured = Relation(columns, frozenset())
        self._values = {**parameters, "today": as_of}
        self._as_of = as_of
        self._written: dict[exp.Expr, exp.Expr] = {}
        self._exprs: dict[exp.Expr, pl.Expr] = {}

    def expr(self, node: exp.Expr) -> pl.Expr:
        """The part as a Polars expression; NULL for unknown."""
        if isinstance(node, exp.Column) and node.name in self._measured.columns:
            return pl.col(node.name)
        if node not in self._exprs:
            self._exprs[node] = pl.sql_expr(render(self._write_out(node), "polars"))
        return self._exprs[node]

    def sql(self, node: exp.Expr) -> str:
        """The part as SQL without parameters or macros."""
        return render(self._write_out(node), "readable")

    def constant(self, node: exp.Expr) -> Scalar | None:
        """The value of a part that reads no measured column."""
        if isinstance(node, exp.Placeholder) and node.name in self._values:
            return self._values[node.name]
        value: Scalar | None = pl.select(self.expr(node)).item()
        return value

    def _write_out(self, node: exp.Expr) -> exp.Expr:
        if node not in self._written:
            problems = Problems()
            bound, _ = bind(copied(node), self._values, problems)
            tree = expand_macros(bound, self._as_of, problems)
            infer(tree, Scope(problems, {}, _no_query, {"measured": self._measured}, place="WHEN"))
            if problems.found:
                raise GateError(problems.found)
            for column in tree.find_all(exp.Column):
                column.set("table", None)
            self._written[node] = tree
        return self._written[node]


def _no_query(_node: exp.Expr, _scope: Scope) -> Relation:
    return Relation({}, frozenset(), broken=True)
