"""An amount to the euro and a point to the metre fit one place only: they name it too (T7).

They are held against limits, and against each other. A fixed amount or point is asked for by no
``=``, and limits on both sides leave room for more than one. Nothing, and the one euro of a deed,
are no amounts of somebody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from sqlglot import exp

from screening.language.lines import line_of, number_of, share_of
from screening.language.problems import Problems, shown
from screening.language.scope import Meaning, Origin
from screening.registers.schemas import REGISTERS


def _measured_in(unit: str) -> frozenset[Origin]:
    return frozenset(
        (register.name, name)
        for register in REGISTERS.values()
        if "area_code" not in register.key
        for name, declared in register.columns.items()
        if (declared.metadata or {}).get("unit") == unit and str(declared.dtype) == "Float64"
    )


AMOUNTS, POINTS = _measured_in("EUR"), _measured_in("m")
EXACT = AMOUNTS | POINTS
"""Columns of which a value is seldom that of two: amounts of money, and places on the map."""
_ORDERS = (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between)
_JOINS = (exp.And, exp.Or, exp.Not)
_NO_AMOUNT = (0.0, 1.0)
_FILLED_IN = re.compile(r"([0-9])\1*(?:\.\1*)?")
"""What a source writes for an amount that it does not know, such as 999999999."""
_ROOM = 0.001
"""Least room between two limits on an amount, as a share of it: 99,900 to 100,000."""
_METRES = 10.0
"""Least room between two limits on a coordinate."""
_CARRIES = "exact_origins"
_Limit = tuple[str, float, float]
_Fact = tuple[exp.Expr, bool]
"""A comparison, and whether it is turned round."""


def check_equal(node: exp.Expr, sides: Sequence[Meaning], problems: Problems) -> None:
    """Note a problem when an amount or a point is held against one that the rule names."""
    held = [side for side in sides if not EXACT.isdisjoint(side.carries)]
    if not held:
        return
    carried = frozenset().union(*(side.carries for side in held)) & EXACT
    if isinstance(node, _ORDERS):
        node.meta[_CARRIES] = tuple(sorted(map(".".join, carried)))
        return
    fixed = [side for side in sides if side.literals and not side.carries]
    alone = all(side.carries <= EXACT for side in held)
    asked = frozenset().union(*(side.literals for side in (*fixed, *(held if alone else ()))))
    if isinstance(node, exp.Nullif):
        asked = frozenset(each for each in asked if not _FILLED_IN.fullmatch(each))
    if fixed and any(map(_is_amount, asked)):
        _refuse(node, carried, problems)


def is_ratio(node: exp.Expr, above: Meaning, below: Meaning) -> bool:
    """Whether an amount is divided by another one: how many times is no amount of somebody."""
    if not isinstance(node, exp.Div) or any(
        EXACT.isdisjoint(each.carries) for each in (above, below)
    ):
        return False
    one, other = share_of(node.this), share_of(node.expression)
    return one is not None and other is not None and one != other


def _is_amount(literal: str) -> bool:
    try:
        return float(literal) not in _NO_AMOUNT
    except ValueError:
        return literal != ""


def check_narrow(trees: Iterable[exp.Expr], problems: Problems) -> None:
    """Note a problem when limits that hold together leave room for one amount or point only."""
    for top in (top for tree in trees for top in _tops(tree)):
        for facts in _together(top):
            named = {each for part, _ in facts for each in part.meta[_CARRIES]}
            carried = frozenset(origin for origin in EXACT if ".".join(origin) in named)
            if any(_leaves_one(*limits, carried) for limits in _met(facts)):
                _refuse(top, carried, problems)
                break


def _tops(tree: exp.Expr) -> Iterator[exp.Expr]:
    """Conditions that are no part of another one."""
    for node in tree.find_all(*_JOINS, *_ORDERS):
        above = node.parent
        while isinstance(above, exp.Paren):
            above = above.parent
        if not isinstance(above, _JOINS):
            yield node


def _together(condition: exp.Expr) -> Iterator[list[_Fact]]:
    """Limits that hold at the same time, per way in which the condition can be true."""
    apart: list[tuple[exp.Expr, bool]] = []
    waiting, held = [(condition, False)], list[_Fact]()
    while waiting:
        node, turned = waiting.pop()
        node = node.unnest()
        if isinstance(node, exp.Not):
            waiting.append((node.this, not turned))
        elif isinstance(node, exp.Or if turned else exp.And):
            waiting += [(node.this, turned), (node.expression, turned)]
        elif isinstance(node, exp.And | exp.Or):
            apart += [(node.this, turned), (node.expression, turned)]
        elif node.meta_get(_CARRIES):
            held.append((node, turned))
    yield held
    for node, turned in apart:
        yield from _together(exp.Not(this=node.copy()) if turned else node)


def _met(facts: Iterable[_Fact]) -> Iterable[tuple[float, float]]:
    """Per expression the limits below and above it."""
    found: dict[str, tuple[float, float]] = {}
    for part, turned in facts:
        for name, low, high in _limits(part, turned=turned):
            least, most = found.get(name, (float("-inf"), float("inf")))
            found[name] = max(least, low), min(most, high)
    return found.values()


def _limits(part: exp.Expr, *, turned: bool) -> Iterator[_Limit]:
    if isinstance(part, exp.Between):
        low, high = number_of(part.args["low"]), number_of(part.args["high"])
        if low is not None and high is not None and not turned:
            yield from _around(part.this, low, high)
        return
    above = isinstance(part, exp.GT | exp.GTE) is not turned
    for value, limit, least in (
        (part.this, part.expression, above),
        (part.expression, part.this, not above),
    ):
        number = number_of(limit)
        if number is not None:
            bounds = (number, float("inf")) if least else (float("-inf"), number)
            yield from _around(value, *bounds)


def _around(value: exp.Expr, low: float, high: float) -> Iterator[_Limit]:
    """Limits on a value; those on a distance from a fixed number are limits around that."""
    inner = value.unnest()
    if isinstance(inner, exp.Abs):
        inner, low = inner.this, -high
    line = line_of(inner)
    if line is None:
        yield inner.sql(), low, high
    elif line.times:
        ends = sorted((each - line.plus) / line.times for each in (low, high))
        yield line.of, ends[0], ends[1]


def _leaves_one(low: float, high: float, carried: frozenset[Origin]) -> bool:
    if high - low == float("inf") or high <= 1:
        return False
    return high - low < (_METRES if carried <= POINTS else max(low, 0) * _ROOM)


def _refuse(node: exp.Expr, carried: Iterable[Origin], problems: Problems) -> None:
    columns = ", ".join(sorted(f"{register}.{name}" for register, name in carried))
    problems.add(
        f"one place, business or case picked out by {columns}: {shown(node)}",
        node,
        expected="amounts and coordinates above or below a limit, with room between two limits, "
        "or compared with another column",
        remedy="say what makes it stand out; places of which something is known are a register "
        "(known_place)",
    )
