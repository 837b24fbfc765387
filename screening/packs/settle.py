"""What a file leaves to its pack or to a register, filled in: the one place that does so.

A rule states what is its own. The pack says once since when its rules are there and which points
of their suitability none of them has shown; a register says how fresh and how full it is needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from screening.packs.models import Change, Need, PackHeader, Rule, Suitability
from screening.packs.models.shared import Common
from screening.registers.schemas import REGISTERS

FIRST = "Eerste versie."
"""What the history says of version 1 (Dutch), where a rule says nothing else of it."""
C = TypeVar("C", bound=Common)


def settled(model: C, pack: PackHeader) -> C:
    """A rule or escalation with what its pack says for all."""
    found: dict[str, object] = {}
    if pack.since is not None and not any(each.version == 1 for each in model.history):
        first = Change(version=1, date=pack.since, change=FIRST)
        found["history"] = [first, *model.history]
    if model.suitability is not None:
        found["suitability"] = _suitability(model.suitability, pack)
    return model.model_copy(update=found) if found else model


def _suitability(own: Suitability, pack: PackHeader) -> Suitability:
    of_pack = {
        name: text for name, text in pack.not_shown if text is not None and name not in own.points
    }
    if not of_pack:
        return own
    return own.model_copy(update={"not_shown": own.not_shown.model_copy(update=of_pack)})


def needed(rule: Rule) -> dict[str, Need]:
    """Register to what the rule needs of it, in full.

    A register nobody knows is asked nothing, as is a column without a usual share; lint names both.
    """
    return {name: _need(name, asked) for name, asked in rule.needs.items()}


def columns_needed(rule: Rule) -> Iterator[tuple[str, str, str]]:
    """Register and column of every column that must be filled, and the path where it is said."""
    for name, asked in rule.needs.items():
        if isinstance(asked, Need):
            yield from ((name, each, f"needs.{name}.min_fill.{each}") for each in asked.min_fill)
        else:
            yield from ((name, each, f"needs.{name}.{n}") for n, each in enumerate(asked))


def _need(name: str, asked: list[str] | Need) -> Need:
    register = REGISTERS.get(name)
    usual = register.asked if register is not None else None
    most_days = usual.most_days if usual is not None else None
    if isinstance(asked, Need):
        stated = "max_age_days" in asked.model_fields_set
        return asked if stated else asked.model_copy(update={"max_age_days": most_days})
    fill = usual.fill if usual is not None else {}
    return Need(
        max_age_days=most_days, min_fill={each: fill[each] for each in asked if each in fill}
    )
