"""A rule says what it looks for, and never whom: no place, business or case is named (T7).

Who is named would be looked at whatever the registers say. Numbers of things are counted, shown and
compared with each other; a fixed text is held against how they begin only, as far as municipality
or cadastral section: those of an address tell a pitch from a house from the sixth figure on (T8).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sqlglot import exp

from screening.language.persons import PERSON_KEYS, RECORDS, THINGS, per_thing
from screening.language.problems import Problems, shown
from screening.language.scope import Meaning, Origin, Relation, Scope
from screening.language.spelled import OWN_NUMBERS
from screening.registers.schemas import REGISTERS
from screening.registers.schemas.keys import numbers

BEGINNING = 5
SINGLE = THINGS | OWN_NUMBERS | RECORDS
"""Columns with the number of one place, object, business or case; areas are none of these."""
_PLACED = SINGLE - PERSON_KEYS
"""Those of which a place in their order is judged here; of persons it is in ``persons``."""
_ANY_FORM = frozenset(
    origin
    for origin in SINGLE - OWN_NUMBERS
    if getattr(REGISTERS[origin[0]].columns[origin[1]], "regex", None) is None
)
"""Numbers in whatever form a source gives them: a word can be one."""
_NONE = frozenset({"geen", "onbekend", "none", "unknown"})
"""Words for a number that is missing; any other word can be the number of a park."""
_EXTREMES = (exp.Min, exp.Max, exp.FirstValue, exp.LastValue)
_ORDERS = (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between)
_BEGINS = re.compile(rf"[^%_]{{0,{BEGINNING}}}%")


def check_use(node: exp.Expr, meaning: Meaning, problems: Problems) -> None:
    """Note a problem when a piece is taken of a number, other than how it begins."""
    above = node.parent
    if SINGLE.isdisjoint(meaning.carries):
        return
    if isinstance(above, exp.Substring):
        start = above.args.get("start")
        within = not (isinstance(start, exp.Literal) and start.name == "1")
    elif isinstance(above, exp.Replace):
        within = any(map(str.isalnum, above.expression.name + above.text("replacement")))
    else:
        within = isinstance(above, exp.Right)
    if within:
        _refuse(above or node, meaning.carries, problems)


def check_equal(node: exp.Expr, sides: Sequence[Meaning], problems: Problems) -> None:
    """Note a problem when a number is held against one that the rule names."""
    placed = [side for side in sides if not (side.carries or _PLACED.isdisjoint(side.places))]
    if placed and len(placed) < len(sides):
        _refuse_place(node, problems)
    if isinstance(node, _ORDERS):
        one, *limits = (
            {numbers().get(each, each) for each in side.carries & _PLACED} for side in sides
        )
        if any(one & limit for limit in limits):
            _refuse_place(node, problems)
    texts = [side for side in sides if side.kind not in {"int", "real"}]
    carried = frozenset().union(*(side.carries for side in texts)) & SINGLE
    if not carried:
        return
    chosen = [side for side in texts if side.carries & side.places & SINGLE]
    if chosen and any(side.carries & SINGLE for side in texts if side not in chosen):
        _refuse(node, carried, problems)
        return
    begins = any(side.altered for side in sides) and _ANY_FORM.isdisjoint(carried)
    for side in sides:
        made = side.cast and (SINGLE.isdisjoint(side.carries) or _figures(side.literals))
        named = {each for each in side.literals if _can_be(each, carried, side)}
        if begins and not made:
            named = {each for each in named if len(each) > BEGINNING}
        if made or named:
            _refuse(node, carried, problems)
            return


def one_of_many(node: exp.Expr, value: Meaning) -> Meaning:
    """The first or last of all numbers is one that the rule picks; of each thing there is one."""
    chosen = value.carries & SINGLE
    if not chosen or not isinstance(node, _EXTREMES) or per_thing(node):
        return value
    return value._replace(places=value.places | chosen)


def place_among(node: exp.Expr, keys: Sequence[Meaning], scope: Scope) -> frozenset[Origin]:
    """The columns in whose order a row of a window has its place.

    A place among the rows of one thing tells nothing of things, nor does one in an order of what
    was measured: the ten dearest are what they are. In an order of numbers, or of codes with
    numbers behind them, who is first was picked.
    """
    ordered = frozenset().union(*(key.carries for key in keys))
    if per_thing(node) or any(map(_tells, keys)):
        return ordered - _PLACED
    if not isinstance(node.this, exp.RowNumber):
        return ordered
    columns = (each for relation in scope.relations.values() for each in relation.columns.values())
    return ordered.union(*(column.carries & _PLACED for column in columns))


def check_neighbour(node: exp.Expr, keys: Sequence[Meaning], scope: Scope) -> None:
    """Note a problem when the row before or behind is one in an order of numbers alone."""
    beside = isinstance(node.this, exp.Lag | exp.Lead)
    if beside and not _PLACED.isdisjoint(place_among(node, keys, scope)):
        _refuse_place(node, scope.problems)


def _tells(key: Meaning) -> bool:
    """Whether the order of a value says something of the things that are put in it."""
    numbers = not SINGLE.isdisjoint(key.carries | key.places)
    return bool(key.sources) and not numbers and key.kind in {"int", "real", "date"}


def check_alike(node: exp.Expr, value: Meaning, problems: Problems) -> None:
    """Note a problem when rows are told apart among numbers that the rule itself holds."""
    check_equal(node, [value], problems)


def check_pattern(node: exp.Expr, text: Meaning, pattern: str, problems: Problems) -> None:
    """Note a problem when a pattern looks for more of a number than how it begins."""
    carried = text.carries & SINGLE
    begins = _BEGINS.fullmatch(pattern) and _ANY_FORM.isdisjoint(carried)
    if carried and not begins and any(map(str.isalnum, pattern)):
        _refuse(node, carried, problems)


def check_output(relation: Relation, tree: exp.Expr, problems: Problems) -> None:
    """Note a subject that the rule itself holds: it is one whatever the registers say."""
    subject = relation.columns.get("subject", Meaning())
    if _figures(subject.literals):
        problems.add(
            "a subject made of a fixed number",
            tree,
            expected="the number of the subject as a register holds it",
            remedy="select the column itself",
        )


def put_beside(parts: Sequence[Meaning]) -> frozenset[str]:
    """The fixed texts that stand beside a number when these are put together, in every row."""
    numbers = [each for each in parts if not SINGLE.isdisjoint(each.carries)]
    others = [each for each in parts if SINGLE.isdisjoint(each.carries)]
    alone = frozenset().union(*(each.literals - each.beside for each in numbers))
    texts = frozenset().union(*(each.beside for each in numbers), *(o.literals for o in others))
    return texts - alone if numbers else frozenset()


def _can_be(literal: str, carried: frozenset[Origin], side: Meaning) -> bool:
    """Whether a fixed text can be such a number; what is only put beside one is part of a key."""
    if not _ANY_FORM.isdisjoint(carried) and literal not in side.beside:
        return any(map(str.isalnum, literal)) and not _is_filler(literal)
    return _figures([literal]) and not _is_filler(literal)


def _is_filler(literal: str) -> bool:
    """Whether a text says that there is no number: nothing has one of zeros alone."""
    return set(literal) == {"0"} or literal.lower() in _NONE


def _figures(texts: Iterable[str]) -> bool:
    return any(char.isdigit() for text in texts for char in text)


def _refuse_place(node: exp.Expr, problems: Problems) -> None:
    problems.add(
        f"one place, business or case picked out by a place in an order of numbers: {shown(node)}",
        node,
        expected="an order of what is measured, such as a date or an amount, or "
        "PARTITION BY the number of each place or business",
        remedy="say what makes it stand out: ORDER BY that, before any number",
    )


def _refuse(node: exp.Expr, carried: Iterable[Origin], problems: Problems) -> None:
    example = min(name for _, name in carried)
    columns = ", ".join(sorted(f"{register}.{name}" for register, name in carried))
    problems.add(
        f"one place, business or case picked out by {columns}: {shown(node)}",
        node,
        expected="numbers compared with each other; with a fixed text only how they begin, as in "
        f"LEFT({example}, 4) = '9999', at most {BEGINNING} signs"
        if _ANY_FORM.isdisjoint(carried)
        else "numbers counted, shown or compared with each other, and never with a fixed text, as "
        "they can have any form",
        remedy="say what makes it stand out; places of which something is known are a register "
        "(known_place)",
    )
