"""What the header of a pack is: the pydantic model behind ``pack.yaml``."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from screening.documents.fields import SHORT, MaybeTold, Model, Name, Title, Told
from screening.lists import LISTS, OWN
from screening.packs.models.shared import RULE_ID, Notes, Severity, Version
from screening.registers.schemas.names import RegisterName

Points = Annotated[int, Field(ge=0, le=1_000)]


class Assessment(Model):
    """Reference and date of a DPIA or human-rights assessment (IAMA)."""

    reference: MaybeTold
    """Where it can be found: its name or number."""
    date: dt.date
    """When it was made, as 2026-01-31."""

    @property
    def invented(self) -> bool:
        """Whether it says itself that it is an example, as those of the shipped packs do."""
        return any(word in self.reference.lower() for word in ("verzonnen", "voorbeeld"))


class Basis(Model):
    """A legal basis (grondslag) that is valid for the purpose of a pack."""

    code: str = Field(pattern=r"^G-[A-Z]+$", max_length=63)
    """Its code, which rules name under 'basis', such as G-APV."""
    article: Told
    """Law and article (Dutch)."""


class Priority(Model):
    """Points per severity and what a second signal of a family counts; both with the reason."""

    points: dict[Severity, Points] = {1: 0, 2: 5, 3: 10, 4: 20, 5: 35}
    """Severity to points."""
    second_share: float = Field(default=0.5, ge=0, le=1)
    """Share (0-1) of its points that a second signal of a family counts; a third counts none."""
    motivation: MaybeTold = ""
    """The reason for points and share (Dutch); required where the pack sets them."""


class RandomShare(Model):
    """Seeded share of unflagged locations on each control list (T22-T24)."""

    share: float = Field(default=0.0, ge=0, le=0.5)
    """Share (0-1) of a list that is drawn at random; 0 allows no project to draw."""
    desk_check_only: bool = True
    """Places drawn at random are looked at from the desk only, not visited."""


class OwnColumn(Model):
    """A column of a pack's own list."""

    heading: Title
    """What stands above it (Dutch)."""
    rule: str = Field(pattern=RULE_ID, max_length=126)
    """The rule whose words about a row stand in it."""


class OwnList(Model):
    """A list that a pack brings, of the type that its name begins with."""

    title: Title
    """What it is called (Dutch)."""
    capacity: int | None = Field(default=None, ge=1, le=10_000)
    """Rows there is room for, unless a project sets it; as many as its type unless set."""
    columns: dict[Name, OwnColumn] = Field(default={}, max_length=SHORT)
    """Name to a column of its own, behind those that say why; none unless given."""


def _of_a_type(name: str) -> str:
    if name.split(".", maxsplit=1)[0] not in LISTS.types:
        raise ValueError(f"a name that begins with {', '.join(f'{t}.' for t in LISTS.types)}")
    return name


OwnName = Annotated[str, Field(pattern=OWN, max_length=63), AfterValidator(_of_a_type)]


class PackHeader(Model):
    """One purpose with its legal basis."""

    id: str = Field(pattern=r"^[a-z_]+$", max_length=63)
    """The name of the pack, which is that of its folder."""
    version: Version
    """Goes up by one with every change of the header."""
    title: Title
    """What the pack is called (Dutch)."""
    purpose: MaybeTold
    """The purpose (doel) that it serves (Dutch); without one nothing runs."""
    task: MaybeTold
    """The statutory task or power (Dutch)."""
    bases: list[Basis]
    """Legal bases (grondslagen) that its rules may rest on; at least one."""
    controller: MaybeTold
    """Who is responsible for the processing (verwerkingsverantwoordelijke)."""
    owner: MaybeTold
    """The function that owns the pack."""
    contact: MaybeTold
    """Where questions go."""
    joins: MaybeTold = ""
    """Why it may put data of several municipalities together (Dutch); without, it may not."""
    mode: Literal["screening", "signal"] = "screening"
    """Screening looks at everybody and needs a DPIA; signal starts from a report or application."""
    dpia: Assessment | None = None
    """Data-protection impact assessment; required for mode screening."""
    iama: Assessment | None = None
    """Assessment of the effect on human rights; none unless given."""
    review_date: dt.date | None = None
    """Until when the pack holds before it is looked at again; not set unless given."""
    since: dt.date | None = None
    """Date of version 1 of every rule that does not say it itself; not shown unless set."""
    not_shown: Notes = Notes()
    """Points of suitability that no rule has shown unless it says otherwise, and why (Dutch)."""
    retention_days: dict[str, Annotated[int, Field(gt=0, le=36_500)]] = {}
    """Class of what is kept (signal, conclusion, run, log) to days; 'signal' is required."""
    areas_only: bool = False
    """It is about areas alone: a register with rows about a person, address or firm is refused."""
    registers: dict[RegisterName, Literal["all"] | list[str]]
    """Register to the columns that its rules may read, or all; nothing else is read."""
    regimes: list[str] = []
    """Sector laws (brp, bibob, wmo, fiu) whose registers it may read; none unless named."""
    priority: Priority = Priority()
    """What severities count for the order of a list."""
    random: RandomShare = RandomShare()
    """The part of a list that is drawn at random; none unless set."""
    lists: dict[OwnName, OwnList] = Field(default={}, max_length=SHORT)
    """Own lists, as adr.horeca: type and name; columns, form and readers are those of the type."""
