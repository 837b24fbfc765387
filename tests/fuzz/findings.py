"""What was found, and how many statements met which fate."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

_VALUES = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`|[\w.]*\d[\w.]*")


@dataclass(frozen=True)
class Finding:
    """Something wrong with a statement: what, on which engines, and what each gave."""

    number: int
    what: str
    who: str
    detail: str

    @property
    def kind(self) -> tuple[str, str, str]:
        """What findings of one cause have in common, as far as can be seen from outside."""
        shape = "" if self.what == "differs" else _VALUES.sub("_", self.detail.split("\n")[0])[:90]
        return self.what, self.who, shape


@dataclass
class Tally:
    """How many statements met which fate, what was found, and the slowest compilation."""

    counts: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    slowest: float = 0.0

    def add(self, other: Tally) -> None:
        self.counts += other.counts
        self.findings += other.findings
        self.slowest = max(self.slowest, other.slowest)

    def note(self, number: int, what: str, who: str, detail: str = "") -> None:
        """Add a finding."""
        self.findings.append(Finding(number, what, who, detail))

    def note_asked(self, number: int, who: str, asked: list[str]) -> None:
        """Add what was asked of the machine, each thing once."""
        for each in sorted(set(asked)):
            self.note(number, "asks", who, each)
