"""What a report is made of: the files of one run, as they were read and found whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from screening.publish.monthly.duiding import Duiding
from screening.registers.reading.shapes import Shapes


@dataclass(frozen=True)
class Change:
    """Signals of one rule that are new, gone or changed since an earlier run, and why (Dutch)."""

    rule: str
    new: int
    gone: int
    changed: int
    same: int
    why: tuple[str, ...]


@dataclass(frozen=True)
class Changes:
    """What is different from an earlier run; per list how many rows are new, gone and the same."""

    since: str
    rules: Sequence[Change]
    lists: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Facts:
    """Everything a report says.

    ``quality`` is per register, ``outcomes`` has rule, outcome, reason and count, ``signals`` at
    least rule, title, lists and subject. ``figures`` is None for a run that kept none. ``no_map``
    and ``no_changes`` say in Dutch why there is no map and no comparison.
    """

    run: str
    manifest: Mapping[str, Any]
    quality: Mapping[str, Any]
    outcomes: pl.DataFrame
    signals: pl.DataFrame
    lists: Sequence[Mapping[str, Any]]
    figures: Mapping[str, Any] | None = None
    shapes: Shapes | None = None
    no_map: str = ""
    changes: Changes | None = None
    no_changes: str = ""
    monthly: Mapping[str, Any] | None = None
    """The monthly picture of the project, not later than the reference date."""
    notes: Sequence[Duiding] = ()
    """What people added about its figures."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Title of every rule that the lists or signals name."""

    @property
    def municipality(self) -> str:
        """The name of the municipality."""
        return str(self.manifest["inputs"]["settings"].get("name", ""))

    @property
    def code(self) -> str:
        """The code of the municipality."""
        return str(self.manifest["inputs"]["settings"].get("municipality", ""))

    @property
    def as_of(self) -> str:
        """The reference date, as 2026-01-31."""
        return str(self.manifest["inputs"]["as_of"])

    def title(self, rule: str) -> str:
        """The title of a rule, or its name when no title is known."""
        return self.titles.get(rule, rule)

    def measured(self) -> dict[str, Mapping[str, Any]]:
        """What the lists say of each rule: pack, rule, title, measured, reason; in order."""
        found = {
            told["rule"]: told
            for listed in self.lists
            for told in (listed.get("measured") or {}).get("rules", [])
        }
        return dict(sorted(found.items()))
