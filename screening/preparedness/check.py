"""What the data of a project is worth, and which rules can run on it; only counts are kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from screening.detect.measure import source_infos
from screening.engines import get_engine
from screening.packs.loaded import Pack
from screening.preparedness.coverage import RuleCoverage, coverage
from screening.preparedness.escalations import escalation_coverage
from screening.project.model import Project
from screening.project.prepare import prepare
from screening.registers.reading.quarantine import in_short
from screening.registers.reading.report import RegisterReport
from screening.registers.schemas import REGISTERS


@dataclass(frozen=True)
class Checked:
    """The answer of ``screening check``."""

    reports: list[RegisterReport]
    missing: list[str]
    """Registers that no extract is mapped to."""
    unused: list[str]
    """Registers with an extract that no pack of the project may read, so it is not read."""
    rules: list[RuleCoverage]
    escalations: list[RuleCoverage]
    set_aside: dict[str, list[str]]
    """Per register why rows were set aside, in short."""
    invented: list[str]
    """Packs whose assessment is an invented example, in a project that is no demo."""

    @property
    def complete(self) -> bool:
        """Whether every active rule can run, at least for a part of its subjects."""
        return all(rule.status != "cannot_run" for rule in self.rules)

    def as_dict(self) -> dict[str, Any]:
        """The same facts for ``--json``."""
        return {
            "registers": [report.as_dict() for report in self.reports],
            "missing_registers": self.missing,
            "unused_registers": self.unused,
            "rules": [rule.as_dict() for rule in self.rules],
            "escalations": [rule.as_dict() for rule in self.escalations],
            "set_aside": self.set_aside,
            "invented_assessments": self.invented,
        }


def invented_assessments(packs: Iterable[Pack], *, demo: bool) -> list[str]:
    """Packs that refer to an invented DPIA or IAMA; none in a demo, of which all is invented."""
    if demo:
        return []
    held = {pack.id: [pack.header.dpia, pack.header.iama] for pack in packs}
    return sorted(
        name for name, both in held.items() if any(each and each.invented for each in both)
    )


def check_project(
    project: Project,
    *,
    as_of: dt.date | None = None,
    progress: Callable[[str], None] | None = None,
) -> Checked:
    """Read the packs and the extracts and say, rule by rule, what can run and why not.

    Raises a ScreeningError when the project, an extract or a pack is wrong.
    """
    say = progress or (lambda _: None)
    say("Reading the rule packs")
    inputs = prepare(project, as_of=as_of)
    packs, day = inputs.packs, inputs.as_of
    say("Reading the extracts")
    loaded = inputs.load(say)
    say("Trying the rules on the data")
    rules = coverage(
        packs,
        loaded.registers,
        source_infos(loaded),
        as_of=day,
        overrides=project.parameters,
        engine=get_engine(),
        aside=loaded.quarantine,
    )
    reports = [loaded.reports[name] for name in REGISTERS if name in loaded.reports]
    missing = [name for name in REGISTERS if name not in project.registers]
    unused = [name for name in project.registers if name not in loaded.reports]
    aside = {report.name: in_short(loaded.quarantine[report.name]) for report in reports}
    aside = {name: reasons for name, reasons in aside.items() if reasons}
    drawn = escalation_coverage(packs, rules)
    invented = invented_assessments(packs, demo=project.invented)
    return Checked(reports, missing, unused, rules, drawn, aside, invented)
