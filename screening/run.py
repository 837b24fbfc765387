"""The whole pipeline: extracts to registers to signals to conclusions to lists to files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any

from screening.audit.folder import run_folder
from screening.audit.log import RunLog
from screening.audit.manifest import inputs_of_run, run_name
from screening.audit.read import RUNS, mark_latest
from screening.audit.record import Outcome, write_run
from screening.detect.measure import source_infos
from screening.detect.run import detect
from screening.engines import get_engine
from screening.escalate.links import build_links
from screening.escalate.run import escalate
from screening.packs.load import load_packs
from screening.packs.settings import check_settings
from screening.packs.source_regimes import check_source_regimes
from screening.packs.wanted import wanted_columns
from screening.prioritise.run import prioritise
from screening.project import Project
from screening.publish.meta import require_recipient
from screening.registers.load import load_registers

_SLOW_TO_LOAD = ("screening.detect.compare", "scipy.spatial", "durable.engine", "xlsxwriter")
"""What later stages import when they need it; a run always does."""


@dataclass(frozen=True)
class RunResult:
    """Where the run is, and what the person who started it must hear."""

    folder: Path
    outcome: Outcome

    @property
    def complete(self) -> bool:
        """Whether every active rule could run."""
        detection = self.outcome.detection
        return not detection.failures and not detection.skipped


def run(
    project: Project,
    *,
    as_of: dt.date | None = None,
    engine: str = "polars",
    progress: Callable[[str], None] | None = None,
) -> RunResult:
    """Run the screening of a project and write ``runs/<as-of>-<hash>/``.

    Raises a ScreeningError when the project, an extract or a pack is wrong; then nothing is
    written. A rule that cannot run takes no other down: see ``RunResult.complete``.
    """
    day = as_of or project.as_of
    require_recipient(project.recipient)
    log = RunLog(project.operator, progress)
    with log.stage("packs", "Reading the rule packs"):
        packs = load_packs(project.rules_dir, project.packs, as_of=day)
        check_settings(project, packs)
        check_source_regimes(project, packs)
    with log.stage("load", "Reading the extracts"):
        Thread(target=_load_libraries).start()  # reading hardly needs Python itself
        loaded = load_registers(project, as_of=day, wanted=wanted_columns(packs), progress=log.say)
    with log.stage("detect", "Measuring and judging"):
        detection = detect(
            packs, loaded.registers, source_infos(loaded.reports),
            as_of=day, overrides=project.parameters, engine=get_engine(engine), progress=log.say,
        )  # fmt: skip
    with log.stage("escalate", "Combining signals"):
        links = build_links(loaded.registers, as_of=day)
        escalations = [each for pack in packs for each in pack.escalations]
        conclusions = escalate(detection.signals, links, escalations, as_of=day, progress=log.say)
    with log.stage("prioritise", "Making the lists"):
        lists = prioritise(
            detection.signals, conclusions, links, loaded.registers, packs,
            settings=project.lists, seed=project.seed, as_of=day, municipality=project.municipality,
        )  # fmt: skip
    outcome = Outcome(project, packs, loaded, detection, conclusions, lists, day)
    inputs = _inputs(outcome, engine)
    name = run_name(inputs)
    with log.stage("write", "Writing the run"), run_folder(project.folder / RUNS, name) as folder:
        write_run(folder, name, inputs, outcome, log)
    mark_latest(project.folder / RUNS, name)
    return RunResult(project.folder / RUNS / name, outcome)


def _load_libraries() -> None:
    for name in _SLOW_TO_LOAD:
        with suppress(ImportError):  # told where it is needed
            import_module(name)


def _inputs(outcome: Outcome, engine: str) -> dict[str, Any]:
    project = outcome.project
    settings = project.model_dump(
        mode="json",
        include={"name", "municipality", "parameters", "lists", "recipient", "operator", "blind"},
    )
    return inputs_of_run(
        as_of=outcome.as_of,
        engine=engine,
        seed=project.seed,
        packs={pack.header.id: pack.hash for pack in outcome.packs},
        extracts={
            name: [(file.path, file.sha256) for file in report.files]
            for name, report in outcome.loaded.reports.items()
        },
        settings=settings,
    )
