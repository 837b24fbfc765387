"""Kinds of values: the core every handler of a node type uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlglot import exp

from screening.language.guards import check_use
from screening.language.nulls import check_null
from screening.language.persons import is_person
from screening.language.problems import shown
from screening.language.scope import Kind, Meaning, Scope
from screening.language.size import sized

LARGEST_PLACE = 1_000_000
"""Places in a text and steps in a window go no further; a cell of an extract is shorter."""
_NUMBERS: frozenset[Kind] = frozenset({"int", "real"})
WORDS: dict[Kind, str] = {
    "int": "a whole number", "real": "a number", "text": "a text", "date": "a date",
    "bool": "a yes/no value", "null": "NULL", "unknown": "anything",
}  # fmt: skip


_AS_IT_IS = (exp.Column, exp.Alias, exp.Paren)

Handler = Callable[[exp.Expr, Scope], Meaning]
HANDLERS: dict[type[exp.Expr], Handler] = {}
"""What infers each type of node; filled by :mod:`screening.language.infer`."""


def infer(node: exp.Expr, scope: Scope) -> Meaning:
    """Kind and sources of an expression; every problem inside it is noted."""
    handler = HANDLERS.get(type(node))
    if handler is None:
        scope.problems.add(
            f"{type(node).__name__} does not belong here", node, remedy="leave it out"
        )
        return Meaning()
    meaning = sized(node, handler(node, scope), scope)
    node.meta["kind"] = meaning.kind
    if meaning.one:
        if type(node) in _AS_IT_IS:
            column = node.find(exp.Column)
            node.meta["one"] = scope.parts.get(column.table, column.table) if column else ""
        else:
            meaning = meaning._replace(one=False)
    if type(node) is exp.Column and is_person(meaning.carries):
        node.meta["part"] = scope.parts.get(node.table, node.table)
    check_null(node, meaning, scope)
    if meaning.carries or meaning.places:
        check_use(node, meaning, scope)
    return meaning


def unify(meanings: Iterable[Meaning], node: exp.Expr, scope: Scope, what: str = "") -> Meaning:
    """The kind several values share; a problem when they share none."""
    kind: Kind = "null"
    parts = list(meanings)
    for meaning in parts:
        if meaning.kind in {kind, "null"} or kind == "unknown":
            continue
        if kind == "null" or meaning.kind == "unknown":
            kind = meaning.kind
        elif {kind, meaning.kind} <= _NUMBERS:
            kind = "real"
        else:
            date = "date" in {kind, meaning.kind} and "text" in {kind, meaning.kind}
            scope.problems.add(
                f"{what or shown(node)} mixes {WORDS[kind]} with {WORDS[meaning.kind]}",
                node,
                expected="values of one kind",
                remedy="write dates as DATE '2026-01-31'" if date else "convert with CAST",
            )
            return made_of(*parts)
    return made_of(*parts, kind=kind)


def expect(node: exp.Expr, kinds: Iterable[Kind], scope: Scope) -> Meaning:
    """Infer a part that must have one of these kinds."""
    return of_one_kind(node, infer(node, scope), kinds, scope)


def of_one_kind(node: exp.Expr, meaning: Meaning, kinds: Iterable[Kind], scope: Scope) -> Meaning:
    """The meaning of a part that must have one of these kinds.

    For a part that has been inferred: to infer it again takes twice as long for each level below.
    """
    wanted = list(kinds)
    if meaning.kind not in {*wanted, "null", "unknown"}:
        scope.problems.add(
            f"{shown(node)} is {WORDS[meaning.kind]}",
            node,
            expected=" or ".join(WORDS[kind] for kind in wanted),
            remedy="use DAYS_BETWEEN, MONTHS_AGO or YEARS_AGO to reckon with dates"
            if meaning.kind == "date"
            else "check the column in the data dictionary",
        )
        return meaning.of_kind("unknown")
    return meaning


def made_of(*meanings: Meaning, kind: Kind = "unknown") -> Meaning:
    """A value that each of these can be, or that is put together from them."""
    if not meanings:
        return Meaning(kind)
    made, *others = meanings
    if not others:
        return made.of_kind(kind)
    most = max(meaning.most for meaning in meanings)
    exact = all(meaning.exact for meaning in meanings)
    for other in others:
        if other.carries or other.literals or other.places or other.altered or other.cast:
            made = Meaning(
                kind,
                made.sources | other.sources,
                made.carries | other.carries,
                made.literals | other.literals,
                made.places | other.places,
                made.altered or other.altered,
                made.cast or other.cast,
                beside=_beside(made, other),
            )
        elif not other.sources <= made.sources:
            made = made._replace(sources=made.sources | other.sources)
    return made._replace(kind=kind, most=most, exact=exact)


def _beside(one: Meaning, other: Meaning) -> frozenset[str]:
    if not (one.beside or other.beside):
        return frozenset()
    alone = (one.literals - one.beside) | (other.literals - other.beside)
    return (one.beside | other.beside) - alone


def is_whole(node: exp.Expr, low: int, high: int) -> bool:
    """True for a literal whole number from ``low`` to ``high``."""
    return (
        isinstance(node, exp.Literal)
        and not node.is_string
        and node.name.isdigit()
        and low <= int(node.name) <= high
    )
