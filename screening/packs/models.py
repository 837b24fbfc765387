"""What a rule, an escalation and a pack are: the pydantic models behind the YAML files."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

SubjectType = Literal[
    "area", "area_branch", "address", "establishment", "company", "application", "park"
]
Status = Literal["experimental", "active", "deprecated", "disabled"]
ListName = Literal[
    "octopus.kamer", "octopus.pros", "octopus.auto", "octopus.kring", "octopus.recy",
    "octopus.agri", "octopus.park", "octopus.mens", "adr", "tvo", "bibob", "designation", "care",
]  # fmt: skip
Severity = Annotated[int, Field(ge=1, le=5)]
Scalar = bool | int | float | dt.date | str


class Model(BaseModel):
    """Unknown keys are errors; values never change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Parameter(Model):
    """A threshold or window a municipality may tune."""

    value: Scalar
    unit: str
    why: str = Field(min_length=1)


class Measure(Model):
    """How a measured column is called and counted in explanations (Dutch)."""

    label: str = Field(min_length=1)
    unit: str = ""


class NotApplicable(Model):
    """A lawful situation in which the rule has nothing to say about a subject."""

    if_: str = Field(alias="if", min_length=1)
    reason: str = Field(min_length=1)


class Need(Model):
    """What a rule needs of a register before its result means anything."""

    max_age_days: int | None = Field(default=None, gt=0)
    min_fill: dict[str, Annotated[float, Field(ge=0, le=1)]] = {}


class Nearest(Model):
    """The k nearest units by standardised distance, never more than one urbanity class apart."""

    nearest: int = Field(gt=0)
    on: list[str] = Field(min_length=1)


class Same(Model):
    """Units that share the values of these columns."""

    same: list[str] = Field(min_length=1)


Peers = Literal["all"] | Same | Nearest
Spread = Literal["paule-mandel", "moment"]
"""How the variance between units is found; docs/statistics.md says why the first is the default."""


class RateCompare(Model):
    """Count per denominator against peers; adds ``<name>_*`` columns (see detect/compare.py)."""

    kind: Literal["rate"]
    count: str
    per: str
    scale: float = Field(default=10_000, gt=0)
    peers: Peers = "all"
    min_group: int = Field(default=20, ge=3)
    min_count: int = Field(default=10, ge=1)
    rounded_to: str | None = None
    within: str | None = None
    spread: Spread = "paule-mandel"


class AmountCompare(Model):
    """Positive amount against the first large enough group of a widening list."""

    kind: Literal["amount"]
    value: str
    groups: list[list[str]] = Field(min_length=1)
    min_group: int = Field(default=20, ge=3)


class ChangeCompare(Model):
    """Growth now against before, minus the median growth of the peers, in percentage points."""

    kind: Literal["change"]
    now: str
    before: str
    peers: Peers = "all"
    min_group: int = Field(default=20, ge=3)
    within: str | None = None


class ShareCompare(Model):
    """Part of a whole against the overall share of the peers (binomial, Wilson interval)."""

    kind: Literal["share"]
    count: str
    of: str
    peers: Peers = "all"
    min_group: int = Field(default=20, ge=3)
    within: str | None = None
    spread: Spread = "paule-mandel"


class SeasonCompare(Model):
    """A count of this period against the counts of the same period in earlier years."""

    kind: Literal["season"]
    now: str
    earlier: list[str] = Field(min_length=2)


class DensityCompare(Model):
    """What lies within a radius: the sum of ``count`` over all measured subjects there."""

    kind: Literal["density"]
    x: str
    y: str
    radius_m: float = Field(gt=0)
    count: str


Compare = Annotated[
    RateCompare | AmountCompare | ChangeCompare | ShareCompare | SeasonCompare | DensityCompare,
    Field(discriminator="kind"),
]


class Expected(Model):
    """Expected outcome per subject id; a subject not named may have any outcome."""

    hit: list[str] = []
    clear: list[str] = []
    not_applicable: list[str] = []
    not_evaluable: list[str] = []


class RuleTest(Model):
    """An example inside the rule file; only the columns that matter are given."""

    name: str = Field(min_length=1)
    kind: Literal["hit", "near_miss", "null", "innocent", "other"] = "other"
    as_of: dt.date = dt.date(2026, 1, 1)
    parameters: dict[str, Scalar] = {}
    given: dict[str, list[dict[str, Any]]]
    repeat: dict[str, list[dict[str, Any]]] = {}
    expect: Expected


class Point(Model):
    """One point of the suitability record: is it shown, and on what that rests (Dutch)."""

    shown: bool
    note: str = Field(min_length=1)


class Suitability(Model):
    """The five points every indicator answers for (T10); honest about what is not yet shown."""

    legal: Point
    proxy: Point
    data_quality: Point
    statistical_link: Point
    substantive_link: Point


class Change(Model):
    """One line of a rule's history (Dutch)."""

    version: int = Field(ge=1)
    date: dt.date
    change: str = Field(min_length=1)


class Confidential(Model):
    """Parameters left out of public documentation, with the recorded reason (T34)."""

    parameters: list[str] = Field(min_length=1)
    reason: str = Field(min_length=1)


class Common(Model):
    """What rules and escalations share."""

    id: str = Field(pattern=r"^[a-z]+\.[a-z0-9_]+$")
    title: str = Field(min_length=1)
    status: Status
    status_reason: str = ""
    version: int = Field(ge=1)
    subject: SubjectType
    lists: list[ListName] = []
    severity: Severity
    basis: str = Field(pattern=r"^G-[A-Z]+$")
    why: str = Field(min_length=1)
    innocent: list[str] = []
    verify: str = ""
    sources: list[str] = []
    suitability: Suitability | None = None
    history: list[Change] = []
    people_at_risk: bool = False
    """People may be in danger or exploited where this holds; the board sees such cases marked."""

    @property
    def family(self) -> str:
        """The part of the id before the dot."""
        return self.id.split(".", 1)[0]


class Rule(Common):
    """A rule: what is measured for every subject, and when that is a reason to look."""

    kind: Literal["rule"] = "rule"
    parameters: dict[str, Parameter] = {}
    confidential: Confidential | None = None
    measures: dict[str, Measure] = {}
    needs: dict[str, Need] = {}
    proxies: dict[str, str] = {}
    registration_duty: bool = False
    uses_own_selection: str = ""
    select: str = Field(min_length=1)
    compare: dict[str, Compare] = {}
    not_applicable: list[NotApplicable] = []
    when: str = Field(min_length=1)
    explain: str = Field(min_length=1)
    evidence: str | None = None
    tests: list[RuleTest] = []


class Families(Model):
    """At least this many independent families among the signals."""

    at_least: int = Field(ge=1)
    of: list[str] = []


class AtLeast(Model):
    """At least k of the listed conditions."""

    k: int = Field(ge=1)
    of: list[str | Condition] = Field(min_length=1)


class Condition(Model):
    """A tree over signal and conclusion ids; exactly one key is filled."""

    all: list[str | Condition] | None = None
    any: list[str | Condition] | None = None
    none: list[str | Condition] | None = None
    at_least: AtLeast | None = None
    families: Families | None = None


class EscalationTest(Model):
    """An example inside the escalation file."""

    name: str = Field(min_length=1)
    kind: Literal["hit", "near_miss", "null", "innocent", "other"] = "other"
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
    explain: str = Field(min_length=1)
    interventions: list[str] = []
    tests: list[EscalationTest] = []


class Assessment(Model):
    """Reference and date of a DPIA or human-rights assessment (IAMA)."""

    reference: str
    date: dt.date


class Basis(Model):
    """A legal basis (grondslag) that is valid for the purpose of a pack."""

    code: str = Field(pattern=r"^G-[A-Z]+$")
    article: str = Field(min_length=1)


class Priority(Model):
    """Points per severity and what a second signal of a family counts; both with the reason."""

    points: dict[Severity, int] = {1: 0, 2: 5, 3: 10, 4: 20, 5: 35}
    second_share: float = Field(default=0.5, ge=0, le=1)
    motivation: str = ""


class RandomShare(Model):
    """Seeded share of unflagged locations on each control list (T22-T24)."""

    share: float = Field(default=0.0, ge=0, le=0.5)
    desk_check_only: bool = True


class PackHeader(Model):
    """One purpose with its legal basis."""

    id: str = Field(pattern=r"^[a-z_]+$")
    version: int = Field(ge=1)
    title: str = Field(min_length=1)
    purpose: str
    task: str
    bases: list[Basis]
    controller: str
    owner: str
    contact: str
    mode: Literal["screening", "signal"] = "screening"
    dpia: Assessment | None = None
    iama: Assessment | None = None
    review_date: dt.date | None = None
    retention_days: dict[str, Annotated[int, Field(gt=0)]] = {}
    registers: dict[str, Literal["all"] | list[str]]
    regimes: list[str] = []
    priority: Priority = Priority()
    random: RandomShare = RandomShare()
