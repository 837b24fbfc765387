"""To whom packages about cases may go: on what basis, after which step, and with which columns."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Annotated

from pydantic import Field

from screening.documents.fields import MaybeTold, Name, Told
from screening.reference.tables import Entry, ReferenceFile, named, shipped


class Recipient(Entry):
    """Somebody outside the team; ``states`` are per list those from which it may be given."""

    states: Mapping[Name, tuple[Name, ...]]
    basis: Told
    wgs: MaybeTold = ""
    fields: Annotated[tuple[Name, ...], Field(min_length=1)]
    sources: tuple[str, ...] = ()
    """Texts of law that were read."""
    unchecked: MaybeTold = ""
    """What of the basis no text that was read confirms."""
    checked: bool


class _Sharing(ReferenceFile):
    recipients: dict[Name, Recipient]


@cache
def recipients() -> Mapping[str, Recipient]:
    """Every recipient by name, in order."""
    return named(shipped("sharing.yaml", _Sharing).recipients, in_order=True)
