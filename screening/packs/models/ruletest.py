"""Examples inside rule files and escalation files."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Field

from screening.documents.fields import Day, Model, Scalar, Title
from screening.registers.schemas.names import RegisterName

Subjects = list[Annotated[str, Field(min_length=1, max_length=200)]]
Rows = dict[RegisterName, list[dict[str, Any]]]
"""Register to its rows, each column: value; what is left out is null, or an empty register.

A row stands for many with 'times', '{i}' for the number and 'cycle' for values.
"""
TestKind = Literal["hit", "near_miss", "null", "innocent", "other"]


class Expected(Model):
    """Expected outcome per subject id; a subject not named may have any outcome."""

    hit: Subjects = []
    """Subjects that are flagged."""
    clear: Subjects = []
    """Subjects that are measured and not flagged; for an escalation, without a conclusion."""
    not_applicable: Subjects = []
    """Subjects for which a case under 'not_applicable' holds; rules only."""
    not_evaluable: Subjects = []
    """Subjects that cannot be judged, since something is unknown; rules only."""
    no_row: Subjects = []
    """Subjects that are not measured at all: the select gives no row for them; rules only."""


class RuleTest(Model):
    """An example inside the rule file; only the columns that matter are given."""

    name: Title
    """What the example is about."""
    kind: TestKind = "other"
    """What it shows; a rule needs a hit, a near_miss and a null (a value that is unknown)."""
    as_of: Day = dt.date(2026, 1, 1)
    """Reference date of the example."""
    parameters: dict[str, Scalar] = {}
    """Parameter to value, for this example; the others keep the value of the rule."""
    given: Rows = {}
    """Register to rows, beside those of 'background'; one with the same key changes that row."""
    expect: Expected
    """What must come out."""


class EscalationTest(Model):
    """An example inside the escalation file."""

    name: Title
    """What the example is about."""
    kind: TestKind = "other"
    """What it shows; an escalation needs a hit and a near_miss."""
    signals: dict[str, list[str]]
    """Signal or conclusion ids per subject, the subject written as ``type:id``."""
    links: list[tuple[str, str]] = []
    """Linked subjects, each written as ``type:id``."""
    one_fact: list[list[str]] = []
    """Groups of signal ids that rest on one row of a source; others are facts of their own."""
    expect: Expected
    """What must come out."""
