"""What a check is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from screening.errors import Problem
from screening.packs.loaded import LoadedEscalation, LoadedRule, Pack

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """What a check found in a rule, an escalation or (``rule_id`` empty) a pack."""

    check: str
    severity: Severity
    problem: Problem
    rule_id: str = ""

    def as_dict(self) -> dict[str, object]:
        """The same facts for ``--json``."""
        return {
            "check": self.check,
            "severity": self.severity,
            "rule": self.rule_id or None,
            **self.problem.as_dict(),
        }


class Check:
    """One thing that can be wrong. Its identifier is the class name in snake case.

    A check that ``blocks`` keeps the pack from loading; no setting lifts that.
    """

    severity: ClassVar[Severity] = "error"
    description: ClassVar[str]
    blocks: ClassVar[bool] = False

    @classmethod
    def identifier(cls) -> str:
        """``MissingTests`` -> ``missing_tests``."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    def pack(self, pack: Pack) -> Iterator[Problem]:
        """Problems of a pack as a whole."""
        del pack
        return iter(())

    def rule(self, loaded: LoadedRule) -> Iterator[Problem]:
        """Problems of one rule."""
        del loaded
        return iter(())

    def escalation(self, loaded: LoadedEscalation) -> Iterator[Problem]:
        """Problems of one escalation."""
        del loaded
        return iter(())

    def together(self, packs: list[Pack]) -> Iterator[Problem]:
        """Problems that only show when all packs are seen side by side."""
        del packs
        return iter(())
