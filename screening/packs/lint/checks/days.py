"""One day exactly is seldom that of many: it can stand for whom a rule means (T7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlglot import exp

from screening.errors import Problem
from screening.packs.lint.base import Check
from screening.packs.lint.facts import fragments
from screening.packs.loaded import LoadedRule
from screening.registers.schemas import REGISTERS

_OF_ALL = frozenset({"ref_date", "count_date"})
"""Days that all rows of an extract have in common."""
_DAYS = (
    frozenset(
        name
        for register in REGISTERS.values()
        for name, declared in register.columns.items()
        if str(declared.dtype) == "Date"
    )
    - _OF_ALL
)
_COMPARED = (exp.EQ, exp.NEQ, exp.In, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Between, exp.Case)
_OF_THEIR_OWN = (exp.Query, exp.Case, exp.Connector, exp.Predicate, exp.Is)
"""What a comparison may hold of which the days are compared there, and not with it."""


class FixedDay(Check):
    """The day on which one business started, beside its form and branch, is as good as its name."""

    severity = "warning"
    description = "The rule asks for one day exactly, which can single out one place or business."

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Days of a register held with ``=`` against a day that the rule or a parameter names."""
        given = {
            name
            for name, parameter in loaded.rule.parameters.items()
            if isinstance(parameter.usual, dt.date)
        }
        for fragment in fragments(loaded.rule):
            for node in fragment.tree.find_all(*_COMPARED) if fragment.tree is not None else ():
                columns = {each.name.lower() for each in _within(node, exp.Column)} & _DAYS
                if _of_more_days(node):
                    continue
                if columns and (_names_a_day(node, given) or _so_many_days(node, columns)):
                    yield Problem(
                        f"{min(columns)} on one day exactly",
                        loaded.where(fragment.path),
                        "a day before, after or between others, or compared with another column",
                        "Ask for a period; whom a rule is about follows from what it looks for.",
                    )


def _of_more_days(node: exp.Expr) -> bool:
    if isinstance(node, exp.Between):
        return bool(node.args["low"] != node.args["high"])
    return isinstance(node, exp.Case) and not _is_choice(node)


def _is_choice(node: exp.Expr) -> bool:
    """Whether a CASE holds one value against those behind WHEN."""
    return isinstance(node, exp.Case) and node.this is not None


def _within(node: exp.Expr, kind: type[exp.Expr]) -> Iterator[exp.Expr]:
    """What is compared, without what is compared by itself in a subquery or a choice."""
    choices = [node.this, *(each.this for each in node.args["ifs"])] if _is_choice(node) else []
    for part in choices or node.iter_expressions():
        if isinstance(part, kind):
            yield part
        if not isinstance(part, _OF_THEIR_OWN):
            yield from _within(part, kind)


def _names_a_day(node: exp.Expr, given: set[str]) -> bool:
    cast = any(each.args["to"].this == exp.DType.DATE for each in _within(node, exp.Cast))
    return cast or any(each.name in given for each in _within(node, exp.Placeholder))


def _so_many_days(node: exp.Expr, columns: set[str]) -> bool:
    """Whether days since one day are told, and not those between two of a row."""
    counted = any(each.name.upper() == "DAYS_BETWEEN" for each in _within(node, exp.Anonymous))
    return counted and len(columns) == 1
