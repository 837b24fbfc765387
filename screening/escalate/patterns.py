"""Which facts each subject has, so that subjects with the same facts share one evaluation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

    def wants(self, families: Mapping[str, str]) -> list[str]:
        """Rules that can matter here; ``families`` is the family of each signal rule."""
        if any(not wanted.of for wanted in self.families.values()):
            return sorted({*self.ids, *families})
        named = {name for wanted in self.families.values() for name in wanted.of}
        return sorted({*self.ids, *(rule for rule, family in families.items() if family in named)})


def scopes(stratum: Sequence[Drawn]) -> list[Scope]:
    """The escalations of a stratum by subject type and links."""

    def view(drawn: Drawn) -> tuple[str, tuple[str, ...]]:
        escalation = drawn.loaded.escalation
        return escalation.subject, tuple(sorted(set(escalation.links)))

    ordered = sorted(stratum, key=lambda drawn: (view(drawn), drawn.id))
    return [Scope(*key, tuple(group)) for key, group in groupby(ordered, key=view)]


def visible(
    scope: Scope, facts: pl.DataFrame, links: pl.DataFrame, families: Mapping[str, str]
) -> pl.DataFrame:
    """Facts that count for each subject: ``subject``, ``rule``, ``from_type``, ``from_id``.

    A subject's own facts and those of subjects one stated link away. Rows may repeat when two links
    lead to the same fact; everything built on them ignores repetition.
    """
    wanted = facts.filter(pl.col("rule").is_in(scope.wants(families)))
    own = wanted.filter(pl.col("subject_type") == scope.subject_type).select(
        "subject", "rule", from_type="subject_type", from_id="subject"
    )
    if not scope.links:
        return own
    linked = wanted.join(
        _towards(scope, links),
        left_on=["subject_type", "subject"],
        right_on=["from_type", "from_id"],
    ).select(subject="to_id", rule="rule", from_type="subject_type", from_id="subject")
    return pl.concat([own, linked])


def _towards(scope: Scope, links: pl.DataFrame) -> pl.DataFrame:
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


def patterns(
    scope: Scope, seen: pl.DataFrame, families: Mapping[str, str]
) -> tuple[pl.DataFrame, list[frozenset[str]]]:
    """Each subject's pattern: ``subject``, ``pattern`` (a number), and the facts per number.

    Facts are bits and a subject's bits are or-ed together, so a fact that arrives along two links
    is there once. Of families only "at least k" remains, which keeps the patterns few.
    """
    masks, words, family_bits = _masks(scope, seen, families)
    per_subject = (
        seen.lazy()
        .select("subject", "rule")
        .join(masks.lazy(), on="rule")
        .group_by("subject")
        .agg(pl.col(column).bitwise_or() for column in masks.columns if column != "rule")
        .select(
            "subject",
            *(f"ids{word}" for word in range(words)),
            *(_enough(wanted, family_bits).alias(fact) for fact, wanted in scope.families.items()),
        )
        .collect()
    )
    parts = [column for column in per_subject.columns if column != "subject"]
    distinct = per_subject.select(parts).unique().sort(parts).with_row_index("pattern")
    numbered = per_subject.join(distinct, on=parts).select("subject", "pattern")
    return numbered, [_facts(scope, row, words) for row in distinct.iter_rows(named=True)]


def _masks(
    scope: Scope, seen: pl.DataFrame, families: Mapping[str, str]
) -> tuple[pl.DataFrame, int, dict[str, int]]:
    """Per rule its bits: one for the id, one for the family where families are counted."""
    rules = sorted(set(seen["rule"].unique()))
    words = max(1, -(-len(scope.ids) // WORD))
    position = {name: index for index, name in enumerate(scope.ids)}
    counted = sorted({families[rule] for rule in rules if rule in families and scope.families})
    family_bits = {name: index for index, name in enumerate(counted)}
    columns: dict[str, list[int]] = {
        f"ids{word}": [_bit(position.get(rule), word) for rule in rules] for word in range(words)
    }
    for word in range(-(-len(counted) // WORD)):
        columns[f"families{word}"] = [
            _bit(family_bits.get(families.get(rule, "")), word) for rule in rules
        ]
    masks = pl.DataFrame(
        {"rule": rules, **columns},
        schema={"rule": pl.String, **dict.fromkeys(columns, pl.UInt64)},
    )
    return masks, words, family_bits


def _bit(position: int | None, word: int) -> int:
    if position is None or position // WORD != word:
        return 0
    return 1 << position % WORD


def _enough(wanted: Families, family_bits: Mapping[str, int]) -> pl.Expr:
    """Whether enough of the wanted families are among a subject's family bits."""
    counted = [
        position for name, position in family_bits.items() if not wanted.of or name in wanted.of
    ]
    ones = [
        (
            pl.col(f"families{word}")
            & pl.lit(reduce(int.__or__, (_bit(p, word) for p in counted), 0), pl.UInt64)
        ).bitwise_count_ones()
        for word in range(-(-len(family_bits) // WORD))
    ]
    return pl.sum_horizontal(ones) >= wanted.at_least if ones else pl.lit(False)


def _facts(scope: Scope, row: Mapping[str, object], words: int) -> frozenset[str]:
    masks = [row[f"ids{word}"] for word in range(words)]
    present = {
        name
        for index, name in enumerate(scope.ids)
        if int(str(masks[index // WORD])) >> (index % WORD) & 1
    }
    return frozenset(present | {fact for fact in scope.families if row[fact]})
