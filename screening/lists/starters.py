"""New firms in a branch or area that is designated, or that is weighed for it: the permit desk."""

from __future__ import annotations

from screening.lists.column import arranged
from screening.lists.form import Field
from screening.lists.kind import ListKind
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
    Field("result_outcome", "Uitkomst", "code", "starter", 26),
    Field("result_remarks", "Opmerking", width=40),
    Field("result_false_alarm", "Onterecht op de lijst", "code", "yes_no", 12),
    Field("result_by", "Ingevuld door (functie)"),
)
PAPER = Paper(
    page=(
        Section("Wie", (3,)),
        Section("Waarom op de lijst, en met welke bevoegdheid", (4,)),
        Section("Wat ontbreekt", (5,)),
        Section("Mogelijke vervolgstap", (10,)),
        Section("Verantwoording", (15,), ("hits", "bases", "valid_until")),
    ),
    overview=("rank", "trade_name", "kvk_nr", "branch"),
    sheet=("rank", "since_previous", "trade_name", "branch", "reasons"),
)
LISTS = [
    ListKind(
        name="starters",
        title="Starters in aangewezen of mogelijk aan te wijzen branches en gebieden",
        order=350,
        capacity=50,
        placing="company",
        columns=COLUMNS,
        form=FORM,
        paper=PAPER,
    )
]
