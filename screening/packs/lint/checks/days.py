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
_COMPARED = (exp.EQ, exp.NEQ, exp.In, exp.NullSafeEQ, exp.NullSafeNEQ)


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
                columns = {each.name.lower() for each in node.find_all(exp.Column)} & _DAYS
                if columns and (_names_a_day(node, given) or _so_many_days(node, columns)):
                    yield Problem(
                        f"{min(columns)} on one day exactly",
                        loaded.where(fragment.path),
                        "a day before, after or between others, or compared with another column",
                        "Ask for a period; whom a rule is about follows from what it looks for.",
                    )


def _names_a_day(node: exp.Expr, given: set[str]) -> bool:
    cast = any(each.to.this == exp.DType.DATE for each in node.find_all(exp.Cast))
    return cast or any(each.name in given for each in node.find_all(exp.Placeholder))


def _so_many_days(node: exp.Expr, columns: set[str]) -> bool:
    """Whether days since one day are told, and not those between two of a row."""
    counted = any(each.name.upper() == "DAYS_BETWEEN" for each in node.find_all(exp.Anonymous))
    return counted and len(columns) == 1
