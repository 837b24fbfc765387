"""Draw the conclusions of one scope, pattern by pattern, and say which facts carried them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from screening.escalate.base import Evaluator, EvaluatorFactory
from screening.escalate.distinct import Distinct
from screening.escalate.patterns import Bits, Scope, visible
from screening.packs.conditions import Leaf, Node, leaves
from screening.packs.strata import Drawn

CONCLUDED = {"rule": pl.String, "subject_type": pl.String, "subject": pl.String}
REASONS = {"rule": pl.String, "subject": pl.String, "fact": pl.UInt32}


class _Bench:
    """The engine for the escalations of one scope and stratum; it judges a pattern once."""

    def __init__(self, escalations: Sequence[Drawn], evaluator: Evaluator) -> None:
        self.escalations = escalations
        self._evaluator = evaluator
        self._asked = {leaf.fact for e in escalations for leaf in leaves(e.root)}
        self._judged: dict[frozenset[str], frozenset[str]] = {}

    def judge(self, facts: frozenset[str]) -> frozenset[str]:
        pattern = facts & self._asked
        if pattern not in self._judged:
            self._judged[pattern] = self._evaluator.evaluate(pattern)
        return self._judged[pattern]


class Judge:
    """The escalations of one scope, in strata, and the facts its subjects have so far."""

    def __init__(
        self,
        scope: Scope,
        strata: Sequence[Sequence[Drawn]],
        evaluator: EvaluatorFactory,
        families: Mapping[str, str],
        links: pl.DataFrame,
    ) -> None:
        self._scope = scope
        self._families = families
        self._links = links
        self._bits = Bits(scope, families, links)
        self._distinct = Distinct(scope, strata, families, links)
        self._benches: list[_Bench | None] = []
        for stratum in strata:
            ids = {escalation.id for escalation in stratum}
            own = [escalation for escalation in scope.escalations if escalation.id in ids]
            self._benches.append(_Bench(own, evaluator(own)) if own else None)

    def add(self, facts: pl.DataFrame) -> None:
        """Take in new facts: ``rule``, ``subject_type``, ``subject``; signals with ``rests_on``."""
        self._bits.add(facts)
        self._distinct.add(facts)

    def conclude(self, stratum: int) -> pl.DataFrame:
        """Conclusions of a stratum that the facts so far allow (``CONCLUDED``).

        Raises:
            EscalationError: when the engine could not judge a pattern.

        """
        bench = self._benches[stratum]
        if bench is None:
            return pl.DataFrame(schema=CONCLUDED)
        numbered, found = self._bits.patterns()
        drawn = pl.DataFrame(
            [
                (number, escalation.id)
                for number, pattern in enumerate(found)
                for escalation in bench.escalations
                # Its name alone may be that of a conclusion about somebody it is linked to.
                if escalation.root.key in bench.judge(pattern)
            ],
            schema={"pattern": numbered.schema["pattern"], "rule": pl.String},
            orient="row",
        )
        concluded = numbered.lazy().join(drawn.lazy(), on="pattern").collect()
        subject_type = pl.lit(self._scope.subject_type).alias("subject_type")
        left = self._on_facts_of_their_own(concluded, found, bench.escalations)
        return left.select("rule", subject_type, "subject")

    def _on_facts_of_their_own(
        self,
        concluded: pl.DataFrame,
        found: Sequence[frozenset[str]],
        escalations: Sequence[Drawn],
    ) -> pl.DataFrame:
        """Conclusions (``rule``, ``subject``, ``pattern``) that stand when a fact counts once."""
        if concluded.is_empty():
            return concluded
        doubtful = concluded.join(self._distinct.shared(), on="subject")
        kinds = doubtful.select("pattern", "shape").unique().sort("pattern", "shape")
        kept = [
            (pattern, shape, rule)
            for pattern, shape in kinds.iter_rows()
            for rule in sorted(self._distinct.drawn(escalations, found[pattern], shape))
        ]
        schema = {**kinds.schema, "rule": pl.String()}
        right = pl.DataFrame(kept, schema=schema, orient="row")
        wrong = doubtful.join(right, on=["pattern", "shape", "rule"], how="anti")
        return concluded.join(wrong, on=["rule", "subject"], how="anti")

    def reasons(self, facts: pl.LazyFrame) -> pl.DataFrame:
        """The numbers (``fact``) of the facts that carried each conclusion (``REASONS``)."""
        numbered, found = self._bits.patterns()
        carried = pl.LazyFrame(
            list(self._carried(found)),
            schema={
                "pattern": numbered.schema["pattern"],
                "rule": pl.String,
                "reason": pl.String,
            },
            orient="row",
        )
        concluded = numbered.lazy().join(carried, on="pattern", how="semi")
        seen = visible(self._scope, facts, self._links.lazy(), "fact").rename({"rule": "reason"})
        return (
            seen.join(concluded, on="subject")
            .join(carried, on=["pattern", "reason"])
            .select(list(REASONS))
            .unique()
            .collect()
        )

    def _carried(self, found: Sequence[frozenset[str]]) -> Iterator[tuple[int, str, str]]:
        for number, pattern in enumerate(found):
            for bench in self._benches:
                if bench is None:
                    continue
                true = bench.judge(pattern)
                for escalation in bench.escalations:
                    if escalation.root.key in true:
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
