"""Cases for the tactical board: connected addresses and companies."""

from __future__ import annotations

from screening.lists.kind import ListKind

LISTS = [
    ListKind(
        name="tvo",
        title="Casuslijst tactisch overleg",
        order=200,
        capacity=20,
        placing="case",
    )
]
