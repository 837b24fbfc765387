"""What a rule would flag at other values of a parameter, without a run.

The rule is measured once from the extracts and judged per value; a parameter that the measuring
itself reads costs a measuring per value. Only counts come out: nothing is kept about subjects
(T53).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from screening.detect.broken import problems_of
from screening.detect.compared import compared
from screening.detect.judge import HIT, judge
from screening.detect.measure import SourceInfo, measure, source_infos
from screening.detect.run import prepared, without_doubtful
from screening.documents.fields import Scalar
from screening.engines import get_engine
from screening.engines.base import FAULTS
from screening.errors import EngineError, NoRunError, Problem, ProjectError, Where, suggestion
from screening.faults import told
from screening.lists.kind import VISIT_SEVERITY
from screening.packs.compiled import CompiledRule, compile_rule
from screening.packs.loaded import LoadedRule
from screening.packs.overridden import refused_with, unfit
from screening.project.model import Project
from screening.project.prepare import prepare
from screening.registers.held import Registers
from screening.registers.reading.load import load_registers
from screening.review.decided_cases import decided_cases
from screening.runs.read import find_run, read_signals

TRUTH = "truth"


@dataclass(frozen=True)
class ListChange:
    """Subjects that come on a list or leave it, because of this rule alone."""

    on: int
    off: int


@dataclass(frozen=True)
class Decided:
    """Rows with a verdict in which the rule would flag a subject, and how that differs from now.

    Own earlier output (T12): ``confirmed`` and ``refuted`` are what it holds at this value, ``won``
    and ``lost`` the confirmed ones that it would hold more and less than at the present value, and
    ``refuted_won`` and ``refuted_lost`` the refuted ones.
    """

    confirmed: int
    refuted: int
    won: int
    lost: int
    refuted_won: int
    refuted_lost: int


@dataclass(frozen=True)
class Tried:
    """What the rule flags at one value, against what it flags now.

    ``known_hits`` and ``known_others`` count subjects of ``truth/*.csv`` that should and should
    not be flagged; ``caught`` and ``wrong`` those that are.
    """

    value: Scalar
    hits: int
    new: int
    gone: int
    lists: dict[str, ListChange]
    caught: int
    wrong: int
    decided: Decided


@dataclass(frozen=True)
class WhatIf:
    """The answer of ``screening whatif``; ``run`` is the run list changes are held against.

    ``confirmed`` and ``refuted`` count the rows with a verdict that hold a subject of the rule.
    """

    rule: str
    parameter: str
    now: Scalar
    fixed: dict[str, Scalar]
    measured: int
    known_hits: int
    known_others: int
    run: str | None
    tried: list[Tried]
    confirmed: int = 0
    refuted: int = 0

    def as_dict(self) -> dict[str, Any]:
        """The same facts for ``--json``."""
        return asdict(self)


def what_if(
    project: Project,
    rule_id: str,
    settings: Mapping[str, Sequence[Scalar]],
    *,
    as_of: dt.date | None = None,
    progress: Callable[[str], None] | None = None,
) -> WhatIf:
    """Judge the rule per value of the one setting that has several; the others are fixed.

    Raises ProjectError for a parameter or value the rule does not know, and any error that a run
    would give about the rule or the extracts it reads.
    """
    say = progress or (lambda _: None)
    say("Reading the rule packs")
    inputs = prepare(project, as_of=as_of)
    day, loaded = inputs.as_of, inputs.rule(rule_id)
    name, values = _swept(loaded, settings)
    fixed = {key: given[0] for key, given in settings.items() if key != name}
    base = {**project.parameters.get(rule_id, {}), **fixed}
    _refuse(loaded, [{**base, name: each} for each in values])
    compiled = compile_rule(loaded, as_of=day, parameters=base)
    say("Reading the extracts")
    extracts = load_registers(project, as_of=day, wanted=compiled.columns_used)
    say("Measuring")
    judge_at = _Judge(loaded, base, extracts.registers, source_infos(extracts), day)
    now = compiled.parameters[name]
    hits = {value: judge_at.hits(name, value) for value in dict.fromkeys([now, *values])}
    truth = _truth(project.folder, rule_id)
    others, run = _elsewhere(project.folder, loaded)
    known = decided_cases(project.folder, loaded.rule.subject)
    tried = [_tried(value, hits[value], hits[now], truth, others, known) for value in values]
    counts = _rows_in(known, known["subject"])
    good, wrong = (truth.filter(pl.col("good") == side).height for side in (True, False))
    return WhatIf(rule_id, name, now, fixed, judge_at.measured, good, wrong, run, tried,
                  *(each.len() for each in counts))  # fmt: skip


def _swept(
    loaded: LoadedRule, settings: Mapping[str, Sequence[Scalar]]
) -> tuple[str, Sequence[Scalar]]:
    known = loaded.rule.parameters
    problems = []
    for name, values in settings.items():
        if name not in known:
            expected = f"one of {', '.join(sorted(known)) or '(this rule has no parameters)'}"
            found = f"rule {loaded.id} has no parameter '{name}'"
            problems.append(Problem(found, loaded.where(), expected, suggestion(name, known)))
            continue
        for value in values:
            wrong = unfit(value, known[name].usual)
            if wrong is not None:
                what, *instead = wrong
                found = f"{name} = {value!r}, {what}"
                problems.append(Problem(found, Where("--set"), *instead))
    several = [name for name, values in settings.items() if len(values) > 1]
    if len(several) > 1:
        remedy = "give the others one value each"
        problems.append(Problem(f"several values for {' and '.join(several)}", remedy=remedy))
    if not settings:
        expected = "a parameter with its values, as in --set max_companies=5..20"
        problems.append(Problem("no value to try", Where("--set"), expected))
    if problems:
        raise ProjectError(problems)
    name = (several or list(settings))[0]
    return name, settings[name]


def _refuse(loaded: LoadedRule, tries: Sequence[Mapping[str, Scalar]]) -> None:
    """Raise ProjectError when no rule may be written with values that are to be tried."""
    wrong = dict.fromkeys(each for given in tries for each in refused_with(loaded, given))
    if wrong:
        raise ProjectError([replace(each, where=Where("--set")) for each in wrong])


class _Judge:
    """Measures the rule and judges it at any value of a parameter."""

    def __init__(
        self,
        loaded: LoadedRule,
        base: Mapping[str, Scalar],
        registers: Registers,
        sources: Mapping[str, SourceInfo],
        day: dt.date,
    ) -> None:
        self._loaded, self._base, self._day = loaded, dict(base), day
        self._registers, self._sources = registers, sources
        self._engine = get_engine()
        self._compiled = compile_rule(loaded, as_of=day, parameters=self._base)
        self._rows = self._measure(self._compiled)

    @property
    def measured(self) -> int:
        """Number of subjects measured at the present values."""
        return self._rows.height

    def hits(self, name: str, value: Scalar) -> pl.Series:
        """Subjects flagged when the parameter has this value."""
        rule, rows = self._loaded.rule, self._rows
        if f":{name}" in rule.select and value != self._compiled.parameters[name]:
            given = {**self._base, name: value}
            compiled = compile_rule(self._loaded, as_of=self._day, parameters=given)
            rows = self._measure(compiled)
        else:
            given = {**self._compiled.parameters, name: value}
            compiled = replace(self._compiled, parameters=given)
        try:
            ready = prepared(self._loaded, compiled, self._sources, self._day)
            judged = judge(rows, ready.question)
            found = {rule.id: (ready, judged)}
            found, _ = without_doubtful(found, {}, self._registers, self._sources, self._engine)
        except FAULTS as error:
            raise EngineError(problems_of(rule.id, error)) from error
        judged = found[rule.id][1]
        return judged.filter(pl.col("_outcome") == HIT)["subject"]

    def _measure(self, compiled: CompiledRule) -> pl.DataFrame:
        rule = self._loaded
        frames, failures = measure({rule.id: compiled}, self._registers, self._engine)
        if failures:
            raise EngineError(failures[rule.id])
        try:
            return compared(frames[rule.id], rule.rule)
        except FAULTS as error:
            raise EngineError(problems_of(rule.id, error, "compared")) from error


def _tried(
    value: Scalar,
    hits: pl.Series,
    now: pl.Series,
    truth: pl.DataFrame,
    others: Mapping[str, pl.Series],
    known: pl.DataFrame,
) -> Tried:
    new = hits.filter(~hits.is_in(now.implode()))
    gone = now.filter(~now.is_in(hits.implode()))
    lists = {
        name: ListChange(*(int((~part.is_in(kept.implode())).sum()) for part in (new, gone)))
        for name, kept in others.items()
    }
    flagged = truth.filter(pl.col("subject").is_in(hits.implode()))["good"]
    caught = int(flagged.sum())
    wrong = flagged.len() - caught
    decided = _decided(known, hits, now)
    return Tried(value, hits.len(), new.len(), gone.len(), lists, caught, wrong, decided)


def _decided(known: pl.DataFrame, hits: pl.Series, now: pl.Series) -> Decided:
    then, held = _rows_in(known, now), _rows_in(known, hits)
    moved = [
        int((~one.is_in(other.implode())).sum())
        for before, after in zip(then, held, strict=True)
        for one, other in ((after, before), (before, after))
    ]
    return Decided(held[0].len(), held[1].len(), *moved)


def _rows_in(known: pl.DataFrame, subjects: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The confirmed and the refuted rows that hold one of these subjects."""
    held = known.filter(pl.col("subject").is_in(subjects.implode()))
    sides = held["confirmed"], ~held["confirmed"]
    return held.filter(sides[0])["row"].unique(), held.filter(sides[1])["row"].unique()


def _truth(folder: Path, rule_id: str) -> pl.DataFrame:
    """Planted and decided cases of the rule: ``subject``, and ``good`` when it should be flagged.

    Files ``truth/*.csv`` with columns rule, kind and subject; kind 'hit' should be flagged, every
    other kind should not.
    """
    parts = [pl.DataFrame(schema={"subject": pl.String, "good": pl.Boolean})]
    for file in sorted((folder / TRUTH).glob("*.csv")):
        try:
            rows = pl.read_csv(  # bytes: a path may be no UTF-8, or hold signs such as []
                file.read_bytes(), columns=["rule", "kind", "subject"], infer_schema=False
            )
        except pl.exceptions.PolarsError as error:
            found = f"the known cases cannot be read: {told(error)}"
            expected = "columns rule, kind and subject, separated by commas"
            raise ProjectError(Problem(found, Where(str(file)), expected)) from error
        mine = rows.filter(pl.col("rule") == rule_id)
        parts.append(mine.select("subject", good=pl.col("kind") == "hit"))
    return pl.concat(parts)


def _elsewhere(folder: Path, loaded: LoadedRule) -> tuple[dict[str, pl.Series], str | None]:
    """Per list of the rule the subjects that another signal of the last run brings there."""
    lists = loaded.rule.lists if loaded.rule.severity >= VISIT_SEVERITY else []
    try:
        run = find_run(folder)
    except NoRunError:
        return {}, None
    signals = read_signals(run).filter(
        pl.col("rule") != loaded.id, pl.col("severity") >= VISIT_SEVERITY
    )
    return {
        name: signals.filter(pl.col("lists").list.contains(name))["subject"].unique()
        for name in lists
    }, run.name
