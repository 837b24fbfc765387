"""Escalations as simple derivations: these facts together give that fact.

Every inner node of a condition becomes a fact of its own ("this node is true"), so that no rule
joins more than a few facts. A wide join is what breaks durable_rules (a join of twenty facts stops
with error 304), and spelling out k of n would need a rule per combination.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from screening.packs.conditions import Gate, Node, gates, leaves
from screening.packs.strata import Drawn

WIDEST_JOIN = 4


@dataclass(frozen=True)
class Derivation:
    """When all facts of ``needs`` are there and ``absent`` is not, ``gives`` is true.

    With ``enough`` above 1, ``gives`` is true once that many derivations of it have fired.
    """

    gives: str
    needs: tuple[str, ...] = ()
    absent: str | None = None
    enough: int = 1

    @property
    def tests(self) -> int:
        """Facts a rule for this has to test, the closing fact included."""
        return len(self.needs) if self.absent is None else 2


def derivations(escalations: Sequence[Drawn]) -> list[Derivation]:
    """What the conditions of these escalations come down to, without repetition."""
    found: dict[Derivation, None] = {}
    for escalation in escalations:
        found.update(dict.fromkeys(_of_tree(escalation.root)))
        found[Derivation(escalation.id, (escalation.root.key,))] = None
    return list(found)


def _of_tree(root: Node) -> Iterator[Derivation]:
    for leaf in leaves(root):
        if not leaf.present:
            yield Derivation(leaf.key, absent=leaf.fact)
    for gate in gates(root):
        yield from _of_gate(gate)


def _of_gate(gate: Gate) -> Iterator[Derivation]:
    keys = tuple(child.key for child in gate.children)
    if gate.needed == len(keys) <= WIDEST_JOIN:
        yield Derivation(gate.key, keys)
        return
    for key in keys:
        yield Derivation(gate.key, (key,), enough=gate.needed)
