"""The whole pipeline: extracts to registers, and from those (see stages) to lists and files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from screening.packs.load import load_packs
from screening.packs.wanted import wanted_columns
from screening.project.model import Project
from screening.project.regimes import check_source_regimes
from screening.project.settings import check_settings
from screening.publish.meta import require_recipient
from screening.registers.reading.load import load_registers
from screening.runs.log import RunLog

if TYPE_CHECKING:
    from screening.runs.record import Outcome

_LATER = (
    "screening.stages",
    "screening.compare.blocks",
    "scipy.spatial",
    "xlsxwriter",
)
"""What is slow to load and not needed before the extracts have been read."""


@dataclass(frozen=True)
class RunResult:
    """Where the run is, and what the person who started it must hear."""

    folder: Path
    outcome: Outcome
    notes: tuple[str, ...] = ()

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
    verify: bool = False,
    max_memory: int | None = None,
    progress: Callable[[str], None] | None = None,
) -> RunResult:
    """Run the screening of a project and write ``runs/<as-of>-<hash>/``.

    Raises a ScreeningError when the project, an extract or a pack is wrong; then nothing is
    written. A rule that cannot run takes no other down: see ``RunResult.complete``. With ``verify``
    a second engine measures and judges as well, and a rule on which the two differ flags nothing.
    """
    day = as_of or project.as_of
    require_recipient(project.recipient)
    log = RunLog(project.operator, progress)
    with log.stage("packs", "Reading the rule packs"):
        packs = load_packs(project.rules_dir, project.packs, as_of=day)
        check_settings(project, packs)
        check_source_regimes(project, packs)
    with log.stage("load", "Reading the extracts"):
        Thread(target=_load_later).start()  # reading hardly needs Python itself
        loaded = load_registers(project, as_of=day, wanted=wanted_columns(packs), progress=log.say)
    from screening.stages import from_registers  # noqa: PLC0415 - loaded while extracts were read

    folder, outcome = from_registers(
        project,
        packs,
        loaded,
        log,
        engine=engine,
        as_of=day,
        verify=verify,
        max_memory=max_memory,
    )
    return RunResult(folder, outcome, tuple(log.notes))


def _load_later() -> None:
    for name in _LATER:
        with suppress(ImportError):  # told where it is needed
            import_module(name)
    import_module("screening.escalate.choice").chosen()
