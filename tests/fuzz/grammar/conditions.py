"""Conditions: comparisons, lists, patterns, macros, and three-valued logic over them."""

from __future__ import annotations

from tests.fuzz.data import CODED, GUARDED
from tests.fuzz.grammar.draw import KINDS, Draw, Kind, Scope, Table
from tests.fuzz.grammar.expressions import Make, add_conditions, leaf, value
from tests.fuzz.grammar.literals import literal

SIGNS = ("=", "<>", "<", "<=", ">", ">=")
_GROUPS = ("horeca", "car_trade", "secondhand")
_NUMBERS: dict[Kind, Kind] = {"int": "real", "real": "int"}


def condition(d: Draw, scope: Scope, depth: int) -> str:
    return value(d, "bool", scope, depth)


def _kind(d: Draw) -> tuple[Kind, Kind]:
    """The kinds of two sides that may be compared."""
    kind = d.weighted({"int": 4, "real": 3, "text": 4, "date": 3, "bool": 1})
    other = _NUMBERS[kind] if kind in _NUMBERS and d.chance(0.2) else kind
    return kind, other


def _beside(d: Draw, side: str, kind: Kind, scope: Scope) -> str:
    """A fixed value; beside a number of something rather another column."""
    guarded = any(name in side for name in GUARDED) and d.chance(0.9)
    other = scope.leaf(d, kind, 0) if guarded else None
    return literal(d, kind) if other is None else other


def _compared(d: Draw, scope: Scope, depth: int) -> str:
    left, right = _kind(d)
    sign = d.one(SIGNS)
    if d.chance(0.5):
        side = leaf(d, left, scope, depth)
        sides = [side, _beside(d, side, right, scope)]
        if d.chance(0.4):
            sides.reverse()
    else:
        sides = [value(d, left, scope, depth), value(d, right, scope, depth)]
    return f"{sides[0]} {sign} {sides[1]}"


def _distinct_from(d: Draw, scope: Scope, depth: int) -> str:
    left, right = _kind(d)
    other = "NULL" if d.chance(0.05) else value(d, right, scope, depth)
    return f"{value(d, left, scope, depth)} IS {d.one(['', 'NOT '])}DISTINCT FROM {other}"


def _is_null(d: Draw, scope: Scope, depth: int) -> str:
    return f"{value(d, d.one(KINDS), scope, depth)} IS {d.one(['', 'NOT '])}NULL"


def _is_true(d: Draw, scope: Scope, depth: int) -> str:
    return f"({condition(d, scope, depth)}) IS {d.one(['', 'NOT '])}{d.one(['TRUE', 'FALSE'])}"


def _not(d: Draw, scope: Scope, depth: int) -> str:
    return f"NOT ({condition(d, scope, depth)})"


def _joined(sign: str) -> Make:
    def make(d: Draw, scope: Scope, depth: int) -> str:
        return f"({condition(d, scope, depth)} {sign} {condition(d, scope, depth)})"

    return make


def _in_list(d: Draw, scope: Scope, depth: int) -> str:
    kind, other = _kind(d)
    length = d.weighted({1: 1, 2: 3, 4: 2, 15: 1})
    side = value(d, kind, scope, depth)
    options = [
        _beside(d, side, d.one([kind, other]), scope) if d.chance(0.85) else leaf(d, other, scope)
        for _ in range(length)
    ]
    sign = d.one(["IN", "IN", "NOT IN"])
    return f"{side} {sign} ({', '.join(options)})"


def _between(d: Draw, scope: Scope, depth: int) -> str:
    kind, other = _kind(d)
    low, high = value(d, other, scope, depth), value(d, d.one([kind, other]), scope, depth)
    sign = d.one(["BETWEEN", "BETWEEN", "NOT BETWEEN"])
    return f"{value(d, kind, scope, depth)} {sign} {low} AND {high}"


def _like(d: Draw, scope: Scope, depth: int) -> str:
    pattern = d.one(["a%", "%a", "%b%", "_", "a_", "%", "", "aB", "%.%", "_b%", "%é", "a%b"])
    return f"{value(d, 'text', scope, depth)} {d.one(['LIKE', 'NOT LIKE'])} '{pattern}'"


def _starts_with(d: Draw, scope: Scope, depth: int) -> str:
    start = d.one(["'a'", "'5'", "' '"]) if d.chance(0.7) else value(d, "text", scope, depth)
    return f"STARTS_WITH({value(d, 'text', scope, depth)}, {start})"


def _coded(d: Draw, scope: Scope, depth: int) -> str:
    """A column with a closed list, and one or more of its codes."""
    named = [(t, name) for t in scope.tables for name in CODED if name in t.columns]
    if not named:
        return _compared(d, scope, depth)
    table, name = d.one(named)
    codes = [f"'{code}'" for code in d.some(CODED[name], 3)]
    column = f"{table.alias}.{name}"
    return d.one(
        [
            f"{column} {d.one(SIGNS)} {codes[0]}",
            f"{codes[0]} {d.one(SIGNS)} {column}",
            f"{column} {d.one(['IN', 'NOT IN'])} ({', '.join(codes)})",
            f"{column} IS DISTINCT FROM {codes[0]}",
            f"CASE {column} WHEN {codes[0]} THEN {condition(d, scope, depth)} END",
        ]
    )


def _in_group(d: Draw, scope: Scope, depth: int) -> str:
    named = [table for table in scope.tables if {"sbi", "sbi_edition"} <= table.columns.keys()]
    if not named:
        return _compared(d, scope, depth)
    table: Table = d.one(named)
    return f"IN_GROUP({table.alias}.sbi, '{d.one(_GROUPS)}')"


def _active(d: Draw, scope: Scope, depth: int) -> str:
    return f"ACTIVE({value(d, 'date', scope, depth)}, {value(d, 'date', scope, depth)})"


def _at_least(d: Draw, scope: Scope, depth: int) -> str:
    members = [condition(d, scope, depth) for _ in range(d.number(1, 4))]
    return f"AT_LEAST({d.number(1, len(members))}, {', '.join(members)})"


def _cast(d: Draw, scope: Scope, depth: int) -> str:
    return f"CAST({value(d, d.one(['int', 'bool']), scope, depth)} AS BOOLEAN)"


add_conditions(
    {
        _compared: 12, _distinct_from: 3, _is_null: 3, _is_true: 2, _not: 2, _joined("AND"): 5,
        _joined("OR"): 4,
        _in_list: 4, _between: 3, _like: 2, _starts_with: 2, _in_group: 2,
        _coded: 2,
        _active: 2, _at_least: 1, _cast: 1,
    }
)  # fmt: skip
