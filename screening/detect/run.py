"""The detect stage: registers and rules in, signals and counts of outcomes out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import dataframely as dy
import polars as pl

from screening.comparison.columns import compare_columns
from screening.detect.blank_keys import Counts, after_blanks
from screening.detect.broken import problems_of
from screening.detect.compared import compared
from screening.detect.excused import after_unread
from screening.detect.explain.evidence import find_evidence
from screening.detect.explain.labels import labels
from screening.detect.judge import (
    HIT,
    Count,
    Question,
    count_outcomes,
    count_settled,
    judge,
    settled,
)
from screening.detect.measure import (
    Failures,
    Overrides,
    SourceInfo,
    compile_rules,
)
from screening.detect.needs import Gap, obstacles
from screening.detect.pictured import NOTHING, Pictured, pictured
from screening.detect.predicate import Predicates
from screening.detect.related import Reach
from screening.detect.rests import with_facts
from screening.detect.signals import Draft, Ready, draft, no_evidence, signals_of
from screening.engines.base import FAULTS, Answer, Ask, Engine
from screening.errors import EngineError, Problem
from screening.frames import Outcomes, Signals, passed
from screening.packs.compiled import CompiledRule
from screening.packs.loaded import LoadedRule, Pack
from screening.registers.held import Registers


@dataclass(frozen=True)
class Detection:
    """What a run of the rules found.

    ``signals`` has a row per hit; ``outcomes`` (pack, rule, outcome, reason, count) only counts.
    ``failures`` are rules that broke, ``obstacles`` says per active rule that the data does not
    allow what stands in its way. ``columns`` are what each rule that was asked reads, per register.
    ``pictured`` are the figures that pictures of its comparisons are drawn from.
    """

    signals: dy.DataFrame[Signals]
    outcomes: dy.DataFrame[Outcomes]
    failures: dict[str, list[Problem]]
    obstacles: dict[str, list[Gap]]
    columns: Mapping[str, Mapping[str, frozenset[str]]]
    pictured: Pictured = NOTHING

    @property
    def skipped(self) -> dict[str, str]:
        """The active rules that the data does not allow, each with the reason."""
        return {rule: "; ".join(gap.found for gap in gaps) for rule, gaps in self.obstacles.items()}


MOST_VALUES = 10_000_000
"""Values of flagged subjects that are explained per rule; they take some gigabytes."""
Judged = dict[str, tuple[Ready, pl.DataFrame]]
"""Per rule the measured rows with ``_outcome`` and ``_reason``; never written anywhere (T53)."""


def detect(
    packs: Iterable[Pack],
    registers: Registers,
    sources: Mapping[str, SourceInfo],
    *,
    as_of: dt.date,
    overrides: Overrides,
    engine: Engine,
    verify: bool = False,
    progress: Callable[[str], None] | None = None,
    municipality: str | None = None,
) -> Detection:
    """Run every active rule of the packs; with ``verify`` on a second engine as well.

    ``municipality`` is the own one, of which the comparisons are kept for pictures.
    A rule on which the engines differ flags nothing and is among the failures.
    """
    say = progress or (lambda _: None)
    active = [r for pack in packs for r in pack.rules if r.rule.status == "active"]
    compiled, failures = compile_rules(active, overrides, as_of)
    stopped = _stopped(active, compiled, registers, sources, as_of)
    runnable = {rule: query for rule, query in compiled.items() if rule not in stopped}
    say(f"measuring {len(runnable)} rules")
    by_id = {loaded.id: loaded for loaded in active}
    judged, counts, broken = find_hits(
        by_id, runnable, registers, sources, engine=engine, as_of=as_of
    )
    failures |= broken
    if verify:
        say(f"verifying {len(judged)} rules")
        disputed = _disputed(judged, counts, registers, engine)
        failures |= disputed
        judged = {rule: each for rule, each in judged.items() if rule not in disputed}
        counts = {rule: each for rule, each in counts.items() if rule not in disputed}
    judged, counts = without_doubtful(judged, counts, registers, sources, engine)
    count = sum(int((frame["_outcome"] == HIT).sum()) for _, frame in judged.values())
    say(f"explaining {count} signals")
    signals, broken = explain_hits(judged, registers, engine, as_of)
    failures |= broken
    if verify:
        unproven = _unproven(signals, judged, registers, engine, as_of)
        failures |= unproven
        judged = {rule: each for rule, each in judged.items() if rule not in unproven}
        counts = {rule: each for rule, each in counts.items() if rule not in unproven}
        signals = signals.filter(~pl.col("rule").is_in(list(unproven)))
    return Detection(
        signals=passed(Signals, signals),
        outcomes=passed(Outcomes, _outcomes(judged, counts)),
        failures=dict(sorted(failures.items())),
        obstacles=stopped,
        columns={rule: query.columns_used for rule, query in runnable.items()},
        pictured=pictured(judged, municipality),
    )


def _disputed(
    judged: Judged,
    counts: Mapping[str, list[Count]],
    registers: Registers,
    engine: Engine,
) -> Failures:
    from screening.detect.verify import (  # noqa: PLC0415 - brings a second engine
        Judgement,
        disagreements,
    )

    found = {
        rule: Judgement(ready, frame, counts.get(rule, ()))
        for rule, (ready, frame) in judged.items()
    }
    return disagreements(found, registers, engine)


def _unproven(
    signals: pl.DataFrame,
    judged: Judged,
    registers: Registers,
    engine: Engine,
    as_of: dt.date,
) -> Failures:
    from screening.detect.verify import other_evidence  # noqa: PLC0415 - brings a second engine

    compiled = {rule: ready.compiled for rule, (ready, _) in judged.items()}
    return other_evidence(signals, compiled, registers, engine, as_of)


def find_hits(
    rules: Mapping[str, LoadedRule],
    compiled: Mapping[str, CompiledRule],
    registers: Registers,
    sources: Mapping[str, SourceInfo],
    *,
    engine: Engine,
    as_of: dt.date,
    every: bool = False,
) -> tuple[Judged, dict[str, list[Count]], Failures]:
    """Measure, compare and judge every compiled rule.

    What is clear or not applicable has no row but is counted beside it, unless ``every`` row is
    asked for. Rules that compare need all their rows, so theirs are all there.
    """
    failures: Failures = {}
    readied: dict[str, Ready] = {}
    asked: dict[str, Ask] = {}
    for rule_id, query in compiled.items():
        try:
            ready = prepared(rules[rule_id], query, sources, as_of)
            readied[rule_id], asked[rule_id] = ready, _asked(ready, every=every)
        except FAULTS as error:
            failures[rule_id] = problems_of(rule_id, error, "prepared")
    queries = {rule: compiled[rule] for rule in asked}
    answers = engine.ask(
        queries, registers, asked, lambda rule, answer: _judged(readied[rule], answer, every)
    )
    judged: Judged = {}
    counts: dict[str, list[Count]] = {}
    for rule_id, found in sorted(answers.items()):
        if isinstance(found, list):
            failures[rule_id] = found
            continue
        frame, counted = found
        judged[rule_id] = (readied[rule_id], frame)
        if counted is not None:
            counts[rule_id] = counted
    return judged, counts, failures


def _judged(
    ready: Ready, answer: Answer, every: bool = False, beside: pl.DataFrame | None = None
) -> tuple[pl.DataFrame, list[Count] | None] | list[Problem]:
    """The rows with their outcomes, and the counts of those without a row; or what went wrong.

    Rows ``beside`` those of the answer were measured before, and are compared and judged with them.
    """
    if isinstance(answer, EngineError):
        return answer.problems
    try:
        rows = answer[0] if beside is None else _put_together(answer[0], beside)
        frame = judge(compared(rows, ready.loaded.rule), ready.question)
        settled_there = not (every or _needs_all(ready))
        return frame, count_settled(answer[1], ready.question) if settled_there else None
    except FAULTS as error:  # what a rule does is that rule's, and ends no run
        return problems_of(ready.loaded.id, error)


def _put_together(rows: pl.DataFrame, beside: pl.DataFrame) -> pl.DataFrame:
    others = rows.join(beside, on="subject", how="anti")
    return pl.concat([beside.select(rows.columns), others]).sort("subject")


def without_doubtful(
    judged: Judged,
    counts: Counts,
    registers: Registers,
    sources: Mapping[str, SourceInfo],
    engine: Engine,
) -> tuple[Judged, dict[str, list[Count]]]:
    """The same, in which no outcome hangs on what a blank in a key or an unread row may have been.

    Rows that could not be read take hits alone: see :mod:`screening.detect.excused`.
    """

    def anew(
        readied: Mapping[str, Ready],
        others: Registers,
        only: Mapping[str, pl.Series],
        beside: pl.DataFrame | None = None,
    ) -> dict[str, pl.DataFrame | None]:
        found = engine.ask(
            {rule: ready.compiled for rule, ready in readied.items()}, others,
            {rule: _asked(ready, only=only.get(rule)) for rule, ready in readied.items()},
            lambda rule, answer: _judged(readied[rule], answer, rule in only, beside),
        )  # fmt: skip
        return {rule: None if isinstance(each, list) else each[0] for rule, each in found.items()}

    def again(ready: Ready, others: Registers, beside: pl.DataFrame | None) -> pl.DataFrame | None:
        return anew({ready.loaded.id: ready}, others, {}, beside)[ready.loaded.id]

    sure, left = after_blanks(judged, counts, registers, anew)
    reach = Reach(registers, sources)
    return {
        rule: (ready, after_unread(ready, frame, registers, sources, reach, again))
        for rule, (ready, frame) in sure.items()
    }, left


def count_hits(
    rules: Mapping[str, LoadedRule],
    compiled: Mapping[str, CompiledRule],
    registers: Registers,
    sources: Mapping[str, SourceInfo],
    *,
    engine: Engine,
    as_of: dt.date,
) -> tuple[pl.DataFrame, Failures]:
    """The outcomes of the rules as counts, and the rules that broke; no subject is kept."""
    judged, counts, failures = find_hits(
        rules, compiled, registers, sources, engine=engine, as_of=as_of
    )
    judged, counts = without_doubtful(judged, counts, registers, sources, engine)
    return _outcomes(judged, counts), failures


def _needs_all(ready: Ready) -> bool:
    """Whether every measured row is asked for: to compare them, or for a picture of areas."""
    return bool(ready.loaded.rule.compare or ready.loaded.rule.pictures)


def _asked(ready: Ready, *, every: bool = False, only: pl.Series | None = None) -> Ask:
    if only is not None:
        return lambda rows: [rows.filter(pl.col("subject").is_in(only.implode()))]
    if every or _needs_all(ready):
        return lambda rows: [rows.sort("subject")]
    return partial(settled, question=ready.question)


def explain_hits(
    judged: Judged, registers: Registers, engine: Engine, as_of: dt.date
) -> tuple[pl.DataFrame, Failures]:
    """The signals of all rules, sorted by rule and subject."""
    hits = {rule: _hits(frame) for rule, (_, frame) in judged.items()}
    hits = {rule: frame for rule, frame in sorted(hits.items()) if not frame.is_empty()}
    flooded = {rule: found for rule, frame in hits.items() if (found := _flood(rule, frame))}
    hits = {rule: frame for rule, frame in hits.items() if rule not in flooded}
    queries = {rule: judged[rule][0].compiled for rule in hits}
    subjects = {rule: frame["subject"] for rule, frame in hits.items()}
    written = find_evidence(
        queries, subjects, registers, engine, as_of,
        lambda rule, rows: _written(judged[rule][0], hits[rule], rows),
    )  # fmt: skip
    failures = {rule: found.problems for rule, found in sorted(written.items()) if found.problems}
    failures |= flooded
    drafts = [found.draft for _, found in sorted(written.items()) if found.draft is not None]
    evidence = {rule: found.evidence for rule, found in written.items()}
    told = [each.ready.loaded.id for each in drafts]
    signals, untraced = with_facts(
        signals_of(drafts, evidence),
        {rule: (judged[rule][0], hits[rule]) for rule in told},
        registers,
    )
    return signals, failures | untraced


def _flood(rule: str, hits: pl.DataFrame) -> list[Problem]:
    """Why a rule that flags so many that nobody could look at them is not explained."""
    values = hits.height * hits.width
    if values <= MOST_VALUES:
        return []
    return [
        Problem(
            f"rule {rule} flags {hits.height:,} subjects with {hits.width} values each, so it was "
            "stopped",
            expected=f"at most {MOST_VALUES:,} values to show",
            remedy="let it flag fewer subjects, or measure fewer columns",
        )
    ]


@dataclass(frozen=True)
class _Written:
    """What is told of a rule's hits, unless that went wrong, and the rows that prove it."""

    draft: Draft | None
    evidence: pl.DataFrame
    problems: list[Problem]


def _written(ready: Ready, hits: pl.DataFrame, evidence: pl.DataFrame | EngineError) -> _Written:
    """Signals stay when only their evidence could not be found."""
    missed = evidence.problems if isinstance(evidence, EngineError) else []
    rows = no_evidence() if isinstance(evidence, EngineError) else evidence
    try:
        return _Written(draft(ready, hits), rows, missed)
    except FAULTS as error:
        return _Written(None, rows, missed + problems_of(ready.loaded.id, error, "explained"))


def prepared(
    loaded: LoadedRule,
    compiled: CompiledRule,
    sources: Mapping[str, SourceInfo],
    as_of: dt.date,
) -> Ready:
    """The rule with its condition parsed, ready to be asked of what was measured."""
    rule = loaded.rule
    question = Question(
        when=compiled.when.written,
        exempt=[(test.written, reason) for test, reason in compiled.not_applicable],
        predicates=Predicates(
            {**compiled.kinds, **compare_columns(rule.compare)}, compiled.parameters, as_of
        ),
        labels=labels(rule),
        compares=rule.compare,
    )
    return Ready(loaded, compiled, question, sources, as_of)


def _stopped(
    active: Iterable[LoadedRule],
    compiled: Mapping[str, CompiledRule],
    registers: Registers,
    sources: Mapping[str, SourceInfo],
    as_of: dt.date,
) -> dict[str, list[Gap]]:
    gaps = {
        loaded.id: obstacles(loaded.rule, compiled[loaded.id], registers, sources, as_of)
        for loaded in active
        if loaded.id in compiled
    }
    return {rule: found for rule, found in gaps.items() if found}


def _outcomes(judged: Judged, settled_counts: Mapping[str, Sequence[Count]]) -> pl.DataFrame:
    counts = count_outcomes({rule: frame for rule, (_, frame) in judged.items()}, settled_counts)
    packs = {rule: ready.loaded.pack.id for rule, (ready, _) in judged.items()}
    pack = pl.col("rule").replace_strict(packs, return_dtype=pl.String)
    return counts.select(pack.alias("pack"), *counts.columns).sort("pack", maintain_order=True)


def _hits(judged: pl.DataFrame) -> pl.DataFrame:
    hits = judged.lazy().filter(pl.col("_outcome") == HIT).drop("_outcome", "_reason")
    return hits.sort("subject").collect(engine="in-memory")
