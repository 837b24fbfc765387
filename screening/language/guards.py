"""Columns that a rule may use for some things only: the doors every expression passes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlglot import exp

from screening.language import apart, branches, exact, persons, single, spelled
from screening.language.problems import Problems
from screening.language.scope import Meaning, Origin, Relation, Scope

_KEEP = (exp.Coalesce, exp.Lower, exp.Upper, exp.Trim)


def check_use(node: exp.Expr, meaning: Meaning, scope: Scope) -> None:
    """Note a problem when an expression stands where what it can carry may not."""
    persons.check_use(node, meaning, scope)
    spelled.check_use(node, meaning, scope)
    branches.check_use(node, meaning, scope)
    single.check_use(node, meaning, scope.problems)


def check_equal(node: exp.Expr, sides: Sequence[Meaning], scope: Scope) -> None:
    """Note a problem when values are compared that may not be compared with each other."""
    persons.check_equal(node, sides, scope)
    spelled.check_equal(node, sides, scope)
    branches.check_equal(node, sides, scope.problems)
    single.check_equal(node, sides, scope.problems)
    exact.check_equal(node, sides, scope.problems)
    apart.note_equal(node, sides)


def check_output(relation: Relation, tree: exp.Expr, problems: Problems) -> None:
    """Note what comes out of a rule's query and may not."""
    persons.check_output(relation, tree, problems)
    spelled.check_output(relation, tree, problems)
    single.check_output(relation, tree, problems)
    exact.check_narrow([tree], problems)
    branches.check_together([tree], problems)


def check_alike(node: exp.Expr, values: Iterable[Meaning], scope: Scope) -> None:
    """Note a problem when rows are told apart by values that may not be compared with each other.

    GROUP BY, PARTITION BY, SELECT DISTINCT and COUNT(DISTINCT x) hold every value of a column
    against all others of it, as = does: also against what UNION ALL, COALESCE or CASE put there.
    """
    for value in values:
        persons.check_alike(node, value, scope)
        spelled.check_alike(node, value, scope.problems)
        branches.check_alike(node, value, scope.problems)
        single.check_alike(node, value, scope.problems)
        apart.note_equal(node, [value])


def one_of_many(node: exp.Expr, value: Meaning) -> Meaning:
    """What MIN, FIRST_VALUE and their like make of a value: one that something chose."""
    chosen = spelled.one_of_many(node, persons.one_of_many(node, value))
    return single.one_of_many(node, chosen)


def place_among(node: exp.Expr, keys: Sequence[Meaning], scope: Scope) -> frozenset[Origin]:
    """The columns in whose order a row of a window has its place."""
    return single.place_among(node, keys, scope)


def put_beside(node: exp.Expr, parts: Sequence[Meaning], made: Meaning) -> frozenset[str]:
    """The fixed texts that only stand beside the number of something; || of NULL is NULL."""
    if isinstance(node, exp.DPipe):
        return single.put_beside(parts)
    return made.beside if isinstance(node, _KEEP) else frozenset()


def check_neighbour(node: exp.Expr, keys: Sequence[Meaning], scope: Scope) -> None:
    """Note a problem when the row before or behind is one in an order that tells nothing."""
    single.check_neighbour(node, keys, scope)


def check_rule(trees: Sequence[exp.Expr], problems: Problems) -> None:
    """Note what the query and the conditions of a rule leave together and may not."""
    branches.check_together(trees, problems)


def check_pattern(node: exp.Expr, text: Meaning, pattern: str, problems: Problems) -> None:
    """Note a problem when a LIKE pattern or a beginning looks for what it may not."""
    spelled.check_pattern(node, text, pattern, problems)
    branches.check_pattern(node, text, pattern, problems)
    single.check_pattern(node, text, pattern, problems)
    apart.note_pattern(node, text, pattern)
