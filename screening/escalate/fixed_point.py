"""Escalations judged without an engine: the conditions read as written, until nothing changes.

This is the meaning that durable_rules is held to: the differential test asks both the same. It also
concludes where durable_rules cannot be imported (see :mod:`screening.escalate.choice`), so the two
must answer alike to the last fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from screening.packs.conditions import Gate, Node, holds
from screening.packs.strata import Drawn, own_absences


class FixedPointEvaluator:
    """Judges patterns by walking trees; see :class:`screening.escalate.base.Evaluator`."""

    def __init__(self, escalations: Sequence[Drawn]) -> None:
        if own_absences(escalations):
            raise ValueError("the absence of a conclusion is asked for in its own stratum")
        self._escalations = tuple(escalations)
        self._nodes = {
            node.key: node for each in escalations for node in _with_all_below(each.root)
        }

    def evaluate(self, facts: frozenset[str]) -> frozenset[str]:
        """Everything that is true of a subject with exactly these facts."""
        known = facts
        while True:
            found = known.union(each.id for each in self._escalations if holds(each.root, known))
            if found == known:
                break
            known = found
        return known.union(key for key, node in self._nodes.items() if holds(node, known))


def _with_all_below(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Gate):
        for child in node.children:
            yield from _with_all_below(child)
