"""What passes between the stages of a run: the contract of each frame.

A frame that leaves a stage goes through :func:`passed`. There it is looked at row by row when
``CHECKING`` is on, as in the tests; in a run nothing is looked at and nothing is copied.
"""

from __future__ import annotations

from typing import TypeVar, cast

import dataframely as dy
import polars as pl

CHECKING = False
"""Whether frames are held to their contracts."""

S = TypeVar("S", bound=dy.Schema)

VALUE = dy.Struct(
    {
        "name": dy.String(),
        "label": dy.String(),
        "value": dy.String(nullable=True),
        "text": dy.String(nullable=True),
        "unit": dy.String(),
        "source": dy.String(),
        "reference_date": dy.Date(nullable=True),
    }
)
"""What was read of a subject, and from where."""
CONDITION = dy.Struct(
    {
        "expression": dy.String(),
        "text": dy.String(),
        "columns": dy.List(dy.String()),
        "met": dy.Bool(nullable=True),
        "value": dy.String(nullable=True),
        "false_when": dy.String(),
    }
)
"""A part of a rule's condition, with what would make it false."""


class Told(dy.Schema):
    """What a rule or an escalation says of a subject."""

    pack = dy.String()
    rule = dy.String(primary_key=True)
    version = dy.Int64()
    rule_hash = dy.String()
    subject_type = dy.String()
    subject = dy.String(primary_key=True)
    family = dy.String()
    severity = dy.Int64(min=1, max=5)
    basis = dy.String()
    lists = dy.List(dy.String())
    title = dy.String()
    text = dy.String()


class Signals(Told):
    """What a rule flagged, with everything that was read frozen beside it: a row per hit."""

    values = dy.List(VALUE)
    conditions = dy.List(CONDITION)
    parameters = dy.String()
    evidence = dy.String(nullable=True)
    evidence_rows = dy.Int64(nullable=True)
    rests_on = dy.List(dy.String())
    facts = dy.List(dy.String())
    why = dy.String()
    innocent = dy.List(dy.String())
    verify = dy.String()
    proxies = dy.String(nullable=True)
    newest = dy.Date(nullable=True)
    as_of = dy.Date()


class Conclusions(Told):
    """What signals of a subject and of what it is linked to mean together: a row per conclusion."""

    reasons = dy.List(
        dy.Struct(
            {
                "rule": dy.String(),
                "subject_type": dy.String(),
                "subject": dy.String(),
                "text": dy.String(nullable=True),
            }
        )
    )
    rests_on = dy.List(dy.String())
    facts = dy.List(dy.String())
    interventions = dy.List(dy.String())
    why = dy.String()
    innocent = dy.List(dy.String())
    verify = dy.String()
    newest = dy.Date(nullable=True)
    as_of = dy.Date()


class Links(dy.Schema):
    """Which subject is connected to which, by the name of the link."""

    link = dy.String()
    from_type = dy.String()
    from_id = dy.String()
    to_type = dy.String()
    to_id = dy.String()


class Outcomes(dy.Schema):
    """How many subjects of a rule had an outcome, and why; never which (T53)."""

    pack = dy.String()
    rule = dy.String()
    outcome = dy.String()
    reason = dy.String(nullable=True)
    count = dy.Int64(min=0)


class Measured(dy.Schema):
    """Which rules of a list were measured, which in part and which not, and why (in Dutch).

    ``reason`` is '' for what was measured. ``subjects`` were looked at and ``not_evaluable`` of
    those could not be judged; both are null for what was not measured, and for what combines
    signals.
    """

    list = dy.String(primary_key=True)
    pack = dy.String()
    rule = dy.String(primary_key=True)
    title = dy.String()
    measured = dy.String()
    reason = dy.String()
    subjects = dy.Int64(nullable=True, min=0)
    not_evaluable = dy.Int64(nullable=True, min=0)


def schema_of(kind: type[dy.Schema]) -> dict[str, pl.DataType]:
    """Names and types of the columns, in order."""
    return {name: column.dtype for name, column in kind.columns().items()}


def passed(kind: type[S], frame: pl.DataFrame) -> dy.DataFrame[S]:
    """The frame under its contract; raises dataframely's error when it is looked at and differs."""
    if CHECKING:
        return kind.validate(frame, cast=False)
    return cast("dy.DataFrame[S]", frame)
