"""What rules and escalations share."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from screening.documents.fields import (
    LONG,
    SEEN,
    SHORT,
    MaybeTold,
    Model,
    Name,
    OnGrounds,
    Said,
    Source,
    Title,
    Told,
)
from screening.lists import ListName

SubjectType = Literal[
    "area", "area_branch", "address", "establishment", "company", "application", "park"
]
Status = Literal["experimental", "active", "deprecated", "disabled"]
Severity = Annotated[int, Field(ge=1, le=5)]
Explanation = Annotated[str, Field(min_length=1, max_length=2_000), SEEN, Said.READ]
Version = Annotated[int, Field(ge=1, le=1_000_000)]
RULE_ID = r"^[a-z]+\.[a-z0-9_]+$"
"""The id of a rule: the folder and the name of its file."""


@dataclass(frozen=True)
class Point:
    """One point of the suitability record: is it shown, and on what that rests (Dutch)."""

    shown: bool
    note: str


class Notes(Model):
    """The points of suitability, each with on what it rests or what is still missing (Dutch)."""

    legal: Told | None = None
    """The municipality may use this for the purpose of the pack."""
    proxy: OnGrounds | None = None
    """Nothing that is measured stands in for origin, sex, age or another blocked feature."""
    data_quality: Told | None = None
    """The registers are good enough for it."""
    statistical_link: Told | None = None
    """Figures of earlier outcomes show that it goes with what is looked for."""
    substantive_link: Told | None = None
    """There is a reason, from cases or research, why it would."""


POINT_NAMES = tuple(Notes.model_fields)
"""The five points every indicator answers for (T10)."""


class Suitability(Model):
    """The five points every indicator answers for (T10), each under one of the two."""

    shown: Notes = Notes()
    """What has been shown, each with on what that rests."""
    not_shown: Notes = Notes()
    """What is not shown yet, each with what is missing; honest, and allowed."""

    @property
    def points(self) -> dict[str, Point]:
        """The points that are answered, in the order of :data:`POINT_NAMES`."""
        found = {}
        for name in POINT_NAMES:
            for shown, notes in ((False, self.not_shown), (True, self.shown)):
                note = getattr(notes, name)
                if note is not None:
                    found[name] = Point(shown, note)
        return found


class Change(Model):
    """One line of a rule's history (Dutch)."""

    version: Version
    """The version this line is about."""
    date: dt.date
    """When it was changed, as 2026-01-31."""
    change: Told
    """What was changed and why (Dutch)."""


class Common(Model):
    """What rules and escalations share."""

    id: str = Field(pattern=RULE_ID, max_length=126)
    """Family and name, after the folder and the file: rooms/unsafe.yaml has the id rooms.unsafe."""
    title: Title
    """What it is called on lists (Dutch)."""
    status: Status
    """Only active runs: experimental is tried out, deprecated on its way out, disabled off."""
    status_reason: MaybeTold = ""
    """Why it is disabled or deprecated (Dutch); then it is required."""
    version: Version
    """Goes up by one with every change that can change a result."""
    subject: SubjectType
    """What a signal is about: a place, an object or a business, never a person."""
    lists: list[ListName] = Field(default=[], max_length=SHORT)
    """Lists that a signal may come on; none means that it only counts in escalations."""
    severity: Severity
    """How heavily a signal weighs, 1 (informs) to 5; the pack says how many points that is."""
    basis: str = Field(pattern=r"^G-[A-Z]+$", max_length=63)
    """The legal basis, a code under 'bases' of the pack, such as G-APV."""
    why: Told
    """Why this pattern is a reason to look (Dutch)."""
    innocent: list[MaybeTold] = Field(default=[], max_length=SHORT)
    """Lawful reasons for the same pattern, shown with every signal (Dutch); at least one."""
    verify: MaybeTold = ""
    """What to check before anything else (Dutch); lint asks for it."""
    sources: list[Source] = Field(default=[], max_length=SHORT)
    """Where the pattern was found: URLs, or keys of the rule catalogue such as KK1."""
    suitability: Suitability | None = None
    """The five points it answers for; lint asks for all that the pack does not answer."""
    history: list[Change] = Field(default=[], max_length=LONG)
    """What changed in each version after the first, oldest first."""
    about_owner: bool = False
    """It says the same of every object of an owner; a list of visits has one row for those."""
    people_at_risk: bool | Annotated[list[Name], Field(min_length=1, max_length=SHORT)] = False
    """People may be in danger or exploited here; of measures: where one is true or at least 1."""

    @property
    def family(self) -> str:
        """The part of the id before the dot."""
        return self.id.split(".", 1)[0]
