"""Care providers for the supervisor."""

from __future__ import annotations

from screening.lists.form import looked_into
from screening.lists.kind import VISIT_SEVERITY, ListKind
from screening.lists.paper import Paper, Section
from screening.lists.shared import OF_A_FIRM

FORM = looked_into("Datum", "codes", "supervision")
PAPER = Paper(
    page=(
        Section("Wie", (3,)),
        Section("Waarom op de lijst", (4,)),
        Section("Wat ontbreekt", (5,)),
        Section("Eerder besluit", (9,)),
        Section("Mogelijke vervolgstap", (10,)),
        Section("Verantwoording", (15,), ("hits", "bases", "valid_until")),
    ),
    overview=("rank", "trade_name", "kvk_nr", "branch"),
    sheet=(
        "rank", "since_previous", "trade_name", "branch", "reasons", "conclusions",
    ),
)  # fmt: skip
LISTS = [
    ListKind(
        name="care",
        title="Werklijst toezicht zorgaanbieders",
        order=500,
        capacity=20,
        placing="company",
        columns=OF_A_FIRM,
        form=FORM,
        least_severity=VISIT_SEVERITY,
        paper=PAPER,
    )
]
