"""Addresses of which the registration is to be looked into."""

from __future__ import annotations

from screening.lists.kind import VISIT_SEVERITY, ListKind

LISTS = [
    ListKind(
        name="adr",
        title="Werklijst adresonderzoek",
        order=100,
        capacity=25,
        placing="address",
        least_severity=VISIT_SEVERITY,
    )
]
