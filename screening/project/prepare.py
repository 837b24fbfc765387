"""The one door to a project: its packs read, and every guard passed, before anything is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from screening.errors import PackError, Problem, ProjectError, Where, suggestion
from screening.packs.load import load_packs
from screening.packs.loaded import LoadedRule, Pack
from screening.project.model import FILE, Project
from screening.project.regimes import check_source_regimes
from screening.project.region import check_joining
from screening.project.settings import check_settings
from screening.registers.reading.kept_registers import FOLDER
from screening.registers.reading.load import load_registers
from screening.registers.reading.report import Loaded
from screening.registers.schemas import REGISTERS


@dataclass(frozen=True)
class Inputs:
    """A project that may be screened: what run, check and what-if start from."""

    project: Project
    packs: tuple[Pack, ...]
    as_of: dt.date

    def load(
        self, progress: Callable[[str], None] | None = None, *, scanned: bool = False
    ) -> Loaded:
        """The registers, with the columns that some pack may read (T3), kept beside the project.

        Where they may be ``scanned``, large ones are not held in memory.

        Raises ProjectError or ExtractError with every problem of every extract.
        """
        wanted = wanted_columns(self.packs)
        return load_registers(
            self.project, as_of=self.as_of, wanted=wanted, progress=progress,
            keep=self.project.folder / FOLDER, scanned=scanned,
        )  # fmt: skip

    def rule(self, rule_id: str) -> LoadedRule:
        """One rule that measures. Raises PackError when the packs hold no such rule."""
        rules = {loaded.id: loaded for pack in self.packs for loaded in pack.rules}
        if rule_id in rules:
            return rules[rule_id]
        combining = {each.id for pack in self.packs for each in pack.escalations}
        where = Where(", ".join(map(str, self.project.rule_folders)))
        if rule_id in combining:
            found = f"'{rule_id}' is an escalation: it combines signals and measures nothing"
            raise PackError(Problem(found, where, "the id of a rule that measures"))
        raise PackError(
            Problem(
                f"there is no rule '{rule_id}'",
                where,
                "the id of a rule of this project; see: screening rules list",
                suggestion(rule_id, rules),
            )
        )


def prepare(project: Project, *, as_of: dt.date | None = None, publishes: bool = False) -> Inputs:
    """Read the packs of a project and pass every guard, for the reference date.

    ``publishes`` says that lists will be written, for which a recipient must be named. Raises
    PackError and ProjectError with everything that keeps the project from being screened.
    """
    day = as_of or project.as_of
    if publishes:
        require_recipient(project.recipient)
    packs = load_packs(project.rule_folders, project.packs, as_of=day)
    check_joining(project, packs)
    check_settings(project, packs)
    check_source_regimes(project, packs)
    return Inputs(project, tuple(packs), day)


def require_recipient(recipient: str) -> None:
    """Raise ProjectError when nobody is named who may read the lists (T46)."""
    if not recipient.strip():
        raise ProjectError(
            Problem(
                found="the lists have no recipient",
                where=Where(FILE, column="recipient"),
                expected=f"'recipient' in {FILE}: who receives the lists",
                remedy="name the team or board that may read them, and run again",
            )
        )


def wanted_columns(packs: Iterable[Pack]) -> dict[str, frozenset[str]]:
    """Register to the columns that at least one pack allows; nothing else is kept at load (T3)."""
    wanted: dict[str, frozenset[str]] = {}
    for pack in packs:
        for register, columns in pack.header.registers.items():
            allowed = frozenset(REGISTERS[register].columns if columns == "all" else columns)
            wanted[register] = wanted.get(register, frozenset()) | allowed
    return wanted
