"""What a rule, an escalation and a pack are: the pydantic models behind the YAML files."""

from __future__ import annotations

from screening.packs.models.escalation import AtLeast, Condition, Escalation, Families
from screening.packs.models.pack import Assessment, Basis, PackHeader, Points, Priority, RandomShare
from screening.packs.models.rule import (
    Confidential,
    Measure,
    Need,
    NotApplicable,
    Parameter,
    Rule,
)
from screening.packs.models.ruletest import EscalationTest, Expected, RuleTest, TestKind
from screening.packs.models.shared import (
    Change,
    Common,
    Notes,
    Point,
    Severity,
    SubjectType,
    Suitability,
)

__all__ = [
    "Assessment", "AtLeast", "Basis", "Change", "Common", "Condition", "Confidential",
    "Escalation", "EscalationTest", "Expected", "Families", "Measure", "Need", "NotApplicable",
    "Notes", "PackHeader", "Parameter", "Point", "Points", "Priority",
    "RandomShare", "Rule", "RuleTest", "Severity", "SubjectType", "Suitability", "TestKind",
]  # fmt: skip
