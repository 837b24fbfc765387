"""What an address is looked into for, by the rules that say so."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pydantic import Field

from screening.documents.fields import Name
from screening.reference.tables import Entry, ReferenceFile, shipped


class RegistrationKind(Entry):
    """A kind of doubt about who is registered at an address; ``rules`` are ids of rules."""

    rules: tuple[str, ...] = Field(min_length=1)


class _Registration(ReferenceFile):
    kinds: dict[Name, RegistrationKind]


@cache
def registration_kinds() -> Mapping[str, RegistrationKind]:
    """Kinds by name."""
    return shipped("registration.yaml", _Registration).kinds
