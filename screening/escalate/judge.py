"""Draw the conclusions of one scope, pattern by pattern, and say which facts carried them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from screening.escalate.base import Evaluator
from screening.escalate.patterns import Scope, patterns, visible
from screening.packs.conditions import Leaf, Node

CONCLUDED = {"rule": pl.String, "subject_type": pl.String, "subject": pl.String}
REASONS = {
    **CONCLUDED,
    "reason": pl.String,
    "from_type": pl.String,
    "from_id": pl.String,
}


class Judge:
    """The escalations of one scope with the engine that judges their patterns."""

    def __init__(self, scope: Scope, evaluator: Evaluator, families: Mapping[str, str]) -> None:
        self.scope = scope
        self._evaluator = evaluator
        self._families = families
        self._judged: dict[frozenset[str], frozenset[str]] = {}
        self._seen = pl.DataFrame()
        self._numbered = pl.DataFrame()
        self._patterns: list[frozenset[str]] = []

    def conclude(self, facts: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
        """Conclusions that these facts allow: ``rule``, ``subject_type``, ``subject``.

        Raises:
            EscalationError: when the engine could not judge a pattern.

        """
        self._seen = visible(self.scope, facts, links, self._families)
        self._numbered, self._patterns = patterns(self.scope, self._seen, self._families)
        for pattern in self._patterns:
            if pattern not in self._judged:
                self._judged[pattern] = self._evaluator.evaluate(pattern)
        drawn = pl.DataFrame(
            [
                (number, escalation.id)
                for number, pattern in enumerate(self._patterns)
                for escalation in self.scope.escalations
                if escalation.id in self._judged[pattern]
            ],
            schema={"pattern": pl.UInt32, "rule": pl.String},
            orient="row",
        )
        return self._numbered.join(drawn, on="pattern").select(
            "rule", pl.lit(self.scope.subject_type).alias("subject_type"), "subject"
        )

    def reasons(self) -> pl.DataFrame:
        """The facts that carried the conclusions drawn last, each once (see ``REASONS``)."""
        carried = pl.DataFrame(
            list(self._carried()),
            schema={"pattern": pl.UInt32, "rule": pl.String, "reason": pl.String},
            orient="row",
        )
        found = (
            self._numbered.join(carried, on="pattern")
            .join(self._seen.rename({"rule": "reason"}), on=["subject", "reason"])
            .with_columns(subject_type=pl.lit(self.scope.subject_type))
        )
        itself = (pl.col("reason") == pl.col("rule")) & (pl.col("from_id") == pl.col("subject"))
        return found.filter(~itself).select(list(REASONS)).unique()

    def _carried(self) -> Iterator[tuple[int, str, str]]:
        for number, pattern in enumerate(self._patterns):
            true = self._judged[pattern]
            for escalation in self.scope.escalations:
                if escalation.id in true:
                    for reason in sorted(self._behind(escalation.root, true)):
                        yield number, escalation.id, reason

    def _behind(self, root: Node, true: frozenset[str]) -> set[str]:
        """Ids of the present facts on the branches of a condition that are true."""
        found: set[str] = set()
        for leaf in _true_leaves(root, true):
            if leaf.families is None:
                found.add(leaf.fact)
                continue
            counted = set(leaf.families.of or self._families.values())
            found.update(rule for rule, family in self._families.items() if family in counted)
        return found


def _true_leaves(node: Node, true: frozenset[str]) -> Iterator[Leaf]:
    if node.key not in true:
        return
    if isinstance(node, Leaf):
        if node.present:
            yield node
        return
    for child in node.children:
        yield from _true_leaves(child, true)
