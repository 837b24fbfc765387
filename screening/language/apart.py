"""What the conditions of a rule tell apart together, wherever each of them stands (T8).

One condition may be harmless and two of them leave a ground of discrimination, in one query or half
in what is measured and half in the condition. Codes that every condition answers alike cannot be
told apart; a rule is refused when only codes of a ground are left together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlglot import exp

from screening.language.grounds import SBI_OF_A_GROUND, ground_of_value
from screening.language.persons import is_first
from screening.language.problems import Problems, shown
from screening.language.scope import Meaning, Origin, Scope
from screening.language.spelled import CODES, likeness, reads_case

ASKED = "branch"
"""The codes of a branch that a comparison asks for, kept at its node."""
_TOLD = "told"
"""The closed codes that a comparison says yes to, kept at its node."""
GROUNDED: dict[Origin, frozenset[str]] = {
    origin: codes for origin, codes in CODES.items() if any(map(ground_of_value, codes))
}
"""Closed codes among which some stand for a ground."""
NOTED: Mapping[Origin, frozenset[str]] = GROUNDED | {
    origin: CODES[origin] for origin in (("bag_object", "object_type"), ("bag_object", "status"))
}
"""Closed codes of which a comparison keeps what it says yes to; see also ``packs.lint.pitches``."""
_PIECES = (exp.Left, exp.Right, exp.Substring, exp.Replace, exp.Length)
_ORDERS = (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between)
_THIS = frozenset({"this"})
_PLACE_MAY: dict[type[exp.Expr], frozenset[str]] = {
    exp.Alias: _THIS,
    exp.Paren: _THIS,
    exp.Count: _THIS,
    exp.Select: frozenset({"expressions"}),
}
_WITHOUT_A_GROUND = """
    01 02 03 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33
    35 36 37 38 39 41 42 43 45 46 49 50 51 52 53 55 56 58 59 60 61 62 63 64 65 66 68 69 70 71 72 73
    74 75 77 78 79 80 81 82 84 85 86 87 88 90 91 92 93 95 96 97 98 99 941 942 9499 471 473 474 475
    476 477 478 479 4721 4722 4723 4724 4725 4726 47291 47292 47299
""".split()  # noqa: SIM905 - a list of strings would take a page
"""How all codes of the SBI begin that stand for no ground."""


def note_equal(node: exp.Expr, sides: Iterable[Meaning]) -> None:
    """Keep at a comparison which closed codes it holds a value against, each by itself."""
    carried = frozenset(origin for side in sides for origin in side.carries)
    literals = frozenset(literal for side in sides for literal in side.literals)
    for origin in sorted(NOTED.keys() & carried):
        for literal in sorted(literals):
            asked = _ways(node, literal)
            found = [code for code in NOTED[origin] if not asked.isdisjoint(_ways(node, code))]
            _note(node, origin, found)


def note_pattern(node: exp.Expr, text: Meaning, pattern: str) -> None:
    """Keep at a LIKE, or a beginning, which closed codes it says yes to."""
    for origin in sorted(NOTED.keys() & text.carries):
        found = likeness(node, pattern)
        _note(node, origin, [code for code in NOTED[origin] if found.fits(code)])


def _ways(node: exp.Expr, code: str) -> set[str]:
    """How a code may be written at a comparison."""
    return {code, code.lower()} if reads_case(node) else {code}


def _note(node: exp.Expr, origin: Origin, codes: Iterable[str]) -> None:
    told = f"{'.'.join(origin)}={'|'.join(sorted(codes))}"
    node.meta[_TOLD] = (*node.meta.get(_TOLD, ()), told)


def check_use(node: exp.Expr, meaning: Meaning, ordered: frozenset[Origin], scope: Scope) -> None:
    """Note a problem when a code of a closed list is cut up, or a place in an order of codes used.

    ``ordered`` are the columns whose order tells codes apart.
    """
    above = node.parent
    if above is None:
        return
    if isinstance(above, _PIECES) and not GROUNDED.keys().isdisjoint(meaning.carries):
        _refuse(above, f"a piece of a code in {shown(above)}", scope.problems)
    elif not ordered.isdisjoint(meaning.places):
        may = node.arg_key in _PLACE_MAY.get(type(above), frozenset()) or is_first(above)
        if not may:
            _refuse(above, f"a place in an order of codes in {shown(above)}", scope.problems)


def check_order(
    node: exp.Expr, sides: Iterable[Meaning], ordered: frozenset[Origin], problems: Problems
) -> None:
    """Note a problem when codes are held against each other by what comes first."""
    if isinstance(node, _ORDERS) and any(not ordered.isdisjoint(side.carries) for side in sides):
        _refuse(node, f"a code in an order of letters or figures: {shown(node)}", problems)


def left_alone(trees: Iterable[exp.Expr]) -> str | None:
    """A code of a ground that these conditions tell apart from all others; None when none is."""
    nodes = [node for tree in trees for node in tree.walk()]
    branches = {code for node in nodes for code in node.meta_get(ASKED, ())}
    telling = [node for node in nodes if node.meta_get(_TOLD)]
    return next(_closed(telling), None) or next(_branch(branches), None)


def told_of(node: exp.Expr, origin: Origin) -> list[frozenset[str]]:
    """The codes of a column that a comparison says yes to, per value it is held against."""
    begins = f"{'.'.join(origin)}="
    told = (each for each in node.meta_get(_TOLD, ()) if each.startswith(begins))
    return [frozenset(each.removeprefix(begins).split("|")) for each in told]


def alike(known: Iterable[str], yes: Sequence[frozenset[str]]) -> Iterator[list[str]]:
    """The codes that every one of these answers alike, together."""
    found: dict[tuple[bool, ...], list[str]] = {}
    for code in sorted(known):
        found.setdefault(tuple(code in each for each in yes), []).append(code)
    yield from found.values()


def _closed(nodes: Sequence[exp.Expr]) -> Iterator[str]:
    for origin, known in GROUNDED.items():
        yes = sorted({each for node in nodes for each in told_of(node, origin)}, key=sorted)
        for codes in alike(known, yes):
            if all(map(ground_of_value, codes)):
                yield codes[0]


def _branch(asked: set[str]) -> Iterator[str]:
    """A code of a ground that no other code shares all its beginnings with, of those asked for.

    Codes beside a ground count as asked for when any part of them is.
    """
    cut = asked | {each for each in _WITHOUT_A_GROUND for code in asked if code.startswith(each)}
    others = {_beginnings(each, cut) for each in _WITHOUT_A_GROUND}
    yield from (ground for ground in SBI_OF_A_GROUND if _beginnings(ground, cut) not in others)


def _beginnings(code: str, asked: set[str]) -> frozenset[str]:
    return frozenset(code[:n] for n in range(1, len(code) + 1)) & asked


def _refuse(node: exp.Expr, found: str, problems: Problems) -> None:
    problems.add(
        found,
        node,
        expected="codes that are named as a whole, with = or IN",
        remedy="name the codes that are meant",
    )
