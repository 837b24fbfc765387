"""Applications for which an investigation of the applicant is weighed."""

from __future__ import annotations

from screening.lists.kind import ListKind

LISTS = [
    ListKind(
        name="bibob",
        title="Werklijst Bibob",
        order=300,
        capacity=40,
        placing="application",
    )
]
