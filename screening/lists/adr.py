"""Addresses of which the registration is to be looked into."""

from __future__ import annotations

from screening.lists.column import Column, arranged
from screening.lists.form import looked_into
from screening.lists.kind import VISIT_SEVERITY, ListKind
from screening.lists.paper import Paper, Section
from screening.lists.shared import (
    AUDIT,
    EARLIER,
    FOLLOW_UP,
    HABITATION,
    MISSING,
    OCCUPANTS,
    ORDER,
    ORIGIN,
    OWNERSHIP,
    PERMITS,
    PLACE,
    TIE,
    VISITS,
    WEIGHT,
    WHY,
)

KINDS = Column("registration_kinds", "Soort", "texts", 22)
"""What the address is looked into for."""
COLUMNS = arranged(
    (1, (*ORDER, ORIGIN, TIE)),
    (2, PLACE),
    (3, OCCUPANTS),
    (4, (KINDS, *WHY)),
    (5, (PERMITS, MISSING)),
    (7, HABITATION),
    (8, OWNERSHIP),
    (9, (VISITS, FOLLOW_UP, *EARLIER)),
    (15, (*WEIGHT, *AUDIT)),
)
FORM = looked_into("Datum onderzoek", "code", "registration")
PAPER = Paper(
    page=(
        Section("Waar", (2,), ("district", "neighbourhood", "parcel", "vbo_id", "map_link")),
        Section("Waarom op de lijst", (4,)),
        Section("Wie, bewoning en eigenaar", (3, 7, 8)),
        Section("Vergunningen en wat ontbreekt", (5,)),
        Section("Eerdere bezoeken en besluiten", (9,)),
        Section("Verantwoording", (15,), ("hits", "bases", "valid_until")),
    ),
    overview=("rank", "district", "street", "house_number", "parcel", "trade_name"),
    overview_title="Planning",
    by_place=True,
    sheet=(
        "rank", "since_previous", "address", "registration_kinds", "trade_name", "reasons",
        "persons", "households",
    ),
)  # fmt: skip
LISTS = [
    ListKind(
        name="adr",
        title="Werklijst adresonderzoek",
        order=100,
        capacity=25,
        placing="address",
        columns=COLUMNS,
        form=FORM,
        least_severity=VISIT_SEVERITY,
        paper=PAPER,
    )
]
