"""Places where engines share less than SQL allows: keys, ON, and tied subqueries."""

from __future__ import annotations

from sqlglot import exp

from screening.language.joining import conjuncts, equates, tables
from screening.language.problems import shown
from screening.language.scope import Scope
from screening.language.size import refuse_wavering

_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
_CONVERTED = {exp.DType.DOUBLE}
"""What a mix of both tables may be converted to in ON of a LEFT JOIN."""


def check_correlated(node: exp.Select, scope: Scope) -> None:
    """Columns of the query around must tie the subquery down by an equality."""
    where = node.args.get("where")
    parts = conjuncts(where.this) if where is not None else []
    plain = [
        any(part is column.parent and _plain(part) for part in parts) for column in scope.outer
    ]
    tied = any(isinstance(column.parent, exp.EQ) for column in scope.outer)
    if not all(plain) or not tied or node.args.get("group") or node.args.get("having"):
        scope.problems.add(
            "a subquery that depends on the query around it in a way engines do not share",
            node,
            expected="WHERE inner.column = outer.column AND ..., the outer column on its own",
            remedy="join a WITH query that groups by the column",
        )
    equated = [_inner(part, scope) for part in parts if isinstance(part, exp.EQ)]
    twice = [name for name in equated if name is not None and equated.count(name) > 1]
    if twice:
        scope.problems.add(
            f"a subquery of which '{twice[0]}' equals two columns of the query around it",
            node,
            expected="every column of the subquery equal to one column of the query around it",
            remedy="compare the two columns of the query around it with each other, outside",
        )
    looked_up = _looked_up(node)
    if looked_up is not None and looked_up.find(exp.Column) is None:
        scope.problems.add(
            f"{shown(looked_up)} looked up in a subquery that depends on the query around it",
            node,
            expected="a column: x IN (SELECT ...)",
            remedy="write EXISTS, with the value compared in its WHERE",
        )
    places = [*parts, *node.expressions]
    inner = next((part for place in places for part in place.find_all(exp.Query)), None)
    if inner is not None:
        scope.problems.add(
            f"a subquery inside one that depends on the query around it: {shown(inner)}",
            inner,
            expected="EXISTS, IN and one-value subqueries that are not inside each other",
            remedy="select the inner part in a WITH query and join it",
        )


def _inner(part: exp.Expr, scope: Scope) -> str | None:
    """The column of the subquery that an equality ties to the query around it."""
    for side, other in ((part.this, part.expression), (part.expression, part.this)):
        if isinstance(side, exp.Column) and any(other is column for column in scope.outer):
            return side.name
    return None


def _looked_up(node: exp.Expr) -> exp.Expr | None:
    """What stands before IN, when the subquery stands behind it."""
    above = node.parent
    while isinstance(above, exp.Subquery | exp.Paren):
        above = above.parent
    return above.this if isinstance(above, exp.In) else None


def _plain(part: exp.Expr) -> bool:
    """Whether a condition compares two things of one kind, to their last digit."""
    mixed = {"int", "real"} == set(part.meta_get("kinds", ()))
    return isinstance(part, _COMPARISONS) and not mixed and not part.meta_get("near")


def check_key(part: exp.Expr, what: str, scope: Scope) -> None:
    """Rows are grouped by values that every engine gives to the last digit, without subqueries."""
    refuse_wavering(part, what, scope)
    if part.find(exp.Query):
        scope.problems.add(
            f"a subquery in {what}",
            part,
            expected="columns or expressions over columns",
            remedy="select it in a WITH query, and group what that gives",
        )


def check_on(condition: exp.Expr, join: exp.Join, alias: str, scope: Scope) -> None:
    """Keys of joins are exact, and LEFT JOIN converts and puts together no mix of both tables."""
    for part in conjuncts(condition):
        if equates(part, alias):
            refuse_wavering(part.this, "ON with", scope)
            refuse_wavering(part.expression, "ON with", scope)
        elif join.side:
            for node in part.find_all(exp.Cast, exp.Anonymous, exp.DPipe, exp.Concat):
                _check_conversion(node, alias, scope)


def _check_conversion(node: exp.Expr, alias: str, scope: Scope) -> None:
    joined = isinstance(node, exp.DPipe | exp.Concat)
    arguments = node.expressions if isinstance(node, exp.Anonymous) else [node.this]
    arguments = [node] if joined else arguments
    mixed = any(alias in tables(each) and tables(each) != {alias} for each in arguments)
    same = isinstance(node, exp.Cast) and node.args["to"].this in _CONVERTED
    if mixed and not same:
        scope.problems.add(
            f"{shown(node)} in ON of a LEFT JOIN, over columns of both tables",
            node,
            expected="conversions and texts of columns of one table",
            remedy="join in a WITH query, and reckon with what that gives",
        )
