"""Escalations that can be drawn."""

from __future__ import annotations

from collections.abc import Iterator

from screening.errors import Problem
from screening.packs.lint.base import Check
from screening.packs.loaded import Pack
from screening.packs.strata import escalation_problems


class EscalationConditions(Check):
    """Conditions over known signals, without a circle through 'none'."""

    description = "An escalation is malformed, names unknown signals or rests on its own absence."
    blocks = True

    def pack(self, pack: Pack) -> Iterator[Problem]:
        """Everything that keeps the escalations of the pack from being drawn."""
        yield from escalation_problems(pack.escalations, [loaded.id for loaded in pack.rules])
