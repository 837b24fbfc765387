"""The lists of integral controls, one for each theme: addresses to visit (catalogue 9.1)."""

from __future__ import annotations

from screening.lists.column import arranged
from screening.lists.form import BY, FALSE_ALARM, REMARKS, Field
from screening.lists.kind import VISIT_SEVERITY, ListKind
from screening.lists.paper import Paper, Section
from screening.lists.shared import (
    ATTENTION,
    AUDIT,
    EARLIER,
    ENTRANCE,
    EXPECTED_PERSONS,
    FOLLOW_UP,
    HABITATION,
    HANDLING,
    MISSING,
    OCCUPANTS,
    ORDER,
    ORIGIN,
    OWNERSHIP,
    PARTNERS,
    PERMITS,
    PERMITS_MISSING,
    PLACE,
    POWERS,
    REGISTRATIONS,
    SAFETY,
    SAFETY_CONTACT,
    THEME,
    TIE,
    VISITS,
    WEIGHT,
    WHY,
)
from screening.reference.tables import themes

COLUMNS = arranged(
    (1, (*ORDER, THEME, ORIGIN, HANDLING, TIE)),
    (2, (*PLACE, ENTRANCE)),
    (3, OCCUPANTS),
    (4, (ATTENTION, *WHY)),
    (5, (PERMITS, PERMITS_MISSING, MISSING)),
    (6, (EXPECTED_PERSONS,)),
    (7, HABITATION),
    (8, OWNERSHIP),
    (9, (VISITS, FOLLOW_UP, *EARLIER)),
    (10, (REGISTRATIONS,)),
    (11, (SAFETY, SAFETY_CONTACT)),
    (12, (PARTNERS,)),
    (13, (POWERS,)),
    (15, (*WEIGHT, *AUDIT)),
)
FORM = (
    Field("result_date", "Datum bezoek", "date"),
    Field("result_seen", "Aangetroffen", "code", "visit_outcome", 22, told_later=True),
    Field("result_findings", "Bevindingen", "codes", "visit_finding", 30, told_later=True),
    Field("result_measures", "Wat is gedaan", "codes", "measure", 24),
    Field("result_seized", "In beslag genomen of meegenomen", width=24),
    Field("result_report", "Nummer rapport of proces-verbaal"),
    Field("result_follow_up", "Hercontrole op", "date"),
    FALSE_ALARM,
    REMARKS,
    BY,
)
"""Row 14 of the catalogue."""
PAPER = Paper(
    page=(
        Section("Waar", (2,), (
            "district", "neighbourhood", "parcel", "vbo_id", "map_link", "entrance",
        )),
        Section("Waarom op de lijst", (4,)),
        Section("Vergunningen en wat ontbreekt", (5,)),
        Section("Veiligheid", (11,)),
        Section("Eerdere bezoeken en besluiten", (9,)),
        Section("Wie, bewoning en eigenaar", (3, 7, 8, 6)),
        Section("Registraties", (10,)),
        Section("Verantwoording", (1, 15), (
            "since_previous", "changed", "origin", "handling", "hits", "bases", "valid_until",
        )),
    ),
    briefing=(Section("Partners en bevoegdheid", (12, 13)),),
    overview=("rank", "district", "street", "house_number", "parcel", "trade_name", "handling"),
    overview_title="Planning",
    by_place=True,
    sheet=(
        "rank", "since_previous", "handling", "address", "trade_name", "reasons",
        "permits_missing",
    ),
)  # fmt: skip
"""In the order in which inspectors read: groups 2, 4, 5, 11 and 9 of the catalogue first."""
LISTS = [
    ListKind(
        name=f"octopus.{code}",
        title=f"Controlelijst {theme.title}",
        order=place,
        capacity=25,
        placing="theme",
        columns=COLUMNS,
        form=FORM,
        least_severity=VISIT_SEVERITY,
        theme=code,
        paper=PAPER,
    )
    for place, (code, theme) in enumerate(themes().items())
]
