"""Which facts each subject has, so that subjects with the same facts share one evaluation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import groupby

import polars as pl

from screening.packs.conditions import leaves, mentioned
from screening.packs.models import Families
from screening.packs.strata import Drawn

WORD = 62
"""Facts per 64-bit column."""


@dataclass(frozen=True)
class Scope:
    """Escalations about one type of subject that look along the same links."""

    subject_type: str
    links: tuple[str, ...]
    escalations: tuple[Drawn, ...]

    @cached_property
    def ids(self) -> list[str]:
        """Signal and conclusion ids the conditions mention, sorted."""
        return sorted(frozenset().union(*(mentioned(e.root) for e in self.escalations)))

    @cached_property
    def families(self) -> dict[str, Families]:
        """The conditions on a number of families, by the fact that stands for them."""
        found = {
            leaf.fact: leaf.families
            for escalation in self.escalations
            for leaf in leaves(escalation.root)
            if leaf.families is not None
        }
        return dict(sorted(found.items()))


def scopes(escalations: Iterable[Drawn]) -> list[Scope]:
    """Escalations by subject type and links."""

    def view(drawn: Drawn) -> tuple[str, tuple[str, ...]]:
        escalation = drawn.loaded.escalation
        return escalation.subject, tuple(sorted(set(escalation.links)))

    ordered = sorted(escalations, key=lambda drawn: (view(drawn), drawn.id))
    return [Scope(*key, tuple(group)) for key, group in groupby(ordered, key=view)]


def visible(scope: Scope, facts: pl.LazyFrame, links: pl.LazyFrame, *carry: str) -> pl.LazyFrame:
    """Facts that count for each subject: ``subject``, ``rule`` and the columns to ``carry``.

    A subject's own facts and those of subjects one stated link away. Rows may repeat when two links
    lead to the same fact; everything built on them ignores repetition.
    """
    own = facts.filter(pl.col("subject_type") == scope.subject_type)
    if not scope.links:
        return own.select("subject", "rule", *carry)
    linked = facts.join(
        _towards(scope, links),
        left_on=["subject_type", "subject"],
        right_on=["from_type", "from_id"],
    )
    return pl.concat(
        [own.select("subject", "rule", *carry), linked.select("rule", *carry, subject="to_id")],
        how="diagonal",
    )


def _towards(scope: Scope, links: pl.LazyFrame) -> pl.LazyFrame:
    """Stated links as steps towards a subject of this scope, from either end."""
    stated = links.filter(pl.col("link").is_in(scope.links))
    forward = stated.filter(pl.col("to_type") == scope.subject_type)
    backward = stated.filter(pl.col("from_type") == scope.subject_type)
    return pl.concat(
        [
            forward.select("from_type", "from_id", "to_id"),
            backward.select(from_type="to_type", from_id="to_id", to_id="from_id"),
        ]
    )


class Bits:
    """Every subject's facts as bits, or-ed together: a fact that arrives twice is there once."""

    def __init__(self, scope: Scope, families: Mapping[str, str], links: pl.DataFrame) -> None:
        self._scope = scope
        self._links = links.lazy()
        counted = {f for wanted in scope.families.values() for f in wanted.of or families.values()}
        self._family_bits = {name: bit for bit, name in enumerate(sorted(counted))}
        self._masks = self._mask_of_each_rule(families)
        self._columns = [name for name in self._masks.columns if name != "rule"]
        self._held = pl.DataFrame(
            schema={"subject": pl.String, **dict.fromkeys(self._columns, pl.UInt64)}
        )

    def add(self, facts: pl.DataFrame) -> None:
        """Let new facts (``rule``, ``subject_type``, ``subject``) reach the subjects."""
        known = visible(self._scope, facts.lazy(), self._links)
        reached = self._joined(known.join(self._masks.lazy(), on="rule"))
        if self._held.is_empty():
            self._held = reached
            return
        held, touched = self._held.lazy(), reached.lazy()
        changed = self._joined(pl.concat([held.join(touched, on="subject", how="semi"), touched]))
        rest = held.join(changed.lazy(), on="subject", how="anti").collect()
        self._held = pl.concat([rest, changed])

    def patterns(self) -> tuple[pl.DataFrame, list[frozenset[str]]]:
        """``subject`` with the number of its pattern, and the facts of each number.

        Of families only "at least k" remains, which keeps the patterns few.
        """
        ids = [name for name in self._columns if name.startswith("ids")]
        enough = [self._enough(wanted).alias(fact) for fact, wanted in self._scope.families.items()]
        parts = [*ids, *self._scope.families]
        held = self._held.lazy().select("subject", *ids, *enough)
        distinct = held.select(parts).unique().sort(parts).with_row_index("pattern").collect()
        numbered = held.join(distinct.lazy(), on=parts).select("subject", "pattern").collect()
        return numbered, [self._facts(row) for row in distinct.iter_rows(named=True)]

    def _joined(self, rows: pl.LazyFrame) -> pl.DataFrame:
        return rows.group_by("subject").agg(pl.col(self._columns).bitwise_or()).collect()

    def _mask_of_each_rule(self, families: Mapping[str, str]) -> pl.DataFrame:
        """Per rule that matters its bits: one for the id, one for the family if it is counted."""
        position = {name: index for index, name in enumerate(self._scope.ids)}
        family = {
            rule: self._family_bits[name]
            for rule, name in families.items()
            if name in self._family_bits
        }
        rules = sorted({*position, *family})
        columns = {
            **_words("ids", [position.get(rule) for rule in rules], len(position)),
            **_words("families", [family.get(rule) for rule in rules], len(self._family_bits)),
        }
        return pl.DataFrame(
            {"rule": rules, **columns},
            schema={"rule": pl.String, **dict.fromkeys(columns, pl.UInt64)},
        )

    def _enough(self, wanted: Families) -> pl.Expr:
        """Whether enough of the wanted families are among a subject's family bits."""
        counted = [
            bit for name, bit in self._family_bits.items() if not wanted.of or name in wanted.of
        ]
        ones = [
            (pl.col(name) & pl.lit(masks[0], pl.UInt64)).bitwise_count_ones()
            for name, masks in _words(
                "families", [*counted], len(self._family_bits), total=True
            ).items()
        ]
        return pl.sum_horizontal(ones) >= wanted.at_least if ones else pl.lit(False)

    def _facts(self, row: Mapping[str, int]) -> frozenset[str]:
        present = {
            name
            for index, name in enumerate(self._scope.ids)
            if row[f"ids{index // WORD}"] >> (index % WORD) & 1
        }
        return frozenset(present | {fact for fact in self._scope.families if row[fact]})


def _words(
    name: str, positions: Sequence[int | None], size: int, *, total: bool = False
) -> dict[str, list[int]]:
    """Bits at these positions as columns of 64-bit words; or-ed into one row with ``total``."""
    columns = {}
    for word in range(-(-size // WORD)):
        bits = [1 << at % WORD if at is not None and at // WORD == word else 0 for at in positions]
        columns[f"{name}{word}"] = [reduce(int.__or__, bits, 0)] if total else bits
    return columns
