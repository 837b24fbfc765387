"""Escalations that can be drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from screening.errors import Problem, suggestion
from screening.language.apart import left_alone
from screening.packs.compiled import compiled_as_shipped
from screening.packs.lint.base import Check
from screening.packs.lint.behind import rules_behind
from screening.packs.loaded import LoadedEscalation, LoadedRule, Pack
from screening.packs.strata import escalation_problems
from screening.reference.tables import interventions


class EscalationConditions(Check):
    """Conditions over known signals, without a circle through 'none'."""

    description = "An escalation is malformed, names unknown signals or rests on its own absence."
    blocks = True

    def pack(self, pack: Pack) -> Iterator[Problem]:
        """Everything that keeps the escalations of the pack from being drawn."""
        yield from escalation_problems(pack.escalations, [loaded.id for loaded in pack.rules])


class CombinedCodes(Check):
    """Rules that may each ask for codes can leave a ground between them, in a conclusion (T8)."""

    description = "The rules of an escalation together tell a ground of discrimination apart."
    blocks = True

    def pack(self, pack: Pack) -> Iterator[Problem]:
        """Escalations of which the rules, those behind other conclusions too, do so."""
        for loaded, behind in rules_behind(pack):
            code = left_alone(tree for rule in behind for tree in _trees(rule))
            if code is not None and len(behind) > 1:
                yield Problem(
                    f"what its rules ask together tells '{code}' apart, which stands for a ground",
                    loaded.where("when"),
                    "rules that together leave no ground of discrimination",
                    "leave out one of the rules, or the code that it asks for",
                )


def _trees(loaded: LoadedRule) -> Iterator[exp.Expr]:
    compiled = compiled_as_shipped(loaded)
    if compiled is not None:
        yield compiled.query.tree
        yield compiled.when.tree
        for condition, _ in compiled.not_applicable:
            yield condition.tree


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
