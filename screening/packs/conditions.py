"""An escalation's condition as gates over facts, with every negation pushed down to the facts.

``all`` is a gate that needs n of its n children, ``any`` one of n, ``at_least`` k of n; ``none``
turns into its opposite: not (k of n) is (n - k + 1) of the n negated. What remains to be known is
which facts are there and which are not, so absence is only ever asked of a plain fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from screening.packs.models import Condition, Families


@dataclass(frozen=True)
class Leaf:
    """A fact that must be present, or absent: a signal, a conclusion, or enough families."""

    fact: str
    present: bool = True
    families: Families | None = None

    @property
    def key(self) -> str:
        """A name that equal leaves share."""
        return self.fact if self.present else f"!{self.fact}"


@dataclass(frozen=True)
class Gate:
    """True when at least ``needed`` of the (distinct) children are."""

    needed: int
    children: tuple[Node, ...]

    @property
    def key(self) -> str:
        """A name that equal gates share."""
        return f"{self.needed}({','.join(child.key for child in self.children)})"


Node = Leaf | Gate


def normalise(condition: Condition | str) -> Node:
    """The tree of gates of a well-formed condition (see :func:`shape_problems`)."""
    if isinstance(condition, str):
        return Leaf(condition)
    if condition.families is not None:
        return Leaf(_families_fact(condition.families), families=condition.families)
    if condition.none is not None:
        return _negated(_gate(1, condition.none))
    if condition.all is not None:
        distinct = _distinct(condition.all)
        return _joined(len(distinct), distinct)
    if condition.any is not None:
        return _gate(1, condition.any)
    if condition.at_least is not None:
        return _gate(condition.at_least.k, condition.at_least.of)
    raise ValueError("a condition needs one of all, any, none, at_least, families")


def leaves(node: Node) -> Iterator[Leaf]:
    """Every leaf under a node, itself included, left to right."""
    if isinstance(node, Leaf):
        yield node
        return
    for child in node.children:
        yield from leaves(child)


def gates(node: Node) -> Iterator[Gate]:
    """Every gate under a node, children before parents."""
    if isinstance(node, Gate):
        for child in node.children:
            yield from gates(child)
        yield node


def holds(node: Node, facts: frozenset[str]) -> bool:
    """Whether a node is true when exactly these facts are there."""
    if isinstance(node, Leaf):
        return (node.fact in facts) == node.present
    return sum(holds(child, facts) for child in node.children) >= node.needed


def mentioned(node: Node) -> frozenset[str]:
    """The signal and conclusion ids a tree asks about."""
    return frozenset(leaf.fact for leaf in leaves(node) if leaf.families is None)


def shape_problems(condition: Condition | str, path: str = "when") -> Iterator[tuple[str, str]]:
    """What is wrong with the form of a condition: key path and sentence."""
    if isinstance(condition, str):
        return
    filled = {name: value for name, value in condition if value is not None}
    if len(filled) != 1:
        named = ", ".join(filled) or "none of them"
        yield path, f"a condition fills {named}; it needs exactly one of {', '.join(_KEYS)}"
        return
    if condition.families is not None:
        for name in condition.families.of:
            if "." in name:
                yield f"{path}.families", f"'{name}' is an id; families are named without a dot"
        return
    place, children = _children(condition, path)
    if not children:
        yield place, "an empty list of conditions"
    for index, child in enumerate(children):
        yield from shape_problems(child, f"{place}.{index}")
    if condition.at_least is not None and not any(True for _ in shape_problems_of(children)):
        distinct = len(_distinct(children))
        if condition.at_least.k > distinct:
            yield place, f"at least {condition.at_least.k} of {distinct} different conditions"


def shape_problems_of(children: Sequence[str | Condition]) -> Iterator[tuple[str, str]]:
    """The form problems of a list of conditions."""
    for child in children:
        yield from shape_problems(child)


_KEYS = ("all", "any", "none", "at_least", "families")


def _children(condition: Condition, path: str) -> tuple[str, Sequence[str | Condition]]:
    if condition.at_least is not None:
        return f"{path}.at_least.of", condition.at_least.of
    for name in ("all", "any", "none"):
        listed = getattr(condition, name)
        if listed is not None:
            return f"{path}.{name}", listed
    return path, ()


def _gate(needed: int, conditions: Sequence[str | Condition]) -> Node:
    return _joined(needed, _distinct(conditions))


def _joined(needed: int, children: tuple[Node, ...]) -> Node:
    return children[0] if len(children) == needed == 1 else Gate(needed, children)


def _distinct(conditions: Sequence[str | Condition]) -> tuple[Node, ...]:
    """The same condition named twice counts once; sorted, so that equal gates share a key."""
    named = {node.key: node for node in map(normalise, conditions)}
    return tuple(named[key] for key in sorted(named))


def _negated(node: Node) -> Node:
    if isinstance(node, Leaf):
        return Leaf(node.fact, not node.present, node.families)
    opposite = {child.key: child for child in map(_negated, node.children)}
    children = tuple(opposite[key] for key in sorted(opposite))
    return _joined(len(children) - node.needed + 1, children)


def _families_fact(families: Families) -> str:
    named = ",".join(sorted(set(families.of)))
    return f"families>={families.at_least}({named})"
