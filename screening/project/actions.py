"""Named controls in the project file: when, where, on what, with whom, and how many addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Protocol

from pydantic import Field, WithJsonSchema

from screening.documents.fields import Day, MaybeTold, Model, Told
from screening.errors import Problem, Where, suggestion
from screening.reference.partners import partners
from screening.reference.tables import themes

ActionName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=63)]
_Theme = Annotated[str, WithJsonSchema({"type": "string", "enum": [*themes()]})]
_Partner = Annotated[str, WithJsonSchema({"type": "string", "enum": [*partners()]})]


class Action(Model):
    """A control that is planned: its list is that of its themes, narrowed."""

    date: Day
    """Day of the control, as 2026-03-12."""
    themes: Annotated[list[_Theme], Field(min_length=1)]
    """Themes of integral controls it is about; each has a list of its own."""
    area: Told | None = None
    """Area it is in, by name or code at any level; everywhere unless set."""
    capacity: int | None = Field(default=None, ge=1)
    """Most addresses in all, over its themes; that of the lists unless set."""
    partners: list[_Partner] = []
    """Who comes along; lists then hold their questions and powers alone, and else of everybody."""
    recipient: MaybeTold = ""
    """Who receives its lists; the recipient of the project unless set."""


class HasActions(Protocol):
    """A project, as far as its controls go."""

    @property
    def actions(self) -> Mapping[str, Action]:
        """Every named control."""

    def place(self, *keys: str) -> Where:
        """Where a setting stands in the project file."""


def check_actions(project: HasActions) -> Iterable[Problem]:
    """Themes and partners that there are not."""
    for name, action in project.actions.items():
        for key, given, known in (
            ("themes", action.themes, list(themes())),
            ("partners", action.partners, list(partners())),
        ):
            where = project.place("actions", name, key)
            for each in dict.fromkeys(given):
                if each not in known:
                    yield Problem(
                        f"actions.{name}.{key} names '{each}', which there is not",
                        where,
                        f"one of {', '.join(known)}",
                        suggestion(each, known) or "correct the name, or remove it",
                    )
                elif given.count(each) > 1:
                    yield Problem(
                        f"actions.{name}.{key} names '{each}' twice",
                        where,
                        "each once",
                        "remove one of the two",
                    )
