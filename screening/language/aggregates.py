"""Kinds of aggregates and window functions, and where they may stand."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from screening.language.allow import AGGREGATES, RANKING
from screening.language.guards import check_alike, check_neighbour, one_of_many, place_among
from screening.language.kinds import (
    LARGEST_PLACE,
    Handler,
    expect,
    infer,
    is_whole,
    made_of,
    of_one_kind,
)
from screening.language.persons import mark_person
from screening.language.problems import shown
from screening.language.scope import Meaning, Scope
from screening.language.size import refuse_wavering
from screening.language.trees import CLOSED, outermost


def has_aggregate(node: exp.Expr) -> bool:
    """True when the expression aggregates rows of its own query (windows do not)."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, exp.Window):
            function, order = part.this, part.args.get("order")
            inner = [function.args.get("this"), *part.args.get("partition_by", []), order]
            waiting += [each for each in inner if isinstance(each, exp.Expr)]
        elif type(part) in AGGREGATES:
            return True
        elif type(part) not in CLOSED and not isinstance(part, exp.Query):
            waiting += part.iter_expressions()
    return False


def _windows(node: exp.Expr) -> Iterator[exp.Expr]:
    """Windows over the rows of the query itself."""
    return outermost(node, (exp.Window,), beyond=(exp.Query,))


def _aggregate(node: exp.Expr, scope: Scope) -> Meaning:
    name = AGGREGATES[type(node)]
    if scope.place not in {"SELECT", "HAVING"}:
        scope.problems.add(
            f"{name} in {scope.place}",
            node,
            expected="aggregates in SELECT or HAVING",
            remedy="move the condition to HAVING, or aggregate in a WITH query first",
        )
    argument = node.this
    distinct = isinstance(argument, exp.Distinct)
    if isinstance(argument, exp.Star):
        return Meaning("int", scope.registers)
    if isinstance(argument, exp.Distinct):
        if len(argument.expressions) != 1 or not isinstance(node, exp.Count):
            scope.problems.add(
                f"{name}(DISTINCT ...) with {len(argument.expressions)} expressions",
                node,
                expected="COUNT(DISTINCT column)",
                remedy="count one expression, such as a || ':' || b",
            )
        argument = argument.expressions[0]
    if has_aggregate(argument) or any(_windows(argument)):
        scope.problems.add(
            f"an aggregate inside {name}",
            node,
            expected="one aggregate at a time",
            remedy="aggregate in a WITH query first",
        )
    if isinstance(node, exp.Count):
        counted = infer(argument, scope)
        check_alike(node, [counted] if distinct else [], scope)
        return counted.decides("int")
    if isinstance(node, exp.Min | exp.Max):
        return one_of_many(node, infer(argument, scope))
    inner = expect(argument, ["int", "real"], scope)
    return inner.of_kind(inner.kind if isinstance(node, exp.Sum) else "real")


def _filter(node: exp.Expr, scope: Scope) -> Meaning:
    if type(node.this) not in AGGREGATES:
        scope.problems.add(
            "FILTER behind something that is no aggregate",
            node,
            expected="COUNT(*) FILTER (WHERE ...)",
            remedy="use CASE WHEN ... THEN ... END",
        )
    if has_aggregate(node.expression) or any(_windows(node.expression)):
        scope.problems.add(
            f"an aggregate in what is filtered by: {shown(node.expression)}",
            node,
            expected="a condition on single rows",
            remedy="aggregate in a WITH query first",
        )
    value = infer(node.this, scope)
    condition = expect(node.expression.this, ["bool"], scope)
    return made_of(value, condition.decides(), kind=value.kind)


_WINDOWED = (exp.Count, exp.Sum, exp.Min, exp.Max, exp.Avg)
_NEEDS_TIE_BREAK = (exp.RowNumber, exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue)


def _window(node: exp.Expr, scope: Scope) -> Meaning:
    function = node.this
    order = node.args.get("order")
    name = {**AGGREGATES, **RANKING}.get(type(function), shown(function))
    if scope.place != "SELECT":
        scope.problems.add(
            f"window function {name} in {scope.place}",
            node,
            expected="window functions among the selected columns",
            remedy="select it in a WITH query and test it outside",
        )
    parts = [mark_person(part, infer(part, scope)) for part in node.args.get("partition_by", [])]
    check_alike(node, parts, scope)
    parted = made_of(*parts)
    keys = [
        infer(part.this if isinstance(part, exp.Ordered) else part, scope)
        for part in (order.expressions if order else [])
    ]
    ordering = made_of(*keys)
    sources = ordering.sources | parted.sources
    for part in order.expressions if order else []:
        refuse_wavering(part.this if isinstance(part, exp.Ordered) else part, "ORDER BY", scope)
    for part in node.args.get("partition_by", []):
        refuse_wavering(part, "PARTITION BY", scope)
    if isinstance(function, _WINDOWED):
        if order is not None or isinstance(function.this, exp.Distinct):
            scope.problems.add(
                f"{name} OVER with {'ORDER BY' if order is not None else 'DISTINCT'}",
                node,
                expected="an aggregate over the whole partition",
                remedy="leave it out, or use LAG or ROW_NUMBER",
            )
        value = _window_value(function, scope)
        return made_of(value, Meaning(sources=sources), kind=value.kind)
    if type(function) not in RANKING:
        scope.problems.add(
            f"{name} OVER (...)",
            node,
            expected="one of COUNT, SUM, MIN, MAX, AVG, " + ", ".join(RANKING.values()),
            remedy="aggregate in a WITH query and join",
        )
        return Meaning("unknown", sources)
    if order is None:
        scope.problems.add(
            f"{name} without ORDER BY gives another answer every time",
            node,
            expected=f"{name}() OVER (... ORDER BY ...)",
            remedy="add ORDER BY",
        )
    if isinstance(function, exp.RowNumber | exp.Rank | exp.DenseRank):
        return Meaning("int", sources, places=place_among(node, keys, scope))
    offset = function.args.get("offset")
    if offset is not None and not is_whole(offset, 1, LARGEST_PLACE):
        scope.problems.add(
            f"{name} with the offset {shown(offset)}",
            node,
            expected=f"a whole number from 1 to {LARGEST_PLACE:,}",
            remedy="write LAG(x, 1)",
        )
    check_neighbour(node, keys, scope)
    value = one_of_many(function, infer(function.this, scope))
    return made_of(value, Meaning(sources=sources), kind=value.kind)


def _window_value(function: exp.Expr, scope: Scope) -> Meaning:
    """Kind of SUM(x) OVER; inside it an aggregate of the query is allowed."""
    if isinstance(function.this, exp.Star):
        return Meaning("int", scope.registers)
    argument = function.this
    if isinstance(argument, exp.Distinct):
        argument = argument.expressions[0]
    inner = infer(argument, scope)
    if isinstance(function, exp.Count):
        return inner.decides("int")
    if isinstance(function, exp.Min | exp.Max):
        return one_of_many(function, inner)
    of_one_kind(argument, inner, ["int", "real"], scope)
    return inner.of_kind(inner.kind if isinstance(function, exp.Sum) else "real")


def needs_tie_break(function: exp.Expr) -> bool:
    """True for window functions whose answer depends on the order of equal rows."""
    return isinstance(function, _NEEDS_TIE_BREAK)


def _lonely(node: exp.Expr, scope: Scope) -> Meaning:
    name = RANKING.get(type(node), shown(node))
    scope.problems.add(
        f"{name} without OVER",
        node,
        expected=f"{name}() OVER (PARTITION BY ... ORDER BY ...)",
        remedy="add OVER",
    )
    return Meaning()


HANDLERS: dict[type[exp.Expr], Handler] = {
    exp.Filter: _filter,
    exp.Window: _window,
    **dict.fromkeys(AGGREGATES, _aggregate),
    **dict.fromkeys(RANKING, _lonely),
}
