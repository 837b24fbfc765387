"""What a user can get wrong, said once: what was found, where, what was expected, what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST, LONGEST_END = 4_000, 1_000
"""Characters in a part of a problem, and how many of them are the end of it."""


@dataclass(frozen=True, order=True)
class Where:
    """A place in something the user gave: a file, and the line, row or column in it."""

    file: str = ""
    line: int | None = None
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        details = []
        if self.row is not None:
            details.append(f"row {self.row}")
        if self.column is not None:
            details.append(f"column '{self.column}'")
        return ", ".join([part for part in [place, *details] if part])


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, with the way out."""

    found: str
    where: Where = Where()
    expected: str = ""
    remedy: str = ""

    def __post_init__(self) -> None:
        # What a file says is quoted, and a file can say anything at any length.
        for part in ("found", "expected", "remedy"):
            object.__setattr__(self, part, _shortened(getattr(self, part)))

    def __str__(self) -> str:
        lines = [f"{self.where}: {self.found}" if str(self.where) else self.found]
        if self.expected:
            lines.append(f"  expected: {self.expected}")
        if self.remedy:
            lines.append(f"  remedy:   {self.remedy}")
        return "\n".join(lines)

    def as_dict(self) -> dict[str, object]:
        """The same facts for ``--json``."""
        return {
            "found": self.found,
            "file": self.where.file or None,
            "line": self.where.line,
            "row": self.where.row,
            "column": self.where.column,
            "expected": self.expected or None,
            "remedy": self.remedy or None,
        }


class ScreeningError(Exception):
    """Base of every error a user can cause; carries all problems found, not only the first."""

    exit_code = 1

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        listed = [problems] if isinstance(problems, Problem) else list(problems)
        self.problems: list[Problem] = sorted(listed, key=_place)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ProjectError(ScreeningError):
    """The project folder or its ``screening.yaml`` is wrong."""


class ExtractError(ScreeningError):
    """An extract cannot be read, or may not be read, as the register it is mapped to."""


class PackError(ScreeningError):
    """A rule pack or a rule file in it is wrong."""


class GateError(PackError):
    """A rule's SQL asks for something the gate does not allow."""


class EngineError(ScreeningError):
    """An engine could not run a rule that passed the gate."""


class EscalationError(ScreeningError):
    """The escalation stage could not finish; its results would be incomplete."""


class RunError(ScreeningError):
    """A run could not be written or found."""


class NoRunError(RunError):
    """No run was made yet."""


class DamagedRunError(RunError):
    """A run is not as it was written."""


class BusyError(ScreeningError):
    """Another batch is at work in this project."""

    exit_code = 4


def suggestion(name: str, known: Iterable[str]) -> str:
    """The nearest known name, as a sentence; empty when nothing is near."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"Did you mean '{near[0]}'?" if near else ""


def _shortened(text: str) -> str:
    """The text as it is, or the beginning and the end of one that nobody would read."""
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST - LONGEST_END]} ... {text[-LONGEST_END:]}"


def _place(problem: Problem) -> tuple[str, int, int, str, str]:
    where = problem.where
    return (where.file, where.line or 0, where.row or 0, where.column or "", problem.found)
