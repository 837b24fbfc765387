"""What the tactical board reads beside the reasons: phenomena, and the table of suggestions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pydantic import Field

from screening.documents.fields import Model, Name, Told
from screening.reference.tables import Entry, ReferenceFile, shipped


class Phenomenon(Entry):
    """What a case is about, known by the families of its rules.

    ``context`` families count only when nothing else names a phenomenon. ``interventions`` are
    suggested where no conclusion says what may be done.
    """

    families: tuple[Name, ...]
    context: bool
    interventions: tuple[Name, ...] = Field(min_length=1)


class Suggestion(Model):
    """A line of the table: when every stated condition holds, this decision is suggested."""

    people_at_risk: bool | None = None
    severity_at_least: int | None = Field(default=None, ge=1, le=5)
    severity_at_most: int | None = Field(default=None, ge=1, le=5)
    families_at_least: int | None = Field(default=None, ge=1)
    families_at_most: int | None = Field(default=None, ge=0)
    decision: Name
    why: Told


class _Board(ReferenceFile):
    phenomena: dict[Name, Phenomenon]
    decisions: tuple[Suggestion, ...]


@cache
def phenomena() -> Mapping[str, Phenomenon]:
    """Phenomena by name."""
    return shipped("board.yaml", _Board).phenomena


@cache
def suggestions() -> tuple[Suggestion, ...]:
    """The table, in the order in which it is read; the last line holds always."""
    return shipped("board.yaml", _Board).decisions
