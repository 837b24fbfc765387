"""Care providers for the supervisor."""

from __future__ import annotations

from screening.lists.column import arranged
from screening.lists.form import Field
from screening.lists.kind import VISIT_SEVERITY, ListKind
from screening.lists.paper import Paper, Section
from screening.lists.shared import (
    AUDIT,
    INTERVENTIONS,
    MISSING,
    OCCUPANTS,
    ORDER,
    ORIGIN,
    TIE,
    WEIGHT,
    WHY,
)

COLUMNS = arranged(
    (1, (*ORDER, ORIGIN, TIE)),
    (3, OCCUPANTS),
    (4, WHY),
    (5, (MISSING,)),
    (10, (INTERVENTIONS,)),
    (15, (*WEIGHT, *AUDIT)),
)
FORM = (
    Field("result_date", "Datum", "date"),
    Field("result_outcome", "Uitkomst", "codes", "supervision", 26),
    Field("result_remarks", "Opmerking", width=40),
    Field("result_false_alarm", "Onterecht op de lijst", "code", "yes_no", 12),
    Field("result_by", "Ingevuld door (functie)"),
)
PAPER = Paper(
    page=(
        Section("Wie", (3,)),
        Section("Waarom op de lijst", (4,)),
        Section("Wat ontbreekt", (5,)),
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
        columns=COLUMNS,
        form=FORM,
        least_severity=VISIT_SEVERITY,
        paper=PAPER,
    )
]
