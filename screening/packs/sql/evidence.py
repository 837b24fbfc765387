"""Turning evidence for one subject into evidence for all listed subjects at once."""

from __future__ import annotations

from sqlglot import exp

from screening.packs.sql.joining import conjuncts
from screening.packs.sql.problems import Problems

LISTED = "_listed"
"""The rule's own flagged subjects; only what the gate puts in place of :subject reads it."""
_SUBJECT = "subject"
_EXPECTED = "one condition <table>.<column> = :subject in the WHERE of the outer SELECT"


def mark_subject(tree: exp.Expr, problems: Problems) -> exp.Expr | None:
    """The tree with its ``= :subject`` condition replaced by membership of the listed subjects.

    The subject becomes the first column, so one query serves every listed subject. None, with the
    problem noted, when there is not exactly one such condition at the top.
    """
    if not _hides_engine(tree, problems):
        return None
    marks = [mark for mark in tree.find_all(exp.Placeholder) if mark.name == _SUBJECT]
    where = tree.args.get("where") if isinstance(tree, exp.Select) else None
    ties = [
        part
        for part in (conjuncts(where.this) if where is not None else [])
        if isinstance(part, exp.EQ)
        and isinstance(part.this, exp.Placeholder) != isinstance(part.expression, exp.Placeholder)
        and _SUBJECT in {part.this.name, part.expression.name}
        and any(mark.parent is part for mark in marks)
    ]
    if len(marks) != 1 or len(ties) != 1:
        problems.add(
            f":subject stands in {len(marks)} places, {len(ties)} of them a plain equality",
            marks[0] if marks else tree,
            expected=_EXPECTED,
            remedy="write WHERE e.vbo_id = :subject AND ...",
        )
        return None
    tie = ties[0]
    subject = tie.expression if isinstance(tie.this, exp.Placeholder) else tie.this
    if any(part.alias_or_name == _SUBJECT for part in tree.expressions):
        problems.add(
            "a column named 'subject' in evidence",
            tree,
            expected="only the columns to show; the subject is added",
            remedy="leave it out",
        )
        return None
    group = tree.args.get("group")
    if group is not None:
        group.append("expressions", subject.copy())
    listed = exp.Select(
        expressions=[exp.column(_SUBJECT)], from_=exp.From(this=exp.to_table(LISTED))
    )
    tree.set("expressions", [exp.alias_(subject.copy(), _SUBJECT), *tree.expressions])
    tie.replace(exp.In(this=subject.copy(), query=exp.Subquery(this=listed)))
    return tree


def _hides_engine(tree: exp.Expr, problems: Problems) -> bool:
    """False, with the problem noted, when the text itself names the table of listed subjects."""
    named = [each for each in tree.find_all(exp.Identifier) if each.name.lower() == LISTED]
    for each in named:
        problems.add(
            f"unknown register '{each.name}'",
            each,
            expected=_EXPECTED,
            remedy="name a register of the pack; the subject of a signal is :subject",
        )
    return not named
