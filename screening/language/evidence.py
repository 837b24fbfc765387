"""Turning evidence for one subject into evidence for all flagged subjects of its rule at once.

Whatever the text asks, a row of one subject depends on no other subject: the flagged subjects are
looked up only where ``:subject`` stood, groups are per subject, and so are windows.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from screening.language.joining import conjuncts
from screening.language.problems import Problems

_LISTED = "_listed"
_SUBJECT = "subject"
_EXPECTED = "one condition <table>.<column> = :subject in the WHERE of the outer SELECT"


def listed_of(rule: str) -> str:
    """The table of the flagged subjects of a rule, which only its own evidence reads."""
    return f"{_LISTED}_{rule.replace('.', '_')}"


def mark_subject(tree: exp.Expr, listed: str, problems: Problems) -> exp.Expr | None:
    """The tree with its ``= :subject`` condition replaced by membership of the table ``listed``.

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
    for window in [each for part in tree.expressions for each in _windows(part)]:
        window.append("partition_by", subject.copy())
    flagged = exp.Select(
        expressions=[exp.column(_SUBJECT)], from_=exp.From(this=exp.to_table(listed))
    )
    tree.set("expressions", [exp.alias_(subject.copy(), _SUBJECT), *tree.expressions])
    tie.replace(exp.In(this=subject.copy(), query=exp.Subquery(this=flagged)))
    return tree


def _windows(node: exp.Expr) -> Iterator[exp.Expr]:
    """The windows of a query itself, without those of subqueries, which see no subject."""
    if isinstance(node, exp.Query):
        return
    if isinstance(node, exp.Window):
        yield node
    for child in node.iter_expressions():
        yield from _windows(child)


def _hides_engine(tree: exp.Expr, problems: Problems) -> bool:
    """False, with the problem noted, when the text itself names the table of listed subjects."""
    named = [
        each for each in tree.find_all(exp.Identifier) if each.name.lower().startswith(_LISTED)
    ]
    for each in named:
        problems.add(
            f"unknown register '{each.name}'",
            each,
            expected=_EXPECTED,
            remedy="name a register of the pack; the subject of a signal is :subject",
        )
    return not named
