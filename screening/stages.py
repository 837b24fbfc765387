"""What happens to registers: measured, judged, combined, put on lists and written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from screening.detect.measure import source_infos
from screening.detect.run import detect
from screening.engines import get_engine
from screening.engines.second import SECOND
from screening.escalate.choice import chosen
from screening.escalate.links import build_links
from screening.escalate.run import escalate
from screening.packs.loaded import Pack
from screening.preparedness.measured import measured_rules
from screening.prioritise.run import prioritise
from screening.project.model import Project
from screening.registers.reading.report import Loaded
from screening.runs.folder import run_folder
from screening.runs.latest import mark_latest
from screening.runs.log import RunLog
from screening.runs.manifest import inputs_of_run, run_name
from screening.runs.names import RUNS
from screening.runs.record import Outcome, write_run


def from_registers(
    project: Project,
    packs: Sequence[Pack],
    loaded: Loaded,
    log: RunLog,
    *,
    engine: str,
    as_of: dt.date,
    verify: bool = False,
    max_memory: int | None = None,
) -> tuple[Path, Outcome]:
    """Every stage after the extracts have been read; the folder that was written, and its content.

    Raises a ScreeningError when the run cannot be finished; then nothing is written.
    """
    with log.stage("detect", "Measuring and judging"):
        detection = detect(
            packs, loaded.registers, source_infos(loaded.reports),
            as_of=as_of, overrides=project.parameters, verify=verify, progress=log.say,
            engine=get_engine(engine, max_memory=max_memory),
        )  # fmt: skip
    with log.stage("escalate", "Combining signals"):
        links = build_links(loaded.registers, as_of=as_of)
        escalations = [each for pack in packs for each in pack.escalations]
        evaluator = chosen()
        conclusions = escalate(
            detection.signals, links, escalations,
            as_of=as_of, progress=log.say, evaluator=evaluator.make,
        )  # fmt: skip
    with log.stage("prioritise", "Making the lists"):
        lists = prioritise(
            detection.signals, conclusions, links, loaded.registers, packs,
            settings=project.lists, seed=project.seed, as_of=as_of,
            municipality=project.municipality,
            measured=measured_rules(packs, detection, loaded),
        )  # fmt: skip
    outcome = Outcome(project, packs, loaded, detection, conclusions, lists, as_of, evaluator)
    inputs = _inputs(outcome, engine, verify=verify)
    name = run_name(inputs)
    runs = project.folder / RUNS
    with log.stage("write", "Writing the run"), run_folder(runs, name, log.note) as folder:
        write_run(folder, name, inputs, outcome, log)
    mark_latest(runs, name)
    return runs / name, outcome


def _inputs(outcome: Outcome, engine: str, *, verify: bool) -> dict[str, Any]:
    project = outcome.project
    settings = project.model_dump(
        mode="json",
        include={"name", "municipality", "parameters", "lists", "recipient", "operator", "blind"},
    )
    return inputs_of_run(
        as_of=outcome.as_of,
        engine=engine,
        verified_by=SECOND[engine] if verify else None,
        seed=project.seed,
        packs={pack.header.id: pack.hash for pack in outcome.packs},
        extracts={
            name: [(file.path, file.sha256) for file in report.files]
            for name, report in outcome.loaded.reports.items()
        },
        settings=settings,
    )
