"""Rules and packs as loaded: the model, and the file, lines and hash it came from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from screening.documents.read import nearest_line
from screening.errors import Where
from screening.packs.models import Escalation, PackHeader, Rule


@dataclass(frozen=True, eq=False)
class Loaded:
    """Where something came from; the same file loaded twice is two things.

    ``hash`` is the SHA-256 of the file's bytes. ``lines`` maps key paths (``tests.0.name``) to
    lines; ``text_lines`` maps the path of a text to the line its first character stands on.
    ``day`` is the reference date the gate checks the SQL for, when it is known.
    """

    file: Path
    hash: str
    lines: Mapping[str, int]
    pack: PackHeader
    text_lines: Mapping[str, int] = field(default_factory=dict)
    day: dt.date | None = None

    def where(self, path: str = "", text_line: int | None = None) -> Where:
        """The place of a key path, or of the n-th line (from 1) of the text under it."""
        if text_line is not None and path in self.text_lines:
            return Where(str(self.file), self.text_lines[path] + text_line - 1)
        return Where(str(self.file), nearest_line(self.lines, tuple(path.split("."))))


@dataclass(frozen=True, eq=False)
class _HoldsRule:
    rule: Rule


@dataclass(frozen=True, eq=False)
class _HoldsEscalation:
    escalation: Escalation


@dataclass(frozen=True, eq=False)
class LoadedRule(Loaded, _HoldsRule):
    """A rule and its file.

    ``made`` is what the gate made of it as it stands, by reference date, or how to get at what it
    made of the same text before: it lasts as long as the rule, whose text it is made of.
    """

    made: dict[dt.date, Any] = field(default_factory=dict, repr=False)

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.rule.id

    @property
    def model(self) -> Rule:
        """The rule, under the name it shares with :class:`LoadedEscalation`."""
        return self.rule


@dataclass(frozen=True, eq=False)
class LoadedEscalation(Loaded, _HoldsEscalation):
    """An escalation and its file."""

    @property
    def id(self) -> str:
        """The escalation's id."""
        return self.escalation.id

    @property
    def model(self) -> Escalation:
        """The escalation, under the name it shares with :class:`LoadedRule`."""
        return self.escalation


@dataclass(frozen=True)
class Pack:
    """One purpose with its legal basis, its rules and its escalations, each sorted by id.

    ``hash`` covers the header and every rule file.
    """

    header: PackHeader
    rules: tuple[LoadedRule, ...]
    escalations: tuple[LoadedEscalation, ...]
    folder: Path
    hash: str
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The pack's id."""
        return self.header.id

    @property
    def documents(self) -> tuple[LoadedRule | LoadedEscalation, ...]:
        """Rules, then escalations."""
        return (*self.rules, *self.escalations)

    def where(self, path: str = "") -> Where:
        """The place of a key path in ``pack.yaml``."""
        return Where(
            str(self.folder / "pack.yaml"), nearest_line(self.lines, tuple(path.split(".")))
        )


def feeds(pack: Pack, name: str) -> bool:
    """Whether anything of a pack that is active puts rows on a list."""
    active = (each.model for each in pack.documents if each.model.status == "active")
    return any(name in model.lists for model in active)
