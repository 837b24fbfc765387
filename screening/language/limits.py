"""What a rule may grow to: reads of tables, what engines write out, and longer texts."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from screening.language.problems import Problems, shown
from screening.language.trees import parts
from screening.language.widths import Longest, clauses, makes, outputs, queries_in, width
from screening.language.written import written

MAX_READS = 60
MAX_WORK = 200_000
"""Sum of the sizes of all parts once written out; Polars plans about a million in a second."""
MAX_PARTS = 10_000
"""Parts once written out: about 100,000 signs of SQL."""
MAX_LEVELS = 45
"""Polars' reader of SQL gives up below 50 levels, and on some SQL goes on trying for ever."""
TEXT = 1_000
"""Signs that a text of a register is taken to have."""
MAX_TEXT = 30 * TEXT
_SPLIT = "measure parts of it in WITH queries, or split the rule"
_Texts = Mapping[str, float]
"""Signs of the longest text per column."""


def check_growth(tree: exp.Expr, reads: int, problems: Problems) -> None:
    """Refuse SQL that is short but explodes once written out; ``reads`` counts tables read."""
    if reads > MAX_READS:
        problems.add(
            f"tables are read {reads} times once WITH queries are written out",
            tree,
            expected=f"at most {MAX_READS} reads",
            remedy="split the rule",
        )
    check_written(tree, problems)
    if isinstance(tree, exp.Query):
        _texts(tree, {}, None, problems)


def check_written(tree: exp.Expr, problems: Problems) -> None:
    """Refuse a query or condition that takes an engine too long to read or plan."""
    _no_upper_in_upper(tree, problems)
    size = written(tree)
    if size.levels > MAX_LEVELS:
        problems.add(
            f"{size.levels} levels deep once it is written for an engine",
            tree,
            expected=f"at most {MAX_LEVELS} levels",
            remedy=_SPLIT,
        )
    times = max(size.work / MAX_WORK, size.parts / MAX_PARTS)
    if times > 1:
        problems.add(
            f"{times:,.1f} times the size that is allowed, once it is written for an engine",
            tree,
            expected="fewer nested ROUND, LN, CAST, NULLIF, BETWEEN, CASE or division, and shorter "
            "lists",
            remedy=_SPLIT,
        )


def _no_upper_in_upper(tree: exp.Expr, problems: Problems) -> None:
    """UPPER is a hundred REPLACEs inside each other for engines that make one letter of one."""
    for node in parts(tree):
        if isinstance(node, exp.Upper) and node.find_ancestor(exp.Upper) is not None:
            problems.add(
                "UPPER inside UPPER",
                node,
                expected="UPPER once, around the whole",
                remedy="leave the inner one out, or take it in a WITH query",
            )


def _texts(
    node: exp.Expr, known: Mapping[str, _Texts], around: Longest | None, problems: Problems
) -> _Texts:
    """The longest text per column of a query; a text that is too long is noted."""
    if isinstance(node, exp.Subquery):
        return _texts(node.this, known, around, problems)
    clause = node.args.get("with_")
    named = dict(known)
    for cte in clause.expressions if clause is not None else []:
        named[cte.alias] = _texts(cte.this, named, None, problems)
    if isinstance(node, exp.Union):
        sides = [_texts(side, named, around, problems) for side in (node.this, node.expression)]
        pairs = zip(sides[0].items(), sides[1].values(), strict=False)
        return {name: max(one, other) for (name, one), other in pairs}
    return _text_of_select(node, named, around, problems)


def _text_of_select(
    node: exp.Expr, known: Mapping[str, _Texts], around: Longest | None, problems: Problems
) -> _Texts:
    tables = [node.args["from_"].this, *(join.this for join in node.args.get("joins") or [])]
    sources = {
        table.alias_or_name: known.get(table.name, {})
        if isinstance(table, exp.Table)
        else _texts(table, known, None, problems)
        for table in tables
    }

    def of_column(column: exp.Column) -> float:
        if column.table not in sources and around is not None:
            return around.column(column)
        return sources.get(column.table, {}).get(column.name, TEXT)

    inside: dict[int, float] = {}
    longest = Longest(of_column, lambda query: inside.get(id(query), TEXT))
    for query in (query for part in clauses(node) for query in queries_in(part)):
        columns = _texts(query, known, longest, problems)
        inside[id(query)] = max(columns.values(), default=TEXT)
    for text in (text for part in clauses(node) for text in makes(part)):
        _check_text(text, width(text, longest), problems)
    return outputs(node, longest)


def _check_text(text: exp.Expr, signs: float, problems: Problems) -> None:
    if signs > MAX_TEXT:
        problems.add(
            f"{shown(text)} can be {signs / TEXT:,.0f} times as long as a text of a register",
            text,
            expected=f"at most {MAX_TEXT // TEXT} times",
            remedy="keep texts as they are; explanations join them",
        )
