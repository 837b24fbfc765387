"""Comparisons as operands of comparisons stand in brackets.

``a = b = c`` and ``a IS NULL IN (TRUE)`` are errors in PostgreSQL, and elsewhere they mean what
the reader makes of them.
"""

from __future__ import annotations

from sqlglot import exp

from screening.language.problems import Problems, shown

COMPARISONS = (
    exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Is, exp.In, exp.Between, exp.Like,
    exp.NullSafeEQ, exp.NullSafeNEQ,
)  # fmt: skip
LOOSE = (*COMPARISONS, exp.Not, exp.And, exp.Or)
"""What falls apart beside the sign of a comparison."""
_OPERANDS = ("this", "expression", "low", "high")


def check_operands(node: exp.Expr, problems: Problems) -> None:
    """Note every operand of a comparison that is itself one and has no brackets."""
    if not isinstance(node, COMPARISONS):
        return
    for key in _OPERANDS:
        part = node.args.get(key)
        if isinstance(part, LOOSE):
            problems.add(
                f"{shown(part)} beside the sign of another comparison, without brackets",
                node,
                expected="brackets around a comparison that is compared",
                remedy=f"write ({shown(part)})",
            )
