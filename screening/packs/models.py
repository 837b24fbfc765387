"""What a rule, an escalation and a pack are: the pydantic models behind the YAML files."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Field

from screening.comparison.kinds import Compare
from screening.documents.fields import (
    LONG,
    SHORT,
    Columns,
    Day,
    MaybeTold,
    Model,
    Name,
    Scalar,
    Title,
    Told,
    Unit,
)
from screening.lists import ListName

SubjectType = Literal[
    "area", "area_branch", "address", "establishment", "company", "application", "park"
]
Status = Literal["experimental", "active", "deprecated", "disabled"]
Severity = Annotated[int, Field(ge=1, le=5)]
Explanation = Annotated[str, Field(min_length=1, max_length=2_000)]
Sql = Annotated[str, Field(min_length=1, max_length=20_000)]
Version = Annotated[int, Field(ge=1, le=1_000_000)]


ParameterValue = (
    bool
    | int
    | Annotated[float, Field(allow_inf_nan=False)]
    | Day
    | Annotated[str, Field(max_length=200)]
)


class Parameter(Model):
    """A threshold or window a municipality may tune."""

    value: ParameterValue
    unit: Unit
    why: Told


class Measure(Model):
    """How a measured column is called and counted in explanations (Dutch)."""

    label: Title
    unit: Unit = ""


class NotApplicable(Model):
    """A lawful situation in which the rule has nothing to say about a subject."""

    if_: Sql = Field(alias="if")
    reason: Title


class Need(Model):
    """What a rule needs of a register before its result means anything."""

    max_age_days: int | None = Field(default=None, gt=0, le=36_500)
    min_fill: dict[str, Annotated[float, Field(ge=0, le=1)]] = {}


Subjects = list[Annotated[str, Field(min_length=1, max_length=200)]]
TestKind = Literal["hit", "near_miss", "null", "innocent", "other"]


class Expected(Model):
    """Expected outcome per subject id; a subject not named may have any outcome."""

    hit: Subjects = []
    clear: Subjects = []
    not_applicable: Subjects = []
    not_evaluable: Subjects = []


class RuleTest(Model):
    """An example inside the rule file; only the columns that matter are given."""

    name: Title
    kind: TestKind = "other"
    as_of: Day = dt.date(2026, 1, 1)
    parameters: dict[str, Scalar] = {}
    given: dict[str, list[dict[str, Any]]]
    repeat: dict[str, list[dict[str, Any]]] = {}
    expect: Expected


class Point(Model):
    """One point of the suitability record: is it shown, and on what that rests (Dutch)."""

    shown: bool
    note: Told


class Suitability(Model):
    """The five points every indicator answers for (T10); honest about what is not yet shown."""

    legal: Point
    proxy: Point
    data_quality: Point
    statistical_link: Point
    substantive_link: Point


class Change(Model):
    """One line of a rule's history (Dutch)."""

    version: Version
    date: dt.date
    change: Told


class Confidential(Model):
    """Parameters left out of public documentation, with the recorded reason (T34)."""

    parameters: Columns
    reason: Told


class Common(Model):
    """What rules and escalations share."""

    id: str = Field(pattern=r"^[a-z]+\.[a-z0-9_]+$", max_length=126)
    title: Title
    status: Status
    status_reason: MaybeTold = ""
    version: Version
    subject: SubjectType
    lists: list[ListName] = Field(default=[], max_length=SHORT)
    severity: Severity
    basis: str = Field(pattern=r"^G-[A-Z]+$", max_length=63)
    why: Told
    innocent: list[MaybeTold] = Field(default=[], max_length=SHORT)
    verify: MaybeTold = ""
    sources: list[MaybeTold] = Field(default=[], max_length=SHORT)
    suitability: Suitability | None = None
    history: list[Change] = Field(default=[], max_length=LONG)
    people_at_risk: bool = False
    """People may be in danger or exploited where this holds; the board sees such cases marked."""

    @property
    def family(self) -> str:
        """The part of the id before the dot."""
        return self.id.split(".", 1)[0]


class Rule(Common):
    """A rule: what is measured for every subject, and when that is a reason to look."""

    kind: Literal["rule"] = "rule"
    parameters: dict[Name, Parameter] = Field(default={}, max_length=LONG)
    confidential: Confidential | None = None
    measures: dict[Name, Measure] = Field(default={}, max_length=LONG)
    needs: dict[str, Need] = {}
    proxies: dict[str, MaybeTold] = {}
    registration_duty: bool = False
    uses_own_selection: MaybeTold = ""
    select: Sql
    compare: dict[Name, Compare] = Field(default={}, max_length=SHORT)
    not_applicable: list[NotApplicable] = Field(default=[], max_length=SHORT)
    when: Sql
    explain: Explanation
    evidence: Sql | None = None
    tests: list[RuleTest] = Field(default=[], max_length=LONG)


class Families(Model):
    """At least this many independent families among the signals."""

    at_least: int = Field(ge=1, le=LONG)
    of: list[str] = Field(default=[], max_length=LONG)


Members = Annotated[list["str | Condition"], Field(max_length=LONG)]


class AtLeast(Model):
    """At least k of the listed conditions."""

    k: int = Field(ge=1, le=LONG)
    of: Members = Field(min_length=1)


class Condition(Model):
    """A tree over signal and conclusion ids; exactly one key is filled."""

    all: Members | None = None
    any: Members | None = None
    none: Members | None = None
    at_least: AtLeast | None = None
    families: Families | None = None


class EscalationTest(Model):
    """An example inside the escalation file."""

    name: Title
    kind: TestKind = "other"
    signals: dict[str, list[str]]
    """Signal or conclusion ids per subject, the subject written as ``type:id``."""
    links: list[tuple[str, str]] = []
    """Linked subjects, each written as ``type:id``."""
    expect: Expected


class Escalation(Common):
    """A conclusion drawn from signals and other conclusions of a subject and what it links to."""

    kind: Literal["escalation"]
    links: list[str] = []
    when: Condition
    explain: Explanation
    interventions: list[MaybeTold] = Field(default=[], max_length=SHORT)
    tests: list[EscalationTest] = Field(default=[], max_length=LONG)


class Assessment(Model):
    """Reference and date of a DPIA or human-rights assessment (IAMA)."""

    reference: MaybeTold
    date: dt.date


class Basis(Model):
    """A legal basis (grondslag) that is valid for the purpose of a pack."""

    code: str = Field(pattern=r"^G-[A-Z]+$", max_length=63)
    article: Told


Points = Annotated[int, Field(ge=0, le=1_000)]


class Priority(Model):
    """Points per severity and what a second signal of a family counts; both with the reason."""

    points: dict[Severity, Annotated[int, Field(ge=0, le=1_000)]] = {
        1: 0,
        2: 5,
        3: 10,
        4: 20,
        5: 35,
    }
    second_share: float = Field(default=0.5, ge=0, le=1)
    motivation: MaybeTold = ""


class RandomShare(Model):
    """Seeded share of unflagged locations on each control list (T22-T24)."""

    share: float = Field(default=0.0, ge=0, le=0.5)
    desk_check_only: bool = True


class PackHeader(Model):
    """One purpose with its legal basis."""

    id: str = Field(pattern=r"^[a-z_]+$", max_length=63)
    version: Version
    title: Title
    purpose: MaybeTold
    task: MaybeTold
    bases: list[Basis]
    controller: MaybeTold
    owner: MaybeTold
    contact: MaybeTold
    mode: Literal["screening", "signal"] = "screening"
    dpia: Assessment | None = None
    iama: Assessment | None = None
    review_date: dt.date | None = None
    retention_days: dict[str, Annotated[int, Field(gt=0, le=36_500)]] = {}
    registers: dict[str, Literal["all"] | list[str]]
    regimes: list[str] = []
    priority: Priority = Priority()
    random: RandomShare = RandomShare()
