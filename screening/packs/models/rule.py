"""What a rule is: the pydantic model behind its YAML file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from screening.comparison.kinds import Compare
from screening.documents.dated import Dated, Steps, Value, dated, usual
from screening.documents.fields import (
    LONG,
    SHORT,
    Columns,
    MaybeTold,
    Model,
    Name,
    Scalar,
    Title,
    Told,
    Unit,
)
from screening.packs.models.ruletest import Rows, RuleTest
from screening.packs.models.shared import Common, Explanation
from screening.packs.models.shown import PictureName, Shown
from screening.registers.schemas.names import RegisterName

Sql = Annotated[str, Field(min_length=1, max_length=20_000)]


class Parameter(Model):
    """A threshold or window a municipality may tune."""

    value: Value | Steps
    """The value unless a project sets another, of a fixed kind; or what it is from which day on."""
    unit: Unit
    """The unit, as it is shown (Dutch), such as dagen; empty for none."""
    why: Told
    """Why this value (Dutch)."""

    @property
    def dated(self) -> Dated | None:
        """What it is from which day on; None when it is the same on every day."""
        return dated(self.value)

    @property
    def usual(self) -> Scalar:
        """The value, or the latest that is known."""
        return usual(self.value)

    @property
    def ever(self) -> tuple[Scalar, ...]:
        """Every value that it has on some day."""
        steps = self.dated.steps if self.dated else [(None, self.usual)]
        return tuple(value for _, value in steps if value is not None)


class Measure(Model):
    """How a measured column is called and counted in explanations (Dutch)."""

    label: Title
    """What it is called, within a sentence (Dutch)."""
    unit: Unit = ""
    """The unit, as it is shown (Dutch); none unless it is given."""


class NotApplicable(Model):
    """A lawful situation in which the rule has nothing to say about a subject."""

    if_: Sql = Field(alias="if")
    """Condition over measured columns, as in 'when'; where it is true the subject drops out."""
    reason: Title
    """The situation, as people read it (Dutch)."""


class Need(Model):
    """What a rule needs of a register, where that is not what the register is usually asked."""

    max_age_days: int | None = Field(default=None, gt=0, le=36_500)
    """Most days between the dates of extract and run; as usual unless set, null for any age."""
    min_fill: dict[str, Annotated[float, Field(ge=0, le=1)]] = {}
    """Column to the least share (0-1) of rows in which it is filled; none is asked unless set."""


class Confidential(Model):
    """Parameters left out of public documentation, with the recorded reason (T34)."""

    parameters: Columns
    """Names of the parameters whose values are left out."""
    reason: Told
    """Why publishing them would defeat the purpose (Dutch)."""


class Rule(Common):
    """A rule: what is measured for every subject, and when that is a reason to look."""

    kind: Literal["rule"] = "rule"
    """That this file is a rule; may be left out."""
    parameters: dict[Name, Parameter] = Field(default={}, max_length=LONG)
    """Name to threshold or window; written :name in SQL, and set by a project under its id."""
    confidential: Confidential | None = None
    """Parameters that public documentation leaves out; none unless set."""
    measures: dict[Name, Measure] = Field(default={}, max_length=LONG)
    """Measured column to what it is called; required for every column that is judged or shown."""
    needs: dict[RegisterName, Annotated[list[Name], Field(max_length=SHORT)] | Need] = {}
    """Register to the columns that are as fresh and full as it is usually asked, or otherwise."""
    proxies: dict[str, MaybeTold] = {}
    """Feature that may stand in for a blocked one to why the rule needs it (Dutch)."""
    registration_duty: bool = False
    """The rule is about missing registration: a row that could not be read may be that one."""
    uses_own_selection: MaybeTold = ""
    """Why findings that earlier selections brought about count (Dutch); they do not unless set."""
    rests_on: list[Name] = Field(default=[], max_length=SHORT)
    """Registers whose rows are the fact; empty: every register that the condition asks of."""
    select: Sql
    """One SELECT over registers: a row per subject, the first column named subject."""
    compare: dict[Name, Compare] = Field(default={}, max_length=SHORT)
    """Name to a comparison with peers; it adds columns that begin with the name."""
    not_applicable: list[NotApplicable] = Field(default=[], max_length=SHORT)
    """Lawful situations in which a subject drops out, asked before 'when'."""
    when: Sql
    """Condition over measured columns and parameters; where it is true the subject is flagged."""
    explain: Explanation
    """What people read of a signal (Dutch); {column} and {column:1} are filled in."""
    evidence: Sql | None = None
    """One SELECT of the rows to show with a signal, with column = :subject; none unless given."""
    pictures: dict[PictureName, Annotated[list[Shown], Field(max_length=SHORT)]] = {}
    """Picture of areas to what it shows of every own area, flagged or not; in none unless named."""
    background: Rows = {}
    """Register to rows that every test is given, written as under 'given' of a test."""
    tests: list[RuleTest] = Field(default=[], max_length=LONG)
    """Examples that the rule must pass; lint asks for a hit, a near_miss and a null."""
