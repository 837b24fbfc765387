"""Which evaluator concludes here: durable_rules where it can be imported, else the fixed point.

Nothing a run writes depends on the choice but the line in the manifest that names it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import screening
from screening.escalate.base import Evaluator, EvaluatorFactory
from screening.packs.strata import Drawn


@dataclass(frozen=True)
class Choice:
    """An evaluator by name and version; ``reason`` says why it is not durable_rules, if so."""

    name: str
    version: str
    make: EvaluatorFactory
    reason: str | None = None


@cache
def chosen() -> Choice:
    """The evaluator of this installation; asked once per process."""
    from screening.escalate import durable  # noqa: PLC0415 - compiled, slow

    try:
        version = durable.engine_version()
    except Exception as error:  # noqa: BLE001 - a library made for another Python fails in any way
        from screening.escalate.fixed_point import FixedPointEvaluator  # noqa: PLC0415 - seldom

        reason = f"durable_rules cannot be imported: {error}"
        return Choice("fixed-point", screening.__version__, FixedPointEvaluator, reason)
    return Choice("durable_rules", version, durable.DurableEvaluator)


def default_evaluator(escalations: Sequence[Drawn]) -> Evaluator:
    """The evaluator that is used unless a test brings another."""
    return chosen().make(escalations)
