"""Escalations that can be drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator

from screening.errors import Problem, suggestion
from screening.packs.lint.base import Check
from screening.packs.loaded import LoadedEscalation, Pack
from screening.packs.strata import escalation_problems
from screening.reference.tables import interventions


class EscalationConditions(Check):
    """Conditions over known signals, without a circle through 'none'."""

    description = "An escalation is malformed, names unknown signals or rests on its own absence."
    blocks = True

    def pack(self, pack: Pack) -> Iterator[Problem]:
        """Everything that keeps the escalations of the pack from being drawn."""
        yield from escalation_problems(pack.escalations, [loaded.id for loaded in pack.rules])


class UnknownIntervention(Check):
    """A name without spaces stands for a known intervention; own words are a sentence."""

    description = "An escalation names an intervention that is not known."
    blocks = True

    def escalation(self, loaded: LoadedEscalation) -> Iterator[Problem]:
        """Names that stand for nothing."""
        for number, entry in enumerate(loaded.escalation.interventions):
            if re.fullmatch(r"[a-z0-9_]+", entry) and entry not in interventions():
                yield Problem(
                    f"no intervention '{entry}'",
                    loaded.where(f"interventions.{number}"),
                    "a name from the reference data (interventions.yaml), or own words",
                    suggestion(entry, interventions()) or "Correct the name, or write it out.",
                )
