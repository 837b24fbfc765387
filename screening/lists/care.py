"""Care providers for the supervisor."""

from __future__ import annotations

from screening.lists.kind import VISIT_SEVERITY, ListKind

LISTS = [
    ListKind(
        name="care",
        title="Werklijst toezicht zorgaanbieders",
        order=500,
        capacity=20,
        placing="company",
        least_severity=VISIT_SEVERITY,
    )
]
