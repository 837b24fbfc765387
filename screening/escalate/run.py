"""Stage 'escalate': conclusions from signals that say more together than each alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import dataframely as dy
import polars as pl

from screening.escalate.base import EvaluatorFactory
from screening.escalate.choice import default_evaluator
from screening.escalate.draw import draw
from screening.escalate.explain import explained
from screening.escalate.judge import CONCLUDED
from screening.frames import Conclusions, Links, Signals, passed, schema_of
from screening.packs.loaded import LoadedEscalation
from screening.packs.strata import stratify
from screening.reference.tables import intervention_text

RUNS = {"active"}

CONCLUSIONS_SCHEMA = schema_of(Conclusions)
SMALL = 100_000
"""Up to this many signals are combined before streaming them has been set up."""
_SIGNAL_COLUMNS = [
    "rule", "subject_type", "subject", "family", "title", "text", "newest", "rests_on",
    "facts",
]  # fmt: skip


def escalate(
    signals: dy.DataFrame[Signals],
    links: dy.DataFrame[Links],
    escalations: Sequence[LoadedEscalation],
    *,
    as_of: dt.date,
    progress: Callable[[str], None] | None = None,
    evaluator: EvaluatorFactory = default_evaluator,
) -> dy.DataFrame[Conclusions]:
    """Conclusions (``CONCLUSIONS_SCHEMA``) of every escalation, sorted by rule and subject.

    An escalation sees the signals and conclusions of its own pack only: a pack is a purpose, and
    data of one purpose does not flow into another.

    Raises:
        PackError: when the escalations of a pack cannot be brought in an order.
        EscalationError: when the engine could not finish; nothing is concluded then.

    """
    running = [loaded for loaded in escalations if loaded.escalation.status in RUNS]
    found = [pl.DataFrame(schema=CONCLUSIONS_SCHEMA)]
    for pack in sorted({loaded.pack.id for loaded in running}):
        if progress is not None:
            progress(f"combining the signals of {pack}")
        own = [loaded for loaded in running if loaded.pack.id == pack]
        found.append(_of_pack(signals, links, own, as_of, evaluator))
    return passed(Conclusions, pl.concat(found).sort("rule", "subject", "pack"))


def _of_pack(
    signals: pl.DataFrame,
    links: pl.DataFrame,
    escalations: Sequence[LoadedEscalation],
    as_of: dt.date,
    evaluator: EvaluatorFactory,
) -> pl.DataFrame:
    strata = stratify(escalations)
    own = signals.filter(pl.col("pack") == escalations[0].pack.id)
    if own.is_empty():
        return pl.DataFrame(schema=CONCLUSIONS_SCHEMA)
    pairs = own.select("rule", "family").unique().sort("rule", "family")
    families = dict(zip(pairs["rule"], pairs["family"], strict=True))
    with pl.Config(engine_affinity="in-memory" if own.height <= SMALL else "streaming"):
        conclusions, reasons = draw(own, links, strata, families, evaluator)
    if conclusions.is_empty():
        return pl.DataFrame(schema=CONCLUSIONS_SCHEMA)
    return (
        explained(conclusions, reasons, own.select(_SIGNAL_COLUMNS), escalations)
        .join(_facts_of(escalations), on="rule")
        .with_columns(as_of=pl.lit(as_of))
        .select(pl.col(name).cast(dtype) for name, dtype in CONCLUSIONS_SCHEMA.items())
    )


def _facts_of(escalations: Sequence[LoadedEscalation]) -> pl.DataFrame:
    """What every conclusion of an escalation shares, one row per escalation."""
    shared = [
        name
        for name in CONCLUSIONS_SCHEMA
        if name not in {*CONCLUDED, "text", "reasons", "rests_on", "facts", "newest", "as_of"}
    ]
    rows = [
        {
            "rule": loaded.id,
            "pack": loaded.pack.id,
            "rule_hash": loaded.hash,
            **loaded.escalation.model_dump(include={*shared} - {"pack", "rule_hash", "family"}),
            "family": loaded.escalation.family,
            "interventions": [intervention_text(each) for each in loaded.escalation.interventions],
        }
        for loaded in escalations
    ]
    schema = {name: CONCLUSIONS_SCHEMA[name] for name in ["rule", *shared]}
    return pl.DataFrame(rows, schema=schema)
