"""Forward chaining: draw conclusions from facts until nothing new appears."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from screening.escalate.base import EvaluatorFactory
from screening.escalate.judge import CONCLUDED, REASONS, Judge
from screening.escalate.patterns import scopes
from screening.packs.strata import Drawn


def draw(
    facts: pl.DataFrame,
    links: pl.DataFrame,
    strata: Sequence[Sequence[Drawn]],
    families: Mapping[str, str],
    evaluator: EvaluatorFactory,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Everything that follows from ``facts``, and why.

    Args:
        facts: ``rule``, ``subject_type``, ``subject`` of every signal (and given conclusion).
        links: see :func:`screening.escalate.links.build_links`.
        strata: escalations in the order in which absence can be judged.
        families: the family of each signal rule among the facts.
        evaluator: makes the engine for a set of escalations.

    Returns:
        The new conclusions (``CONCLUDED``) and the facts behind them (``REASONS``).

    Raises:
        EscalationError: when the engine could not finish.

    """
    known = facts.select(list(CONCLUDED)).unique()
    given = known.height
    reasons = [pl.DataFrame(schema=REASONS)]
    for stratum in strata:
        judges = [Judge(scope, evaluator(scope.escalations), families) for scope in scopes(stratum)]
        asked = sorted({name for judge in judges for name in judge.scope.ids})
        more = True
        while more:
            drawn = pl.concat([judge.conclude(known, links) for judge in judges]).unique()
            new = drawn.join(known, on=list(CONCLUDED), how="anti")
            known = pl.concat([known, new])
            # Only a conclusion that somebody in this stratum asks for can lead to more.
            more = new["rule"].is_in(asked).any()
        reasons.extend(judge.reasons() for judge in judges)
    return known.slice(given), pl.concat(reasons)
