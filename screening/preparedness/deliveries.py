"""Which deliveries of data would let most rules run, or judge more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from screening.detect.needs import Gap
from screening.preparedness.coverage import RuleCoverage


@dataclass
class Delivery:
    """What to ask of the owner of one register, and what it brings."""

    register: str
    absent: bool = False
    """Nothing of it is delivered yet."""
    outdated: bool = False
    """What is delivered is too old, or nobody knows how old."""
    columns: dict[str, float] = field(default_factory=dict)
    """Columns to fill: the largest share (0-1) of their rows that is empty now."""
    unlocks: list[str] = field(default_factory=list)
    """Rules that cannot run and wait for nothing else."""
    waits: list[str] = field(default_factory=list)
    """Rules that cannot run and wait for other registers as well."""
    improves: list[str] = field(default_factory=list)
    """Rules that run and would judge more subjects."""

    def add(self, gap: Gap) -> None:
        """Ask for what this gap lacks too."""
        self.absent |= gap.kind == "absent"
        self.outdated |= gap.kind in {"too_old", "age_unknown"}
        if gap.column:
            self.columns[gap.column] = max(gap.empty_share, self.columns.get(gap.column, 0.0))


def deliveries(rules: Iterable[RuleCoverage]) -> list[Delivery]:
    """A delivery per register that falls short for a rule; what brings most first.

    A rule that waits for the value of a parameter as well is not unlocked by any delivery.
    """
    found: dict[str, Delivery] = {}
    for rule in rules:
        asked = {gap.register for gap in rule.gaps}
        for gap in filter(lambda each: each.register, rule.gaps):
            found.setdefault(gap.register, Delivery(gap.register)).add(gap)
        for name in sorted(asked - {""}):
            _brings(found[name], rule, alone=len(asked) == 1).append(rule.rule)
    return sorted(
        found.values(),
        key=lambda each: (
            -len(each.unlocks), -len(each.waits), -len(each.improves), each.register
        ),
    )  # fmt: skip


def _brings(delivery: Delivery, rule: RuleCoverage, *, alone: bool) -> list[str]:
    if rule.status != "cannot_run":
        return delivery.improves
    return delivery.unlocks if alone else delivery.waits
