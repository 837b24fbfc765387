"""Forward chaining: draw conclusions from facts until nothing new appears."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from screening.escalate.base import EvaluatorFactory
from screening.escalate.judge import CONCLUDED, REASONS, Judge
from screening.escalate.patterns import scopes
from screening.packs.conditions import mentioned
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
        facts: ``rule``, ``subject_type``, ``subject`` of every signal (and given conclusion), and
            what each ``rests_on``; without that column every signal is a fact of its own.
        links: see :func:`screening.escalate.links.build_links`.
        strata: escalations in the order in which absence can be judged.
        families: the family of each signal rule among the facts.
        evaluator: makes the engine for a set of escalations.

    Returns:
        The new conclusions (``CONCLUDED``) and the facts behind them (``REASONS``). Facts are
        numbered by row: first those given, then the conclusions.

    Raises:
        EscalationError: when the engine could not finish.

    """
    escalations = [each for stratum in strata for each in stratum]
    judges = [Judge(scope, strata, evaluator, families, links) for scope in scopes(escalations)]
    for judge in judges:
        judge.add(facts)
    # Given conclusions only occur in the tests of escalations.
    drawable = pl.col("rule").is_in([escalation.id for escalation in escalations])
    given = facts.select(list(CONCLUDED)).filter(drawable).unique()
    known = given
    for number, stratum in enumerate(strata):
        asked = sorted({name for each in stratum for name in mentioned(each.root)})
        more = True
        while more:
            drawn = pl.concat([judge.conclude(number) for judge in judges]).unique()
            new = drawn.join(known, on=list(CONCLUDED), how="anti")
            known = pl.concat([known, new])
            for judge in judges if new.height else []:
                judge.add(new)
            # Only a conclusion that somebody in this stratum asks for can lead to more.
            more = new["rule"].is_in(asked).any()
    conclusions = known.slice(given.height)
    everything = pl.concat([facts.select(list(CONCLUDED)), conclusions]).with_row_index("fact")
    reasons = [judge.reasons(everything.lazy()) for judge in judges]
    return conclusions, pl.concat([pl.DataFrame(schema=REASONS), *reasons])
