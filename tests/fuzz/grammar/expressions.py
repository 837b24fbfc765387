"""Expressions of a wanted kind, built from those of other kinds."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.fuzz.data import GUARDED
from tests.fuzz.grammar.draw import KINDS, Draw, Kind, Scope
from tests.fuzz.grammar.literals import literal

_COLUMN = re.compile(r"\bt\d+\.")
Make = Callable[[Draw, Scope, int], str]


def value(d: Draw, kind: Kind, scope: Scope, depth: int) -> str:
    """An expression of the kind, at most ``depth`` levels deep."""
    if depth <= 0 or d.chance(0.25):
        return leaf(d, kind, scope, depth)
    make = d.weighted(_MAKES[kind])
    return make(d, scope, depth - 1)


def leaf(d: Draw, kind: Kind, scope: Scope, depth: int = 0) -> str:
    """What the scope has of the kind, else a fixed value; a truth is rather asked of something."""
    found = None if d.chance(0.12) else scope.leaf(d, kind, depth)
    if found is None and kind == "bool" and d.chance(0.8):
        asked = d.one(KINDS[:-1])
        other = scope.leaf(d, asked, 0)
        if other is not None:
            guarded = any(name in other for name in GUARDED)
            test = f"= {literal(d, asked)}" if d.chance(0.6) and not guarded else "IS NOT NULL"
            return f"({other} {test})"
    return literal(d, kind) if found is None else found


def told(d: Draw, scope: Scope, depth: int) -> str:
    """A text with a column in it: one made of fixed texts alone is written as it is."""
    made = value(d, "text", scope, depth)
    if _COLUMN.search(made) or any(name in made for name in d.names):
        return made
    return scope.leaf(d, "text", 0) or made


def _binary(kind: Kind, *signs: str) -> Make:
    def make(d: Draw, scope: Scope, depth: int) -> str:
        left, right = _part(d, kind, scope, depth), value(d, kind, scope, depth)
        return f"({left} {d.one(signs)} {right})"

    return make


def _call(name: str, *kinds: Kind) -> Make:
    def make(d: Draw, scope: Scope, depth: int) -> str:
        parts = [_part(d, kind, scope, depth) for kind in kinds]
        return f"{name}({', '.join(parts)})"

    return make


def _part(d: Draw, kind: Kind, scope: Scope, depth: int) -> str:
    return told(d, scope, depth) if kind == "text" else value(d, kind, scope, depth)


def _several(name: str, kind: Kind) -> Make:
    def make(d: Draw, scope: Scope, depth: int) -> str:
        # Of COALESCE only the last may be fixed.
        before = asked if name == "COALESCE" else value
        parts = [before(d, kind, scope, depth) for _ in range(d.number(1, 2))]
        parts.append(_part(d, kind, scope, depth))
        return f"{name}({', '.join(parts)})"

    return make


def asked(d: Draw, kind: Kind, scope: Scope, depth: int) -> str:
    """An expression that asks a column, where there is one to ask."""
    made = value(d, kind, scope, depth)
    if _COLUMN.search(made) or any(name in made for name in d.names):
        return made
    return scope.leaf(d, kind, 0) or made


def _case(kind: Kind) -> Make:
    def make(d: Draw, scope: Scope, depth: int) -> str:
        chosen = d.one(KINDS)
        subject = f" {value(d, chosen, scope, depth)}" if d.chance(0.25) else ""
        branches = []
        for _ in range(d.number(1, 2)):
            test = value(d, chosen if subject else "bool", scope, depth)
            branches.append(f"WHEN {test} THEN {_or_null(d, kind, scope, depth)}")
        other = f" ELSE {value(d, kind, scope, depth)}" if d.chance(0.7) else ""
        return f"CASE{subject} {' '.join(branches)}{other} END"

    return make


def _or_null(d: Draw, kind: Kind, scope: Scope, depth: int) -> str:
    return "NULL" if d.chance(0.05) else value(d, kind, scope, depth)


def _cast(to: str, *kinds: Kind) -> Make:
    def make(d: Draw, scope: Scope, depth: int) -> str:
        return f"CAST({value(d, d.one(kinds), scope, depth)} AS {to})"

    return make


def _with_number(name: str, kind: Kind, low: int, high: int) -> Make:
    def make(d: Draw, scope: Scope, depth: int) -> str:
        number = d.number(low, high)
        written = d.parameter(number) if d.chance(0.2) else str(number)
        return f"{name}({_part(d, kind, scope, depth)}, {written})"

    return make


def _substr(d: Draw, scope: Scope, depth: int) -> str:
    length = f", {d.number(1, 5)}" if d.chance(0.6) else ""
    return f"SUBSTR({told(d, scope, depth)}, {d.number(1, 5)}{length})"


def _replace(d: Draw, scope: Scope, depth: int) -> str:
    new = value(d, "text", scope, 0) if d.chance(0.05) else d.one(["''", "'55'", "'b'"])
    old = d.one(["'a'", "'.'", "'5'", "'é'", "' '", "'2'"])
    return f"REPLACE({told(d, scope, depth)}, {old}, {new})"


def _power(d: Draw, scope: Scope, depth: int) -> str:
    exponent = d.one(["2", "3", "0.5", "-1", "-0.5", "0", "1"])
    return f"POWER({value(d, d.one(['int', 'real']), scope, depth)}, {exponent})"


def _extract(d: Draw, scope: Scope, depth: int) -> str:
    return f"EXTRACT({d.one(['YEAR', 'MONTH', 'DAY'])} FROM {value(d, 'date', scope, depth)})"


def _negative(kind: Kind) -> Make:
    return lambda d, scope, depth: f"(-({value(d, kind, scope, depth)}))"


def _times(d: Draw, scope: Scope, depth: int) -> str:
    factor = str(d.one([0, 1, 2, 3, 10, 1000, 1_000_000]))
    inner = value(d, "int", scope, depth)
    return f"({inner} * {factor})" if d.chance(0.6) else f"({factor} * {inner})"


def _mixed(sign: str) -> Make:
    def make(d: Draw, scope: Scope, depth: int) -> str:
        kinds: tuple[Kind, Kind] = d.one([("int", "int"), ("int", "real"), ("real", "int")])
        left, right = (value(d, kind, scope, depth) for kind in kinds)
        return f"({left} {sign} {right})"

    return make


def _rounded(d: Draw, scope: Scope, depth: int) -> str:
    return f"{d.one(['ROUND', 'FLOOR', 'CEIL'])}({value(d, d.one(['int', 'real']), scope, depth)})"


def _maths(d: Draw, scope: Scope, depth: int) -> str:
    return f"{d.one(['SQRT', 'LN', 'EXP'])}({value(d, d.one(['int', 'real']), scope, depth)})"


def _ago(name: str) -> Make:
    def make(d: Draw, _scope: Scope, _depth: int) -> str:
        number = d.number(0, 30)
        return f"{name}({d.parameter(number) if d.chance(0.2) else number})"

    return make


def _same(kind: Kind) -> dict[Make, int]:
    """What works on every kind."""
    return {
        _case(kind): 3, _several("COALESCE", kind): 3, _call("NULLIF", kind, kind): 2,
    }  # fmt: skip


_MAKES: dict[Kind, dict[Make, int]] = {
    "int": {
        **_same("int"), _binary("int", "+", "-"): 4, _times: 3, _negative("int"): 1,
        _several("GREATEST", "int"): 1, _several("LEAST", "int"): 1, _call("ABS", "int"): 1,
        _call("LENGTH", "text"): 2, _extract: 2, _cast("INT", "int", "real", "bool"): 2,
        _cast("BIGINT", "int", "real", "bool"): 1, _call("DAYS_BETWEEN", "date", "date"): 2,
        _call("THIS_YEAR"): 1,
    },
    "real": {
        **_same("real"), _binary("real", "+", "-", "*", "/"): 5, _mixed("/"): 3, _mixed("*"): 2,
        _mixed("+"): 1, _negative("real"): 1, _several("GREATEST", "real"): 1,
        _several("LEAST", "real"): 1, _call("ABS", "real"): 1, _rounded: 3,
        _with_number("ROUND", "real", 0, 4): 2, _maths: 2, _power: 2,
        _cast("DOUBLE", "int", "real"): 1, _call("COALESCE", "int", "real"): 1,
        _call("GREATEST", "real", "int"): 1,
    },
    "text": {
        **_same("text"), _call("LOWER", "text"): 1, _call("UPPER", "text"): 1, _substr: 3,
        _with_number("LEFT", "text", 1, 4): 2, _with_number("RIGHT", "text", 1, 4): 2, _replace: 2,
        _call("TRIM", "text"): 1, _several("CONCAT", "text"): 1, _binary("text", "||"): 3,
        _cast("TEXT", "int", "date", "bool", "text"): 2,
    },
    "date": {
        **_same("date"), _ago("MONTHS_AGO"): 2, _ago("YEARS_AGO"): 1,
        _several("GREATEST", "date"): 2, _several("LEAST", "date"): 2,
    },
    "bool": {},
}  # fmt: skip


def add_conditions(makes: dict[Make, int]) -> None:
    """Conditions are expressions too; they live in a module that needs this one."""
    _MAKES["bool"] |= _same("bool") | makes
