"""Kinds of values: what each expression yields, and refusal of what engines would judge apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from sqlglot import exp

from screening.packs.sql.allow import AGGREGATES, RANKING, SCALARS, TYPES
from screening.packs.sql.scope import Kind, Meaning, Scope

LARGEST_INT = 2**53
LARGEST_FACTOR = 1_000_000
LONGEST_SHOWN = 60
_NUMBERS: frozenset[Kind] = frozenset({"int", "real"})
_CASTS: dict[Kind, set[str]] = {
    "int": {"int", "real", "text", "bool"},
    "real": {"int", "real"},
    "text": {"text"},
    "date": {"date", "text"},
    "bool": {"bool", "int", "text"},
}
_WORDS: dict[Kind, str] = {
    "int": "a whole number", "real": "a number", "text": "a text", "date": "a date",
    "bool": "a yes/no value", "null": "NULL", "unknown": "anything",
}  # fmt: skip


def infer(node: exp.Expr, scope: Scope) -> Meaning:
    """Kind and sources of an expression; every problem inside it is noted."""
    handler = _HANDLERS.get(type(node))
    if handler is None:
        scope.problems.add(
            f"{type(node).__name__} does not belong here", node, remedy="leave it out"
        )
        return Meaning()
    meaning = handler(node, scope)
    node.meta["kind"] = meaning.kind
    return meaning


def unify(meanings: Iterable[Meaning], node: exp.Expr, scope: Scope, what: str = "") -> Meaning:
    """The kind several values share; a problem when they share none."""
    kind: Kind = "null"
    sources: frozenset[str] = frozenset()
    for meaning in meanings:
        sources |= meaning.sources
        if meaning.kind in {kind, "null"} or kind == "unknown":
            continue
        if kind == "null" or meaning.kind == "unknown":
            kind = meaning.kind
        elif {kind, meaning.kind} <= _NUMBERS:
            kind = "real"
        else:
            date = "date" in {kind, meaning.kind} and "text" in {kind, meaning.kind}
            scope.problems.add(
                f"{what or shown(node)} mixes {_WORDS[kind]} with {_WORDS[meaning.kind]}",
                node,
                expected="values of one kind",
                remedy="write dates as DATE '2026-01-31'" if date else "convert with CAST",
            )
            return Meaning("unknown", sources)
    return Meaning(kind, sources)


def shown(node: exp.Expr) -> str:
    """The expression, short enough for a message."""
    text = node.sql("postgres")
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 3] + "..."


def expect(node: exp.Expr, kinds: Iterable[Kind], scope: Scope) -> Meaning:
    """Infer a part that must have one of these kinds."""
    meaning = infer(node, scope)
    wanted = list(kinds)
    if meaning.kind not in {*wanted, "null", "unknown"}:
        scope.problems.add(
            f"{shown(node)} is {_WORDS[meaning.kind]}",
            node,
            expected=" or ".join(_WORDS[kind] for kind in wanted),
            remedy="use DAYS_BETWEEN, MONTHS_AGO or YEARS_AGO to reckon with dates"
            if meaning.kind == "date"
            else "check the column in the data dictionary",
        )
        return Meaning("unknown", meaning.sources)
    return meaning


def _join(*meanings: Meaning) -> frozenset[str]:
    return frozenset().union(*(meaning.sources for meaning in meanings))


def _column(node: exp.Expr, scope: Scope) -> Meaning:
    assert isinstance(node, exp.Column)  # noqa: S101 - dispatch by type
    if isinstance(node.this, exp.Star):
        scope.problems.add(
            "SELECT * is not allowed", node, expected="named columns", remedy="name each column"
        )
        return Meaning()
    return scope.column(node)


def _literal(node: exp.Expr, scope: Scope) -> Meaning:
    if node.is_string:
        return Meaning("text")
    if not node.name.isdigit():
        return Meaning("real")
    if int(node.name) > LARGEST_INT:
        scope.problems.add(
            f"the number {node.name} is too large to be exact",
            node,
            expected=f"at most {LARGEST_INT}",
            remedy="use a text for codes, or a smaller number",
        )
    return Meaning("int")


def _bools(node: exp.Expr, scope: Scope) -> Meaning:
    parts = [part for part in (node.args.get("this"), node.args.get("expression")) if part]
    return Meaning("bool", _join(*(expect(part, ["bool"], scope) for part in parts)))


def _compare(node: exp.Expr, scope: Scope) -> Meaning:
    left, right = infer(node.this, scope), infer(node.expression, scope)
    return Meaning("bool", unify([left, right], node, scope).sources)


def _numbers(node: exp.Expr, scope: Scope) -> Meaning:
    left = expect(node.this, ["int", "real"], scope)
    right = expect(node.expression, ["int", "real"], scope)
    both = unify([left, right], node, scope)
    if isinstance(node, exp.Div) or (isinstance(node, exp.Mul) and not _small_factor(node)):
        return Meaning("real", both.sources)
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
        left = expect(node.this, ["bool"], scope)
    elif not isinstance(node.expression, exp.Null):
        scope.problems.add(
            f"{shown(node)}", node, expected="IS NULL, IS TRUE or IS FALSE", remedy="use ="
        )
    return Meaning("bool", left.sources)


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
    return Meaning("bool", left.sources)


def _in(node: exp.Expr, scope: Scope) -> Meaning:
    left = infer(node.this, scope)
    query = node.args.get("query")
    if query is not None:
        relation = scope.subquery(query, scope)
        if len(relation.columns) != 1 and not relation.broken:
            scope.problems.add(
                f"IN with a subquery of {len(relation.columns)} columns",
                node,
                expected="one column",
                remedy="select only the column to compare with",
            )
            return Meaning("bool", left.sources | relation.registers)
        inner = next(iter(relation.columns.values()), Meaning())
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
    return Meaning(
        "bool", unify([left, *(infer(option, scope) for option in options)], node, scope).sources
    )


def _between(node: exp.Expr, scope: Scope) -> Meaning:
    parts = [infer(node.args[key], scope) for key in ("this", "low", "high")]
    return Meaning("bool", unify(parts, node, scope).sources)


def _case(node: exp.Expr, scope: Scope) -> Meaning:
    subject = node.args.get("this")
    sources: frozenset[str] = frozenset()
    values: list[Meaning] = []
    matched = [infer(subject, scope)] if subject is not None else []
    for branch in node.args["ifs"]:
        if subject is None:
            sources |= expect(branch.this, ["bool"], scope).sources
        else:
            matched.append(infer(branch.this, scope))
        values.append(infer(branch.args["true"], scope))
    if matched:
        sources |= unify(matched, node, scope).sources
    default = node.args.get("default")
    if default is not None:
        values.append(infer(default, scope))
    result = unify(values, node, scope, "CASE")
    return Meaning(result.kind, result.sources | sources)


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
    return Meaning(value.kind, value.sources | relation.registers)


def has_aggregate(node: exp.Expr) -> bool:
    """True when the expression aggregates rows of its own query (windows do not)."""
    if isinstance(node, exp.Window):
        function = node.this
        inner = [function.args.get("this"), *node.args.get("partition_by", [])]
        order = node.args.get("order")
        return any(has_aggregate(part) for part in [*inner, order] if isinstance(part, exp.Expr))
    if isinstance(node, exp.Query):
        return False
    if type(node) in AGGREGATES:
        return True
    return any(has_aggregate(child) for child in node.iter_expressions())


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
    if has_aggregate(argument):
        scope.problems.add(
            f"an aggregate inside {name}",
            node,
            expected="one aggregate at a time",
            remedy="aggregate in a WITH query first",
        )
    if isinstance(node, exp.Count):
        return Meaning("int", infer(argument, scope).sources)
    if isinstance(node, exp.Min | exp.Max):
        return infer(argument, scope)
    inner = expect(argument, ["int", "real"], scope)
    return Meaning(inner.kind if isinstance(node, exp.Sum) else "real", inner.sources)


def _filter(node: exp.Expr, scope: Scope) -> Meaning:
    if type(node.this) not in AGGREGATES:
        scope.problems.add(
            "FILTER behind something that is no aggregate",
            node,
            expected="COUNT(*) FILTER (WHERE ...)",
            remedy="use CASE WHEN ... THEN ... END",
        )
    value = infer(node.this, scope)
    condition = expect(node.expression.this, ["bool"], scope)
    return Meaning(value.kind, value.sources | condition.sources)


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
    sources = frozenset[str]()
    for part in [*node.args.get("partition_by", []), *(order.expressions if order else [])]:
        sources |= infer(part.this if isinstance(part, exp.Ordered) else part, scope).sources
    if isinstance(function, _WINDOWED):
        if order is not None or isinstance(function.this, exp.Distinct):
            scope.problems.add(
                f"{name} OVER with {'ORDER BY' if order is not None else 'DISTINCT'}",
                node,
                expected="an aggregate over the whole partition",
                remedy="leave it out, or use LAG or ROW_NUMBER",
            )
        value = _window_value(function, scope)
        return Meaning(value.kind, value.sources | sources)
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
        return Meaning("int", sources)
    offset = function.args.get("offset")
    if offset is not None and not _whole(offset, 1):
        scope.problems.add(
            f"{name} with the offset {shown(offset)}",
            node,
            expected="a whole number from 1",
            remedy="write LAG(x, 1)",
        )
    value = infer(function.this, scope)
    return Meaning(value.kind, value.sources | sources)


def _window_value(function: exp.Expr, scope: Scope) -> Meaning:
    """Kind of SUM(x) OVER; inside it an aggregate of the query is allowed."""
    if isinstance(function.this, exp.Star):
        return Meaning("int", scope.registers)
    argument = function.this
    if isinstance(argument, exp.Distinct):
        argument = argument.expressions[0]
    inner = infer(argument, scope)
    if isinstance(function, exp.Count):
        return Meaning("int", inner.sources)
    if isinstance(function, exp.Min | exp.Max):
        return inner
    expect(argument, ["int", "real"], scope)
    return Meaning(inner.kind if isinstance(function, exp.Sum) else "real", inner.sources)


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


def _whole(node: exp.Expr, low: int) -> bool:
    return (
        isinstance(node, exp.Literal)
        and not node.is_string
        and node.name.isdigit()
        and int(node.name) >= low
    )


def _cast(node: exp.Expr, scope: Scope) -> Meaning:
    target = TYPES.get(node.args["to"].this)
    value = node.this
    if target is None or node.args["to"].expressions:
        scope.problems.add(
            f"CAST to {node.args['to'].sql('postgres')}",
            node,
            expected="INT, BIGINT, DOUBLE, TEXT, DATE or BOOLEAN",
            remedy="use one of these types",
        )
        return Meaning()
    kind: Kind = target  # type: ignore[assignment]
    if kind == "date" and isinstance(value, exp.Literal) and value.is_string:
        _check_date(value, scope)
        return Meaning("date")
    inner = infer(value, scope)
    node.meta["from"] = inner.kind
    if inner.kind in _CASTS and kind not in _CASTS[inner.kind]:
        scope.problems.add(
            f"CAST of {_WORDS[inner.kind]} to {_WORDS[kind]}",
            node,
            expected=f"a cast from {_WORDS[inner.kind]} to one of "
            + ", ".join(sorted(_CASTS[inner.kind])),
            remedy="use DAYS_BETWEEN or EXTRACT for dates"
            if inner.kind == "date"
            else "use the column as it is",
        )
    return Meaning(kind, inner.sources)


def _check_date(value: exp.Literal, scope: Scope) -> None:
    try:
        dt.date.fromisoformat(value.name)
        fine = len(value.name) == len("2026-01-31")
    except ValueError:
        fine = False
    if not fine:
        scope.problems.add(
            f"'{value.name}' is no date",
            value,
            expected="a date such as DATE '2026-01-31'",
            remedy="write year-month-day",
        )


def _scalar(node: exp.Expr, scope: Scope) -> Meaning:
    if isinstance(node, exp.Extract):
        unit = node.this.name.upper()
        if unit not in {"YEAR", "MONTH", "DAY"}:
            scope.problems.add(
                f"EXTRACT({unit} ...)",
                node,
                expected="YEAR, MONTH or DAY",
                remedy="use DAYS_BETWEEN for durations",
            )
        return Meaning("int", expect(node.expression, ["date"], scope).sources)
    kinds, result, fixed = _SIGNATURES[type(node)]
    parts: list[Meaning] = []
    for key, value in node.args.items():
        for argument in value if isinstance(value, list) else [value]:
            if not isinstance(argument, exp.Expr):
                continue
            if key in fixed:
                _fixed(node, argument, fixed[key], scope)
            else:
                parts.append(expect(argument, kinds, scope))
    both = unify(parts, node, scope)
    return Meaning(both.kind if result == "null" else result, both.sources)


def _fixed(node: exp.Expr, argument: exp.Expr, kind: str, scope: Scope) -> None:
    if kind == "text":
        fine = isinstance(argument, exp.Literal) and argument.is_string and argument.name != ""
    elif kind == "number":
        plain = argument.this if isinstance(argument, exp.Neg) else argument
        fine = isinstance(plain, exp.Literal) and not plain.is_string
    else:
        fine = _whole(argument, 1 if kind == "position" else 0)
    if not fine:
        scope.problems.add(
            f"{SCALARS[type(node)]} with {shown(argument)}",
            node,
            expected={
                "text": "a fixed text",
                "number": "a fixed number or :parameter",
                "position": "a whole number from 1",
            }.get(kind, "a whole number from 0"),
            remedy="write the value itself or a :parameter",
        )


_ANY: list[Kind] = ["int", "real", "text", "date", "bool"]
_NUM: list[Kind] = ["int", "real"]
_SIGNATURES: dict[type[exp.Expr], tuple[list[Kind], Kind, dict[str, str]]] = {
    exp.Coalesce: (_ANY, "null", {}),
    exp.Nullif: (_ANY, "null", {}),
    exp.Greatest: ([*_NUM, "date"], "null", {}),
    exp.Least: ([*_NUM, "date"], "null", {}),
    exp.Abs: (_NUM, "null", {}),
    exp.Round: (_NUM, "real", {"decimals": "count"}),
    exp.Floor: (_NUM, "real", {}),
    exp.Ceil: (_NUM, "real", {}),
    exp.Sqrt: (_NUM, "real", {}),
    exp.Ln: (_NUM, "real", {}),
    exp.Exp: (_NUM, "real", {}),
    exp.Pow: (_NUM, "real", {"expression": "number"}),
    exp.Lower: (["text"], "text", {}),
    exp.Upper: (["text"], "text", {}),
    exp.Trim: (["text"], "text", {}),
    exp.Length: (["text"], "int", {}),
    exp.Substring: (["text"], "text", {"start": "position", "length": "count"}),
    exp.Left: (["text"], "text", {"expression": "count"}),
    exp.Right: (["text"], "text", {"expression": "count"}),
    exp.Replace: (["text"], "text", {"expression": "text"}),
    exp.Concat: (["text"], "text", {}),
    exp.DPipe: (["text"], "text", {}),
    exp.StartsWith: (["text"], "bool", {}),
}


def _days_between(node: exp.Expr, scope: Scope) -> Meaning:
    parts = [expect(part, ["date"], scope) for part in node.expressions]
    return Meaning("int", _join(*parts))


_Handler = Callable[[exp.Expr, Scope], Meaning]
_HANDLERS: dict[type[exp.Expr], _Handler] = {
    exp.Column: _column,
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
    exp.Filter: _filter,
    exp.Window: _window,
    exp.Cast: _cast,
    exp.DPipe: _scalar,
    exp.Anonymous: _days_between,
    exp.Star: _column,
    **dict.fromkeys([exp.And, exp.Or], _bools),
    **dict.fromkeys(
        [exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ],
        _compare,
    ),
    **dict.fromkeys([exp.Add, exp.Sub, exp.Mul, exp.Div], _numbers),
    **dict.fromkeys(AGGREGATES, _aggregate),
    **dict.fromkeys(RANKING, _lonely),
    **dict.fromkeys([kind for kind in SCALARS if kind is not exp.Cast], _scalar),
}
