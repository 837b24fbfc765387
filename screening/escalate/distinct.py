"""Conclusions that ask for several signals get several facts: no fact counts twice.

Two signals on one report are one fact. What must come together (``all``, ``at_least``, a number of
families) is there only when the signals that make it so each rest on something that none of the
others rests on. The engine judges by ids alone; where signals of a subject share a fact, what it
drew is looked at again here. Absence is still asked of every signal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice, product

import polars as pl

from screening.escalate.patterns import Scope, visible
from screening.packs.conditions import Leaf, Node, leaves
from screening.packs.strata import Drawn

MOST_TRIED = 20_000
"""Choices of signals that are tried before the engine is taken at its word."""
Facts = Mapping[str, frozenset[int]]
"""Per signal id the facts it rests on."""


class Distinct:
    """What the signals of each subject of a scope rest on."""

    def __init__(
        self,
        scope: Scope,
        strata: Sequence[Sequence[Drawn]],
        families: Mapping[str, str],
        links: pl.DataFrame,
    ) -> None:
        self._scope = scope
        self._families = families
        self._links = links.lazy()
        self._behind = _behind(strata, families)
        self._shared: pl.DataFrame | None = None
        self._resting = pl.DataFrame(
            schema={"subject": pl.String, "rule": pl.String, "key": pl.String}
        )

    def add(self, facts: pl.DataFrame) -> None:
        """Take in signals with ``rests_on``; conclusions rest on the signals behind them."""
        if "rests_on" not in facts.columns:
            return
        seen = visible(self._scope, facts.lazy(), self._links, "rests_on")
        keys = seen.explode("rests_on", empty_as_null=False).rename({"rests_on": "key"})
        new = keys.select(self._resting.columns).unique().collect()
        self._resting = pl.concat([self._resting, new])
        self._shared = None

    def shared(self) -> pl.DataFrame:
        """The ``subject``s of which signals share a fact, with a ``shape``: who shares what."""
        if self._shared is None:
            self._shared = self._shapes()
        return self._shared

    def _shapes(self) -> pl.DataFrame:
        among = self._resting.lazy().group_by("subject", "key").agg(pl.col("rule").unique().sort())
        several = among.filter(pl.col("rule").list.len() > 1).select("subject").unique()
        return (
            among.join(several, on="subject", how="semi")
            .select("subject", pl.col("rule").list.join("+").alias("sharing"))
            .group_by("subject")
            .agg(pl.col("sharing").unique().sort().str.join("|").alias("shape"))
            .collect()
        )

    def drawn(self, escalations: Sequence[Drawn], present: frozenset[str], shape: str) -> set[str]:
        """The ids of what can be concluded of subjects with these facts in this shape."""
        resting: dict[str, set[int]] = {}
        for number, sharing in enumerate(shape.split("|")):
            for rule in sharing.split("+"):
                resting.setdefault(rule, set()).add(number)
        facts = {rule: frozenset(own) for rule, own in resting.items()}
        known = set(present)
        while True:
            more = {e.id for e in escalations if self._holds(e.root, known, facts)}
            if more <= known:
                return more
            known |= more

    def _holds(self, root: Node, known: set[str], facts: Facts) -> bool:
        tried = list(islice(self._choices(root, known, facts), MOST_TRIED + 1))
        if len(tried) > MOST_TRIED:
            return True
        return any(self._own(choice, facts) for choice in dict.fromkeys(tried))

    def _choices(self, node: Node, known: set[str], facts: Facts) -> Iterator[frozenset[str]]:
        """Every choice of present facts that makes a node true."""
        if isinstance(node, Leaf):
            if node.families is not None:
                if (node.fact in known) == node.present:
                    yield from self._of_families(node, facts)
            elif (node.fact in known) == node.present:
                yield frozenset({node.fact}) if node.present else frozenset()
            return
        able = [(child, list(self._choices(child, known, facts))) for child in node.children]
        holding = [found for _, found in able if found]
        for chosen in combinations(holding, node.needed):
            for parts in product(*chosen):
                yield frozenset().union(*parts)

    def _of_families(self, leaf: Leaf, facts: Facts) -> Iterator[frozenset[str]]:
        if leaf.families is None or not leaf.present:
            yield frozenset()
            return
        wanted = leaf.families.of or sorted(set(self._families.values()))
        members = [[rule for rule in sorted(facts) if self._families.get(rule) == family]
                   for family in sorted(set(wanted))]  # fmt: skip
        for families in combinations([each for each in members if each], leaf.families.at_least):
            for rules in product(*families):
                yield frozenset(rules)

    def _own(self, chosen: frozenset[str], facts: Facts) -> bool:
        """Whether each of the chosen rests on a fact that none of the others rests on."""
        resting = [self._facts_of(each, facts) for each in sorted(chosen)]
        for place, own in enumerate(resting):
            others = frozenset().union(*resting[:place], *resting[place + 1 :])
            if own and own <= others:
                return False
        return True

    def _facts_of(self, name: str, facts: Facts) -> frozenset[int]:
        rules = self._behind.get(name, frozenset({name}))
        return frozenset().union(*(facts.get(rule, frozenset()) for rule in rules))


def _behind(
    strata: Sequence[Sequence[Drawn]], families: Mapping[str, str]
) -> dict[str, frozenset[str]]:
    """Per conclusion the signals that may be behind it, through other conclusions too."""
    asked = {
        each.id: frozenset().union(*(_may_carry(leaf, families) for leaf in leaves(each.root)))
        for stratum in strata
        for each in stratum
    }
    while True:
        further = {
            name: frozenset().union(*(asked.get(each, frozenset({each})) for each in own))
            for name, own in asked.items()
        }
        if further == asked:
            return asked
        asked = further


def _may_carry(leaf: Leaf, families: Mapping[str, str]) -> frozenset[str]:
    if not leaf.present:
        return frozenset()
    if leaf.families is None:
        return frozenset({leaf.fact})
    wanted = set(leaf.families.of or families.values())
    return frozenset(rule for rule, family in families.items() if family in wanted)
