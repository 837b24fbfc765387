"""Which rules can run on this data, which partly, which not at all, and exactly why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from screening.detect.judge import HIT, NOT_APPLICABLE, NOT_EVALUABLE
from screening.detect.measure import Overrides, SourceInfo, compile_rules
from screening.detect.needs import limits, obstacles
from screening.packs.loaded import LoadedRule, Pack

Preparedness = Literal["ready", "partly", "cannot_run", "inactive"]


@dataclass(frozen=True)
class RuleCoverage:
    """How well the data serves one rule.

    ``empty_share`` is the share (0-1) of rows empty in the emptiest column the rule measures: a
    first idea of how many subjects will not be evaluable, known exactly only after a run.
    """

    pack: str
    rule: str
    title: str
    status: Preparedness
    reasons: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()
    empty_share: float = 0.0

    def as_dict(self) -> dict[str, object]:
        """The same facts for ``--json``."""
        return {
            "pack": self.pack,
            "rule": self.rule,
            "title": self.title,
            "status": self.status,
            "reasons": list(self.reasons),
            "remedies": list(self.remedies),
            "empty_share": round(self.empty_share, 4),
        }


def coverage(
    packs: Iterable[Pack],
    registers: Mapping[str, pl.DataFrame],
    sources: Mapping[str, SourceInfo],
    *,
    as_of: dt.date,
    overrides: Overrides,
) -> list[RuleCoverage]:
    """Every rule of the packs, sorted by pack and rule; no rule is run.

    A register that is missing, too old or filled too little, a column that was not delivered while
    empty would mean something, a basis the pack does not have, or SQL the gate refuses: cannot run.
    Columns with gaps: partly.
    """
    found = [
        _cover(pack, loaded, registers, sources, as_of, overrides)
        for pack in packs
        for loaded in pack.rules
    ]
    return sorted(found, key=lambda rule: (rule.pack, rule.rule))


def noise(outcomes: pl.DataFrame) -> pl.DataFrame:
    """Per rule ``subjects``, ``hits``, ``not_evaluable`` and the share of judged subjects that hit.

    ``outcomes`` are the counts of a detection. A rule that flags a large share of what it judges
    says little about any of them.
    """
    count, outcome = pl.col("count"), pl.col("outcome")
    tallied = outcomes.group_by("pack", "rule").agg(
        subjects=count.sum(),
        hits=count.filter(outcome == HIT).sum(),
        not_evaluable=count.filter(outcome == NOT_EVALUABLE).sum(),
        judged=count.filter(~outcome.is_in([NOT_EVALUABLE, NOT_APPLICABLE])).sum(),
    )
    share = pl.when(pl.col("judged") > 0).then(pl.col("hits") / pl.col("judged"))
    return tallied.with_columns(hit_share=share).drop("judged").sort("pack", "rule")


def _cover(
    pack: Pack,
    loaded: LoadedRule,
    registers: Mapping[str, pl.DataFrame],
    sources: Mapping[str, SourceInfo],
    as_of: dt.date,
    overrides: Overrides,
) -> RuleCoverage:
    rule = loaded.rule

    def covered(
        status: Preparedness, reasons: Iterable[str], remedies: Iterable[str], empty: float = 0.0
    ) -> RuleCoverage:
        once = tuple(dict.fromkeys(text for text in remedies if text))
        return RuleCoverage(pack.id, rule.id, rule.title, status, tuple(reasons), once, empty)

    if rule.status != "active":
        why = f"{rule.status}: {rule.status_reason}" if rule.status_reason else rule.status
        return covered("inactive", [why], [])
    if rule.basis not in {basis.code for basis in pack.header.bases}:
        remedy = f"state {rule.basis} with its article in {pack.id}/pack.yaml, or move the rule"
        return covered("cannot_run", [f"basis {rule.basis} is not valid for this pack"], [remedy])
    compiled, failures = compile_rules([loaded], overrides, as_of)
    if failures:
        problems = failures[loaded.id]
        return covered("cannot_run", [p.found for p in problems], [p.remedy for p in problems])
    stops = obstacles(rule, compiled[loaded.id], registers, sources, as_of)
    if stops:
        return covered("cannot_run", [g.found for g in stops], [g.remedy for g in stops])
    gaps = limits(compiled[loaded.id], registers)
    empty = max((gap.empty_share for gap in gaps), default=0.0)
    status: Preparedness = "partly" if gaps else "ready"
    return covered(status, [g.found for g in gaps], [g.remedy for g in gaps], empty)
