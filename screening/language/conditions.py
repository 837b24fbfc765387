"""Kinds of columns, literals, conditions and subqueries."""

from __future__ import annotations

from sqlglot import exp

from screening.language import exact
from screening.language.aggregates import has_aggregate
from screening.language.guards import check_equal, check_pattern
from screening.language.kinds import Handler, expect, infer, made_of, of_one_kind, unify
from screening.language.nulls import check_columns, give_kind
from screening.language.parse import is_a_number
from screening.language.problems import shown
from screening.language.scope import Meaning, Scope
from screening.language.size import LARGEST_WHOLE, refuse_wavering
from screening.language.unions import selects

LARGEST_FACTOR = 1_000_000


def _column(node: exp.Expr, scope: Scope) -> Meaning:
    if not isinstance(node, exp.Column) or isinstance(node.this, exp.Star):
        scope.problems.add(
            "* is not allowed", node, expected="named columns", remedy="name each column"
        )
        return Meaning()
    return scope.column(node)


def _literal(node: exp.Expr, scope: Scope) -> Meaning:
    if node.is_string:
        return Meaning("text", literals=frozenset({node.name}))
    if not is_a_number(node.name):  # the parser makes one of '.5.5'
        found = f"the number {node.name}"
        scope.problems.add(found, node, expected="a number, such as 0.5", remedy="correct it")
        return Meaning()
    if not node.name.isdigit():
        return Meaning("real", literals=frozenset({node.name}))
    if int(node.name) > LARGEST_WHOLE:
        scope.problems.add(
            f"the number {node.name} is too large to be exact",
            node,
            expected=f"at most {LARGEST_WHOLE}",
            remedy="use a text for codes, or a smaller number",
        )
    return Meaning("int", literals=frozenset({node.name}))


def _bools(node: exp.Expr, scope: Scope) -> Meaning:
    parts = [part for part in (node.args.get("this"), node.args.get("expression")) if part]
    give_kind(parts, "bool")
    return made_of(*(expect(part, ["bool"], scope) for part in parts)).decides()


def _compare(node: exp.Expr, scope: Scope) -> Meaning:
    left, right = infer(node.this, scope), infer(node.expression, scope)
    node.meta["kinds"] = (left.kind, right.kind)
    check_equal(node, [left, right], scope)
    both = unify([left, right], node, scope)
    give_kind([node.this, node.expression], both.kind)
    return both.decides()


def _numbers(node: exp.Expr, scope: Scope) -> Meaning:
    left = expect(node.this, ["int", "real"], scope)
    right = expect(node.expression, ["int", "real"], scope)
    both = unify([left, right], node, scope)
    give_kind([node.this, node.expression], both.kind)
    node.meta["kinds"] = (left.kind, right.kind)
    if exact.is_ratio(node, left, right):
        return both._replace(carries=both.carries - exact.EXACT).of_kind("real")
    if isinstance(node, exp.Div) or (isinstance(node, exp.Mul) and not _small_factor(node)):
        return both.of_kind("real")
    return both


def _small_factor(node: exp.Mul) -> bool:
    """Whole times a small whole stays whole; other products are real, so none overflows."""
    return any(
        isinstance(side, exp.Literal) and side.name.isdigit() and int(side.name) <= LARGEST_FACTOR
        for side in (node.this, node.expression)
    )


def _same(node: exp.Expr, scope: Scope) -> Meaning:
    return infer(node.this, scope)


def _negative(node: exp.Expr, scope: Scope) -> Meaning:
    return expect(node.this, ["int", "real"], scope)


def _is(node: exp.Expr, scope: Scope) -> Meaning:
    left = infer(node.this, scope)
    if isinstance(node.expression, exp.Boolean):
        left = of_one_kind(node.this, left, ["bool"], scope)
    elif not isinstance(node.expression, exp.Null):
        scope.problems.add(
            f"{shown(node)}", node, expected="IS NULL, IS TRUE or IS FALSE", remedy="use ="
        )
    return left.decides()


def _like(node: exp.Expr, scope: Scope) -> Meaning:
    left = expect(node.this, ["text"], scope)
    pattern = node.expression
    if not (isinstance(pattern, exp.Literal) and pattern.is_string) or "\\" in pattern.name:
        scope.problems.add(
            f"LIKE with the pattern {shown(pattern)}",
            node,
            expected="a fixed text with % and _, without backslash",
            remedy="use STARTS_WITH or = to compare columns",
        )
    else:
        check_pattern(node, left, pattern.name, scope.problems)
    return left.decides()


def _in(node: exp.Expr, scope: Scope) -> Meaning:
    left = infer(node.this, scope)
    query = node.args.get("query")
    if query is not None:
        if isinstance(query.this, exp.Subquery | exp.Paren):
            scope.problems.add(
                f"a subquery in more than one pair of brackets: {shown(node)}",
                node,
                expected="IN (SELECT ...)",
                remedy="leave out the inner brackets",
            )
        relation = scope.subquery(query, scope)
        if len(relation.columns) != 1 and not relation.broken:
            scope.problems.add(
                f"IN with a subquery of {len(relation.columns)} columns",
                node,
                expected="one column",
                remedy="select only the column to compare with",
            )
            return Meaning("bool", left.sources | relation.registers)
        check_columns(relation, node, scope)
        inner = next(iter(relation.columns.values()), Meaning())
        if not relation.broken and _is_fixed(query):
            scope.problems.add(
                f"{shown(node)}, where the subquery selects the same for every row",
                node,
                expected="a column of the subquery",
                remedy="compare with the value itself, and ask EXISTS for the rows",
            )
        if not (left.exact and inner.exact):
            node.this.meta["exact"] = False
            refuse_wavering(node.this, "IN with", scope)
        node.meta["kinds"] = (left.kind, inner.kind)
        check_equal(node, [left, inner], scope)
        unify([left, inner], node, scope)
        return Meaning("bool", left.sources | relation.registers)
    options = node.args.get("expressions") or []
    if any(isinstance(option, exp.Null) for option in options):
        scope.problems.add(
            "NULL in an IN list is never equal to anything",
            node,
            expected="values without NULL",
            remedy="add OR x IS NULL",
        )
    if any(option.find(exp.Query) for option in [node.this, *options]):
        scope.problems.add(
            "a subquery in a comparison with a list of values",
            node,
            expected="columns and values, or one subquery alone: x IN (SELECT ...)",
            remedy="write x = (SELECT MAX(...) FROM ...) OR x IN (...), or join a WITH query",
        )
    parts = [left, *(infer(option, scope) for option in options)]
    node.meta["kinds"] = tuple(part.kind for part in parts)
    check_equal(node, parts, scope)
    return unify(parts, node, scope).decides()


def _is_fixed(query: exp.Expr) -> bool:
    """Whether a subquery selects the same for every row."""
    shown_columns = [part for select in selects(query) for part in select.expressions]
    return not any(part.find(exp.Column, exp.AggFunc) for part in shown_columns)


def _between(node: exp.Expr, scope: Scope) -> Meaning:
    values = [node.args[key] for key in ("this", "low", "high")]
    parts = [infer(value, scope) for value in values]
    node.meta["kinds"] = tuple(part.kind for part in parts)
    check_equal(node, parts, scope)
    made = unify(parts, node, scope)
    give_kind(values, made.kind)
    return made.decides()


def _case(node: exp.Expr, scope: Scope) -> Meaning:
    subject = node.args.get("this")
    sources: frozenset[str] = frozenset()
    values: list[Meaning] = []
    compared = [] if subject is None else [subject, *(each.this for each in node.args["ifs"])]
    matched = [infer(subject, scope)] if subject is not None else []
    for branch in node.args["ifs"]:
        if subject is None:
            sources |= expect(branch.this, ["bool"], scope).sources
            give_kind([branch.this], "bool")
        else:
            matched.append(infer(branch.this, scope))
        values.append(infer(branch.args["true"], scope))
    if matched:
        check_equal(node, matched, scope)
        made = unify(matched, node, scope)
        give_kind(compared, made.kind)
        sources |= made.sources
    default = node.args.get("default")
    if default is not None:
        values.append(infer(default, scope))
    result = unify(values, node, scope, "CASE")
    return result._replace(sources=result.sources | sources)


def _exists(node: exp.Expr, scope: Scope) -> Meaning:
    return Meaning("bool", scope.subquery(node.this, scope).registers)


def _scalar_subquery(node: exp.Expr, scope: Scope) -> Meaning:
    relation = scope.subquery(node, scope)
    inner = node.unnest()
    one_row = (
        isinstance(inner, exp.Select)
        and not inner.args.get("group")
        and any(has_aggregate(projection) for projection in inner.expressions)
    )
    if not relation.broken and (len(relation.columns) != 1 or not one_row):
        scope.problems.add(
            "a subquery used as a value can give more than one value",
            node,
            expected="one aggregate, such as (SELECT MAX(x) FROM ...), without GROUP BY",
            remedy="use an aggregate, or join",
        )
        return Meaning()
    value = next(iter(relation.columns.values()), Meaning())
    return value._replace(sources=value.sources | relation.registers)


HANDLERS: dict[type[exp.Expr], Handler] = {
    exp.Column: _column,
    exp.Star: _column,
    exp.Literal: _literal,
    exp.Boolean: lambda _node, _scope: Meaning("bool"),
    exp.Null: lambda _node, _scope: Meaning("null"),
    exp.Alias: _same,
    exp.Paren: _same,
    exp.Neg: _negative,
    exp.Not: _bools,
    exp.Is: _is,
    exp.Like: _like,
    exp.In: _in,
    exp.Between: _between,
    exp.Case: _case,
    exp.Exists: _exists,
    exp.Subquery: _scalar_subquery,
    **dict.fromkeys([exp.And, exp.Or], _bools),
    **dict.fromkeys([exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE], _compare),
    **dict.fromkeys([exp.NullSafeEQ, exp.NullSafeNEQ], _compare),
    **dict.fromkeys([exp.Add, exp.Sub, exp.Mul, exp.Div], _numbers),
}
