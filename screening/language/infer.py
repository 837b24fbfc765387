"""What each expression yields, and refusal of what engines would judge apart."""

from __future__ import annotations

from screening.language import aggregates, conditions, functions
from screening.language.aggregates import has_aggregate, needs_tie_break
from screening.language.kinds import HANDLERS, expect, infer, made_of, unify
from screening.language.problems import shown

__all__ = ["expect", "has_aggregate", "infer", "made_of", "needs_tie_break", "shown", "unify"]

HANDLERS.update(
    {**conditions.HANDLERS, **aggregates.HANDLERS, **functions.HANDLERS},
)
