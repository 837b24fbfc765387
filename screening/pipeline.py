"""The whole pipeline: packs, registers, signals, conclusions, lists, and the run on disk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import dataframely as dy
import polars as pl

from screening.detect.measure import source_infos, write_ahead
from screening.detect.run import detect
from screening.engines import DEFAULT, get_engine, second_of
from screening.errors import Problem, RunError
from screening.escalate.choice import chosen
from screening.escalate.links import build_links
from screening.escalate.run import escalate
from screening.frames import Conclusions, Outcomes, Signals
from screening.preparedness.measured import measured_rules
from screening.prioritise.run import prioritise
from screening.project.model import Project
from screening.project.prepare import Inputs, prepare
from screening.registers.reading.report import Loaded
from screening.runs.earlier import earlier_of
from screening.runs.folder import run_folder
from screening.runs.identity import inputs_of_run, run_name
from screening.runs.latest import mark_latest
from screening.runs.log import RunLog
from screening.runs.names import RUNS
from screening.runs.record import Outcome, write_run
from screening.runs.since import compared, run_before


@dataclass(frozen=True)
class RunResult:
    """What a run found, where it is, and what the person who started it must hear."""

    outcome: Outcome
    written: Path | None
    notes: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        """The folder of the run. Raises RunError when it was not to be written."""
        if self.written is None:
            raise RunError(Problem("this run was not written", remedy="run it with write=True"))
        return self.written

    @property
    def signals(self) -> dy.DataFrame[Signals]:
        """What was flagged, a row per rule and subject."""
        return self.outcome.detection.signals

    @property
    def conclusions(self) -> dy.DataFrame[Conclusions]:
        """What signals mean together, a row per escalation and subject."""
        return self.outcome.conclusions

    @property
    def outcomes(self) -> dy.DataFrame[Outcomes]:
        """How many subjects each rule flagged, cleared, left alone and could not judge."""
        return self.outcome.detection.outcomes

    @property
    def lists(self) -> dict[str, pl.DataFrame]:
        """The rows of every list, by its name."""
        return {listed.name: listed.rows for listed in self.outcome.lists}

    @property
    def complete(self) -> bool:
        """Whether every active rule could run."""
        detection = self.outcome.detection
        return not detection.failures and not detection.skipped


def run(
    project: Project,
    *,
    as_of: dt.date | None = None,
    engine: str = DEFAULT,
    verify: bool = False,
    write: bool = True,
    max_memory: int | None = None,
    progress: Callable[[str], None] | None = None,
) -> RunResult:
    """Run the screening of a project and write ``runs/<as-of>-<hash>/``.

    Raises a ScreeningError when the project, an extract or a pack is wrong; then nothing is
    written. A rule that cannot run takes no other down: see ``RunResult.complete``. With ``verify``
    a second engine measures and judges as well, and a rule on which the two differ flags nothing.
    Without ``write`` there is no folder of the run.
    """
    log = RunLog(project.operator, progress)
    inputs = guard(project, log, as_of=as_of)
    loaded = read(inputs, log, engine=engine, verify=verify)
    outcome = screen(
        inputs, loaded, log, engine=engine, verify=verify, max_memory=max_memory
    )  # fmt: skip
    folder = put(outcome, log, engine=engine, verify=verify) if write else None
    return RunResult(outcome, folder, tuple(log.notes))


def guard(project: Project, log: RunLog, *, as_of: dt.date | None = None) -> Inputs:
    """The first stage: the packs read, and every guard passed. Raises PackError, ProjectError."""
    with log.stage("packs", "Reading the rule packs"):
        return prepare(project, as_of=as_of, publishes=True)


def read(inputs: Inputs, log: RunLog, *, engine: str = DEFAULT, verify: bool = False) -> Loaded:
    """The second stage: the registers. Raises ExtractError with every problem of every extract.

    Raises EngineError, before anything is read, when an engine is not installed.
    """
    for name in [engine, *([second_of(engine)] if verify else [])]:
        get_engine(name, said=inputs.project.of_engine(name)).require()
    with log.stage("load", "Reading the extracts"), ThreadPoolExecutor(1) as beside:
        ahead = beside.submit(_get_ahead, inputs, engine)  # reading hardly needs Python itself
        loaded = inputs.load(log.say, scanned=engine == DEFAULT and not verify)
        ahead.result()
    return loaded


def screen(
    inputs: Inputs,
    loaded: Loaded,
    log: RunLog,
    *,
    engine: str = DEFAULT,
    verify: bool = False,
    max_memory: int | None = None,
) -> Outcome:
    """The stages that find: signals, conclusions, lists, set beside those of the run before."""
    project = inputs.project
    with log.stage("detect", "Measuring and judging"):
        detection = detect(
            inputs.packs, loaded.registers, source_infos(loaded),
            as_of=inputs.as_of, overrides=project.parameters, verify=verify, progress=log.say,
            engine=get_engine(engine, max_memory=max_memory, said=project.of_engine(engine)),
            municipality=project.municipality,
        )  # fmt: skip
    with log.stage("escalate", "Combining signals"):
        links, evaluator = build_links(loaded.registers, as_of=inputs.as_of), chosen()
        conclusions = escalate(
            detection.signals, links, [each for pack in inputs.packs for each in pack.escalations],
            as_of=inputs.as_of, progress=log.say, evaluator=evaluator.make,
        )  # fmt: skip
    with log.stage("prioritise", "Making the lists"):
        lists = prioritise(
            detection.signals, conclusions, links, loaded.registers, inputs.packs,
            settings=project.lists, seed=project.seed, as_of=inputs.as_of,
            municipality=project.municipality, map_link=project.map_link,
            recipient=project.recipient, overrides=project.parameters,
            measured=measured_rules(inputs.packs, detection, loaded),
        )  # fmt: skip
        before = run_before(project.folder / RUNS, inputs.as_of, log.note)
        lists = compared(lists, before)
        earlier = earlier_of(project.folder, log.note)
        lists = [earlier.told_on(each) for each in lists]
    return Outcome(
        project, inputs.packs, loaded, detection, conclusions, lists, inputs.as_of, evaluator,
        before, earlier.digest,
    )  # fmt: skip


def _get_ahead(inputs: Inputs, engine: str) -> None:
    """What takes Python's time and can be done before the extracts have been read."""
    import xlsxwriter  # noqa: F401, PLC0415

    chosen()
    active = [r for pack in inputs.packs for r in pack.rules if r.rule.status == "active"]
    write_ahead(active, inputs.as_of, get_engine(engine).dialect)


def put(outcome: Outcome, log: RunLog, *, engine: str = DEFAULT, verify: bool = False) -> Path:
    """The last stage: write the run whole, and mark it as the last one. Raises RunError."""
    decides = inputs_of_run(outcome, engine, verify=verify)
    name, runs = run_name(decides), outcome.project.folder / RUNS
    with log.stage("write", "Writing the run"), run_folder(runs, name, log.note) as folder:
        write_run(folder, name, decides, outcome, log)
    mark_latest(runs, name)
    return runs / name
