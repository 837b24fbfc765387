"""A source of the project file with the reasons it is written so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from screening.registers.schemas import Register


@dataclass(frozen=True)
class Mapped:
    """One delivery mapped to one register: keys of ``Source`` in order, and what to say of them."""

    register: Register
    path: str
    headers: tuple[str, ...]
    part: Mapping[str, str]
    """``sheet``, ``table`` or ``member``, where the file has several."""
    source: str
    keys: Mapping[str, Any]
    """The other keys, as the project file has them."""
    why: tuple[str, ...]
    """Lines (Dutch) about the whole."""
    notes: Mapping[str, str] = field(default_factory=dict)
    """Our column: what is said of it (Dutch)."""
    refused: str = ""
    """Why it stands in the file as a comment; '' for one that is read."""

    def set_aside(self, reason: str) -> Mapped:
        """The same, not read."""
        return replace(self, refused=reason)


@dataclass(frozen=True)
class NotMapped:
    """A file, or a part of one, that fills no register, and why (Dutch)."""

    name: str
    reason: str
