"""Which rules can run on this data, which partly, which not at all or in vain, and exactly why.

The rules are measured and judged to count what cannot be evaluated; only the counts are kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import polars as pl

from screening.detect.judge import HIT, NOT_APPLICABLE, NOT_EVALUABLE
from screening.detect.measure import Overrides, SourceInfo, compile_rules
from screening.detect.needs import Gap, limits, obstacles
from screening.detect.run import count_hits
from screening.engines.base import Engine
from screening.packs.compiled import CompiledRule
from screening.packs.loaded import LoadedRule, Pack
from screening.preparedness.unseen import Demand, held_instead, unseen
from screening.registers.held import Registers, is_empty

Preparedness = Literal["ready", "partly", "never_matches", "cannot_run", "inactive"]
NOISY = 0.05
"""A rule that flags more of what it judges says little about any of it."""
NOISY_FROM = 30
"""Of fewer subjects a share says nothing: one hit of ten is no noise."""
SHOWN_REASONS = 3


@dataclass(frozen=True)
class RuleCoverage:
    """How well the data serves one rule.

    ``subjects`` are those measured, ``not_evaluable`` those of which a value is missing,
    ``hit_share`` the share (0-1) of the judged subjects that would be flagged; all three are
    None for a rule that cannot run. ``gaps`` are what the data owner can mend.
    """

    pack: str
    rule: str
    title: str
    status: Preparedness
    reasons: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    reads: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Columns the rule reads, per register."""
    lists: tuple[str, ...] = ()
    """The lists that what it flags can come on."""
    subjects: int | None = None
    not_evaluable: int | None = None
    hit_share: float | None = None

    def as_dict(self) -> dict[str, object]:
        """The same facts for ``--json``."""
        return {
            "pack": self.pack,
            "rule": self.rule,
            "title": self.title,
            "status": self.status,
            "reasons": list(self.reasons),
            "remedies": list(self.remedies),
            "subjects": self.subjects,
            "not_evaluable": self.not_evaluable,
            "hit_share": None if self.hit_share is None else round(self.hit_share, 6),
        }


def coverage(
    packs: Iterable[Pack],
    registers: Registers,
    sources: Mapping[str, SourceInfo],
    *,
    as_of: dt.date,
    overrides: Overrides,
    engine: Engine,
    aside: Mapping[str, pl.DataFrame] | None = None,
) -> list[RuleCoverage]:
    """Every rule of the packs, sorted by pack and rule; ``aside`` is what was set aside on loading.

    Cannot run: a register missing, too old or filled too little, a column not delivered while
    empty would mean something, a basis the pack does not have, or SQL the gate refuses. Never
    matches: it runs, but no subject can be judged. Partly: some subjects are not evaluable.
    """
    rules = {loaded.id: (pack, loaded) for pack in packs for loaded in pack.rules}
    found: dict[str, RuleCoverage] = {}
    compiled: dict[str, CompiledRule] = {}
    for name, (pack, loaded) in rules.items():
        verdict = _stopped(pack, loaded, registers, sources, as_of, overrides, compiled)
        if verdict is not None:
            found[name] = verdict
    able = {name: compiled[name] for name in rules if name not in found}
    outcomes, failures = count_hits(
        {name: rules[name][1] for name in able}, able, registers, sources,
        engine=engine, as_of=as_of,
    )  # fmt: skip
    tallied = noise(outcomes).drop("pack", "hit_share")
    counted = {row.pop("rule"): row for row in tallied.iter_rows(named=True)}
    for name, query in able.items():
        base = _base(*rules[name])
        if name in failures:
            problems = failures[name]
            found[name] = replace(
                base, status="cannot_run", reasons=tuple(p.found for p in problems),
                remedies=_once(p.remedy for p in problems),
            )  # fmt: skip
            continue
        told = outcomes.filter(pl.col("rule") == name, pl.col("outcome") == NOT_EVALUABLE)
        found[name] = _ran(
            base, rules[name][1], query, registers, counted.get(name), told, aside or {}
        )  # fmt: skip
    return sorted(found.values(), key=lambda rule: (rule.pack, rule.rule))


def noise(outcomes: pl.DataFrame) -> pl.DataFrame:
    """Per rule ``subjects``, ``hits``, ``not_evaluable``, ``judged``, and hits over judged.

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
    return tallied.with_columns(hit_share=share).sort("pack", "rule")


def noisy(outcomes: pl.DataFrame, packs: Iterable[Pack]) -> dict[str, str]:
    """Per rule that flags too much of what it judges, the share and the parameters to look at."""
    rules = {loaded.id: loaded for pack in packs for loaded in pack.rules}
    counted = noise(outcomes).select("rule", "hits", "judged").iter_rows()
    warned = {name: _noise_warning(hits, judged, rules[name]) for name, hits, judged in counted}
    return {name: text for name, text in warned.items() if text}


def _base(pack: Pack, loaded: LoadedRule) -> RuleCoverage:
    rule = loaded.rule
    return RuleCoverage(pack.id, loaded.id, rule.title, "ready", lists=tuple(rule.lists))


def _stopped(
    pack: Pack,
    loaded: LoadedRule,
    registers: Registers,
    sources: Mapping[str, SourceInfo],
    as_of: dt.date,
    overrides: Overrides,
    compiled: dict[str, CompiledRule],
) -> RuleCoverage | None:
    """Why the rule cannot run; None, with its query in ``compiled``, when it can."""
    rule, base = loaded.rule, _base(pack, loaded)
    if rule.status != "active":
        why = f"{rule.status}: {rule.status_reason}" if rule.status_reason else rule.status
        return replace(base, status="inactive", reasons=(why,))
    cannot = replace(base, status="cannot_run")
    if rule.basis not in {basis.code for basis in pack.header.bases}:
        remedy = f"state {rule.basis} with its article in {pack.id}/pack.yaml, or move the rule"
        reason = f"basis {rule.basis} is not valid for this pack"
        return replace(cannot, reasons=(reason,), remedies=(remedy,))
    done, failures = compile_rules([loaded], overrides, as_of)
    if failures:
        problems = failures[loaded.id]
        return replace(
            cannot, reasons=tuple(p.found for p in problems),
            remedies=_once(p.remedy for p in problems),
        )  # fmt: skip
    stops = obstacles(rule, done[loaded.id], registers, sources, as_of)
    if stops:
        return replace(
            cannot, reasons=tuple(gap.found for gap in stops),
            remedies=_once(gap.remedy for gap in stops), gaps=tuple(stops),
            reads=done[loaded.id].columns_used,
        )  # fmt: skip
    compiled[loaded.id] = done[loaded.id]
    return None


def _ran(
    base: RuleCoverage,
    loaded: LoadedRule,
    query: CompiledRule,
    registers: Registers,
    counted: Mapping[str, int] | None,
    told: pl.DataFrame,
    aside: Mapping[str, pl.DataFrame],
) -> RuleCoverage:
    """What the counts of a rule that ran say about the data."""
    counts = counted or {"subjects": 0, "not_evaluable": 0, "hits": 0, "judged": 0}
    subjects, lacking = counts["subjects"], counts["not_evaluable"]
    never = unseen(loaded.rule, registers)
    reasons = [_never_seen(demand, registers, aside) for demand in never]
    remedies = ["compare the codes of the extract with those in the data dictionary"] * bool(never)
    blank = sorted(name for name in query.columns_used if is_empty(registers[name]))
    if subjects == 0:
        reasons.insert(0, _nothing_measured(blank))
    worst = told.sort("count", "reason", descending=[True, False])
    for reason, count in worst.select("reason", "count").head(SHOWN_REASONS).iter_rows():
        reasons.append(f"{count} of {subjects} subjects not evaluable: {reason}")
    rest = worst.height - SHOWN_REASONS
    if rest > 0:
        reasons.append(f"{rest} more reasons for the rest of the {lacking} not evaluable subjects")
    gaps = limits(query, registers) if lacking else []
    state: Preparedness = "ready"
    if lacking or never:
        state = "partly"
    if subjects == lacking:  # a run calls it not measured, also without a row to measure
        state = "never_matches"
    found = replace(
        base, status=state, reasons=tuple(reasons), gaps=tuple(gaps),
        reads=query.columns_used, subjects=subjects,
        not_evaluable=lacking,
        hit_share=counts["hits"] / counts["judged"] if counts["judged"] else None,
        remedies=_once([*remedies, *_to_complete(gaps)]),
    )  # fmt: skip
    warning = _noise_warning(counts["hits"], counts["judged"], loaded)
    return replace(found, reasons=(*found.reasons, warning)) if warning else found


def _never_seen(demand: Demand, registers: Registers, aside: Mapping[str, pl.DataFrame]) -> str:
    held = held_instead(demand, registers, aside)
    said = f"code never seen: {demand}"
    return f"{said}; found there: {', '.join(held)}" if held else said


def _nothing_measured(blank: Sequence[str]) -> str:
    """Of a register without a row there is nothing to measure; that may be right, or a fault."""
    if blank:
        return f"no subject is measured: {', '.join(blank)} was delivered without rows"
    return "no subject is measured, so nothing can match"


def _to_complete(gaps: Iterable[Gap]) -> list[str]:
    """The columns that keep subjects from being judged, on one line."""
    empty = [f"{gap.register}.{gap.column} ({gap.empty_share:.1%} of the rows)" for gap in gaps]
    return [f"complete what is empty: {', '.join(empty)}"] if empty else []


def _noise_warning(hits: int, judged: int, loaded: LoadedRule) -> str:
    """What to look at when a rule flags too large a share of what it judges; '' otherwise."""
    if judged <= NOISY_FROM or hits <= NOISY * judged:
        return ""
    rule = loaded.rule
    read = [name for name in rule.parameters if f":{name}" in rule.when]
    look = read or sorted(rule.parameters)
    values = ", ".join(f"{name} = {rule.parameters[name].usual}" for name in look)
    advice = f"look at {values}" if values else "the rule has no parameters; look at its condition"
    flags = f"flags {hits} of the {judged} subjects it can judge ({hits / judged:.1%})"
    return f"noise: {flags}; {advice}"


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
