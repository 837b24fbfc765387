"""Branches and areas that may be designated."""

from __future__ import annotations

from screening.lists.kind import ListKind

LISTS = [
    ListKind(
        name="designation",
        title="Aanwijzingslijst gebieden en branches",
        order=400,
        capacity=20,
        placing="branch",
    )
]
