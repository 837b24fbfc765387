"""The small interface behind which a rule engine judges one pattern of facts at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from screening.packs.strata import Drawn


class Evaluator(Protocol):
    """Judges patterns for a fixed set of escalations of one stratum."""

    def evaluate(self, facts: frozenset[str]) -> frozenset[str]:
        """Everything that is true of a subject with exactly these facts.

        ``facts`` are signal ids, conclusion ids and ``families>=k`` facts. The answer holds them,
        the ids of the conclusions drawn, and the keys of all true nodes of their conditions.

        Raises:
            EscalationError: when the engine could not finish; nothing may be concluded then.

        """
        ...


EvaluatorFactory = Callable[[Sequence[Drawn]], Evaluator]
