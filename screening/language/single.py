"""A rule says what it looks for, and never whom: no place, business or case is named (T7).

Who is named would be looked at whatever the registers say. Numbers of things are counted, shown and
compared with each other; a fixed text is held against how they begin only, as far as municipality
or cadastral section: those of an address tell a pitch from a house from the sixth figure on (T8).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sqlglot import exp

from screening.language.persons import NUMBERED, PERSON_KEYS, THINGS, per_thing
from screening.language.problems import Problems, shown
from screening.language.scope import Meaning, Origin, Relation
from screening.language.spelled import CODES, OWN_NUMBERS
from screening.registers.schemas import REGISTERS
from screening.registers.schemas.columns import MUNICIPALITY

BEGINNING = 5
_KEYS = frozenset(
    (register.name, name)
    for register in REGISTERS.values()
    for name in register.key
    if str(register.columns[name].dtype) == "String"
    if getattr(register.columns[name], "regex", None) != MUNICIPALITY
)
SINGLE = THINGS | OWN_NUMBERS | (_KEYS - NUMBERED - PERSON_KEYS - CODES.keys())
"""Columns with the number of one place, object, business or case; areas are none of these."""
_ANY_FORM = frozenset(
    origin
    for origin in SINGLE - OWN_NUMBERS
    if getattr(REGISTERS[origin[0]].columns[origin[1]], "regex", None) is None
)
"""Numbers in whatever form a source gives them: a word can be one."""
_EXTREMES = (exp.Min, exp.Max, exp.FirstValue, exp.LastValue)
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


def check_alike(node: exp.Expr, value: Meaning, problems: Problems) -> None:
    """Note a problem when rows are told apart among numbers that the rule itself holds.

    A word in place of what is missing, as 'unknown', is no number.
    """
    numbers = frozenset(each for each in value.literals if _figures([each]))
    check_equal(node, [value._replace(literals=numbers)], problems)


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


def _can_be(literal: str, carried: frozenset[Origin], side: Meaning) -> bool:
    """Whether a fixed text can be such a number; what is only put beside one is part of a key."""
    if not _ANY_FORM.isdisjoint(carried) and not (side.altered and side.carries):
        return any(map(str.isalnum, literal)) and not _is_filler(literal)
    return _figures([literal]) and not _is_filler(literal)


def _is_filler(literal: str) -> bool:
    """Whether a text says that there is no number: nothing has one of zeros alone."""
    return set(literal) == {"0"}


def _figures(texts: Iterable[str]) -> bool:
    return any(char.isdigit() for text in texts for char in text)


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
