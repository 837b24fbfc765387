"""Kinds of scalar functions, casts and DAYS_BETWEEN."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlglot import exp

from screening.language.allow import SCALARS, TYPES
from screening.language.guards import check_equal, check_pattern, put_beside
from screening.language.kinds import (
    LARGEST_PLACE,
    WORDS,
    Handler,
    expect,
    infer,
    is_whole,
    made_of,
    unify,
)
from screening.language.persons import beside_a_person
from screening.language.problems import shown
from screening.language.scope import Kind, Meaning, Scope
from screening.language.spelled import altered, check_constant

MOST_DECIMALS = 10
_CASTS: dict[Kind, set[str]] = {
    "int": {"int", "real", "text", "bool"},
    "real": {"int", "real"},
    "text": {"text"},
    "date": {"date", "text"},
    "bool": {"bool", "int", "text"},
}


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
        return Meaning("date", literals=frozenset({value.name}))
    inner = infer(value, scope)
    node.meta["from"] = inner.kind
    if inner.kind in _CASTS and kind not in _CASTS[inner.kind]:
        scope.problems.add(
            f"CAST of {WORDS[inner.kind]} to {WORDS[kind]}",
            node,
            expected=f"a cast from {WORDS[inner.kind]} to one of "
            + ", ".join(sorted(_CASTS[inner.kind])),
            remedy="use DAYS_BETWEEN or EXTRACT for dates"
            if inner.kind == "date"
            else "use the column as it is",
        )
    made = kind == "text" and inner.kind not in {"text", "null"}
    return inner.of_kind(kind)._replace(cast=inner.cast or made)


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
        return expect(node.expression, ["date"], scope).of_kind("int")
    kinds, result, fixed = _SIGNATURES[type(node)]
    _check_replacement(node, scope)
    _check_never_asked(node, scope)
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
    check_constant(node, both, scope.problems)
    if isinstance(node, exp.StartsWith):
        _check_beginning(node, parts, scope)
        return both.decides()
    if isinstance(node, exp.Nullif):
        check_equal(node, parts, scope)
        return parts[0]._replace(kind=both.kind, sources=both.sources)
    made = both._replace(
        beside=put_beside(node, parts, both),
        altered=altered(node, both),
        cast=both.cast and not beside_a_person(node, parts),
    )
    return made.of_kind(both.kind if result == "null" else result)


def _check_never_asked(node: exp.Expr, scope: Scope) -> None:
    """What stands behind a fixed value is never asked for, and Polars gives one row for all."""
    if isinstance(node, exp.Coalesce) and any(map(_given, [node.this, *node.expressions[:-1]])):
        scope.problems.add(
            f"{shown(node)}, of which nothing behind the fixed value is ever taken",
            node,
            expected="a fixed value as the last of COALESCE, where everything before it is NULL",
            remedy="write what may be missing first",
        )


def _given(part: exp.Expr) -> bool:
    value = part.unnest()
    while isinstance(value, exp.Neg | exp.Cast | exp.Paren):
        value = value.this
    return isinstance(value, exp.Literal | exp.Boolean)


def _check_beginning(node: exp.Expr, parts: Sequence[Meaning], scope: Scope) -> None:
    whole, beginning = parts[0], parts[-1]
    if whole.literals and beginning.carries:  # a column that begins a fixed text is held against it
        check_equal(node, parts, scope)
    for literal in sorted(beginning.literals):
        check_pattern(node, whole, f"{literal}%", scope.problems)
    if beginning.cast:
        scope.problems.add(
            f"a beginning that CAST made: {shown(node)}",
            node,
            expected="a text written as it is, or a column",
            remedy="write the beginning in quotes",
        )


def _check_replacement(node: exp.Expr, scope: Scope) -> None:
    if isinstance(node, exp.Replace) and node.args.get("replacement") is None:
        scope.problems.add(
            "REPLACE without what comes in its place", node, remedy="write REPLACE(x, 'old', 'new')"
        )


def _fixed(node: exp.Expr, argument: exp.Expr, kind: str, scope: Scope) -> None:
    if kind in {"text", "new text"}:
        fine = isinstance(argument, exp.Literal) and argument.is_string
        fine = fine and (kind == "new text" or argument.name != "")
    elif kind == "number":
        plain = argument.this if isinstance(argument, exp.Neg) else argument
        fine = isinstance(plain, exp.Literal) and not plain.is_string
    else:
        low, high = (1, LARGEST_PLACE) if kind == "position" else (0, MOST_DECIMALS)
        fine = is_whole(argument, low, high)
    if not fine:
        scope.problems.add(
            f"{SCALARS[type(node)]} with {shown(argument)}",
            node,
            expected={
                "text": "a fixed text of at least one character",
                "new text": "a fixed text",
                "number": "a fixed number or :parameter",
                "position": f"a whole number from 1 to {LARGEST_PLACE:,}",
                "decimals": f"a whole number from 0 to {MOST_DECIMALS}",
            }[kind],
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
    exp.Round: (_NUM, "real", {"decimals": "decimals"}),
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
    exp.Substring: (["text"], "text", {"start": "position", "length": "position"}),
    exp.Left: (["text"], "text", {"expression": "position"}),
    exp.Right: (["text"], "text", {"expression": "position"}),
    exp.Replace: (["text"], "text", {"expression": "text", "replacement": "new text"}),
    exp.Concat: (["text"], "text", {}),
    exp.DPipe: (["text"], "text", {}),
    exp.StartsWith: (["text"], "bool", {}),
}


def _days_between(node: exp.Expr, scope: Scope) -> Meaning:
    parts = [expect(part, ["date"], scope) for part in node.expressions]
    return made_of(*parts, kind="int")


HANDLERS: dict[type[exp.Expr], Handler] = {
    exp.Cast: _cast,
    exp.DPipe: _scalar,
    exp.Anonymous: _days_between,
    **dict.fromkeys([kind for kind in SCALARS if kind is not exp.Cast], _scalar),
}
