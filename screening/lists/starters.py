"""New firms in a branch or area that is designated, or that is weighed for it: the permit desk."""

from __future__ import annotations

from screening.lists.form import looked_into
from screening.lists.kind import ListKind
from screening.lists.paper import Paper, Section
from screening.lists.shared import OF_A_FIRM

FORM = looked_into("Datum", "code", "starter")
PAPER = Paper(
    page=(
        Section("Wie", (3,)),
        Section("Waarom op de lijst, en met welke bevoegdheid", (4,)),
        Section("Wat ontbreekt", (5,)),
        Section("Eerder besluit", (9,)),
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
        columns=OF_A_FIRM,
        form=FORM,
        paper=PAPER,
    )
]
