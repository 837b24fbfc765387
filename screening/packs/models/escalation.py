"""What an escalation is: the pydantic model behind its YAML file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from screening.documents.fields import LONG, SHORT, MaybeTold, Model
from screening.packs.models.ruletest import EscalationTest
from screening.packs.models.shared import Common, Explanation


class Families(Model):
    """At least this many independent families among the signals."""

    at_least: int = Field(ge=1, le=LONG)
    """How many different families."""
    of: list[str] = Field(default=[], max_length=LONG)
    """Families that count; all unless they are named."""


Members = Annotated[list["str | Condition"], Field(max_length=LONG)]


class AtLeast(Model):
    """At least k of the listed conditions."""

    k: int = Field(ge=1, le=LONG)
    """How many must hold."""
    of: Members = Field(min_length=1)
    """Ids of rules and escalations, or conditions, of which k must hold."""


class Condition(Model):
    """A tree over signal and conclusion ids; exactly one key is filled."""

    all: Members | None = None
    """Ids or conditions that must all hold."""
    any: Members | None = None
    """Ids or conditions of which one must hold."""
    none: Members | None = None
    """Ids or conditions of which none may hold."""
    at_least: AtLeast | None = None
    """A number of ids or conditions that must hold."""
    families: Families | None = None
    """A number of different families that the signals must belong to."""


class Escalation(Common):
    """A conclusion drawn from signals and other conclusions of a subject and what it links to."""

    kind: Literal["escalation"]
    """That this file is an escalation."""
    links: list[str] = []
    """Links to follow from the subject, such as company_address; only itself unless named."""
    when: Condition
    """Which signals and conclusions, of the subject and what it links to, must be there."""
    explain: Explanation
    """What people read (Dutch); {signals}, {count} and {families} are filled in."""
    interventions: list[MaybeTold] = Field(default=[], max_length=SHORT)
    """Possible next steps: names in the reference data, such as branch_talk, or own words."""
    tests: list[EscalationTest] = Field(default=[], max_length=LONG)
    """Examples that the escalation must pass; lint asks for a hit and a near_miss."""
