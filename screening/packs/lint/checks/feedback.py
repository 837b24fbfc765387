"""Earlier output that comes back as input (T12)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from screening.errors import Problem
from screening.packs.lint.base import Check
from screening.packs.lint.facts import Fragment, fragments
from screening.packs.loaded import LoadedRule

_MARK = "caused_by_selection"
_REGISTER = "inspection"


class OwnOutput(Check):
    """T12: findings of visits the engine itself caused count only when the rule says so."""

    description = "The rule uses what earlier selections brought about, without saying so."
    blocks = True

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Use of marked inspections without the label."""
        if loaded.rule.uses_own_selection.strip():
            return
        for fragment in fragments(loaded.rule):
            if fragment.path != "evidence" and _uses_mark(fragment):
                yield Problem(
                    f"W-FEEDBACK: '{_MARK}' as input",
                    loaded.where(fragment.path),
                    "visits that came from an earlier selection left out",
                    "Leave them out, or say under 'uses_own_selection:' why they count.",
                )


class Feedback(Check):
    """T12: areas checked more produce more finds; use of own output is visible and reported."""

    severity = "warning"
    description = "Findings may come from the engine's own earlier selections (W-FEEDBACK)."

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Labelled use, and inspections read without regard to why they took place."""
        label = loaded.rule.uses_own_selection.strip()
        if label:
            yield Problem(
                f"W-FEEDBACK: labelled use of own earlier output: {label}",
                loaded.where("uses_own_selection"),
                "a cap on its effect, and a line in the yearly report",
                "Keep the label; it appears in reports.",
            )
            return
        for fragment in fragments(loaded.rule):
            reads = _REGISTER in fragment.tables and fragment.path == "select"
            if reads and _MARK not in fragment.columns:
                yield Problem(
                    "W-FEEDBACK: inspections are read without regard to why they took place",
                    loaded.where(fragment.path),
                    f"a condition on '{_MARK}', or the label 'uses_own_selection'",
                    "Leave out visits that came from an earlier selection, or label the rule.",
                )


def _uses_mark(fragment: Fragment) -> bool:
    """Whether the mark is read for anything but leaving such visits out."""
    if fragment.tree is None or _MARK not in fragment.columns:
        return False
    return any(
        column.name.lower() == _MARK and not _left_out(column)
        for column in fragment.tree.find_all(exp.Column)
    )


def _left_out(column: exp.Expr) -> bool:
    """``NOT c``, ``c = FALSE``, ``c IS NOT TRUE``, also around COALESCE."""
    outer = column.find_ancestor(exp.Not, exp.EQ, exp.NEQ, exp.Is)
    if isinstance(outer, (exp.EQ, exp.Is, exp.NEQ)):
        truth = outer.find(exp.Boolean)
        negated = isinstance(outer, exp.NEQ) or isinstance(outer.parent, exp.Not)
        values = [node.this for node in outer.expression.find_all(exp.Boolean)]
        return truth is not None and values == [negated]
    return isinstance(outer, exp.Not)
