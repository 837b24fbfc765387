"""Which registers and columns a query may read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol


class Permissions(Protocol):
    """What the header of a pack allows; ``id`` is the pack's name in messages."""

    @property
    def id(self) -> str:
        """The pack."""

    @property
    def registers(self) -> Mapping[str, Literal["all"] | Sequence[str]]:
        """Registers that may be read, each with its columns."""
