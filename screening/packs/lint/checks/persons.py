"""The unit of selection is a place, an object or a business; persons are only counted (T7)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from screening.errors import Problem
from screening.packs.lint.base import Check
from screening.packs.lint.facts import fragments
from screening.packs.loaded import LoadedRule
from screening.registers.schemas import REGISTERS

_PERSON_KEYS = frozenset(
    name
    for register in REGISTERS.values()
    for name, declared in register.columns.items()
    if (declared.metadata or {}).get("personal") == "person_key"
)
_ROUNDS = 10
"""How many times a key may be renamed on its way out before the search stops."""


class PersonOutput(Check):
    """T7: a key of a person may join and be counted; it is no subject and is never shown."""

    description = "The rule selects, measures or shows persons."
    blocks = True

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Output columns of ``select`` and ``evidence`` that hold a person's key."""
        for fragment in fragments(loaded.rule):
            tree = fragment.tree
            reads = bool(fragment.columns & _PERSON_KEYS)
            if tree is None or not reads or fragment.path not in {"select", "evidence"}:
                continue
            held = _held(tree)
            for output in _outputs(tree):
                if _shows(output, held):
                    yield Problem(
                        f"the column '{output.alias_or_name}' holds the key of a person",
                        loaded.where(fragment.path),
                        "a subject that is a place, an object or a business; persons as a count",
                        "Count them with COUNT(DISTINCT ...), or select what they are linked to.",
                    )


def _held(tree: exp.Expr) -> set[str]:
    """Person keys, and every name that an inner query gives to one."""
    held = set(_PERSON_KEYS)
    for _ in range(_ROUNDS):
        named = {
            alias.alias.lower() for alias in tree.find_all(exp.Alias) if _shows(alias.this, held)
        }
        if named <= held:
            break
        held |= named
    return held


def _outputs(tree: exp.Expr) -> Iterator[exp.Expr]:
    if isinstance(tree, exp.SetOperation):
        yield from _outputs(tree.left)
        yield from _outputs(tree.right)
    elif isinstance(tree, exp.Select):
        yield from tree.expressions


def _shows(output: exp.Expr, held: set[str]) -> bool:
    """Whether the value of an expression can be a key, and not only something about keys."""
    columns = [column for column in output.find_all(exp.Column) if column.name.lower() in held]
    return any(not _only_asked(column, output) for column in columns)


def _only_asked(column: exp.Expr, output: exp.Expr) -> bool:
    node = column
    while node is not output and node.parent is not None:
        above = node.parent
        if isinstance(above, (exp.Count, exp.Predicate, exp.Subquery)):
            return True
        if isinstance(above, exp.Window) and node.arg_key != "this":
            return True
        node = above
    return isinstance(node, exp.Count)
