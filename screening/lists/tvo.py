"""Cases for the tactical board: connected addresses and companies (catalogue 9.2)."""

from __future__ import annotations

from screening.lists.column import Column, arranged
from screening.lists.form import DECIDED_ON, FALSE_ALARM, Field
from screening.lists.kind import ListKind
from screening.lists.paper import Paper, Section
from screening.lists.shapes import HAPPENED, SOURCE
from screening.lists.shared import (
    AUDIT,
    CONCLUSIONS,
    EARLIER,
    INNOCENT,
    INTERVENTIONS,
    KVK_NR,
    MISSING,
    ORDER,
    ORIGIN,
    PERSONAL,
    REASONS,
    TIE,
    TRADE_NAME,
    VALID,
    VERIFY,
    WEIGHT,
)

SOURCES = Column("sources", "Bronnen en hoe onafhankelijk", SOURCE, 40)
COLUMNS = arranged(
    (1, (*ORDER, Column("case", "Casus", width=14),
         Column("case_about", "Waar het om gaat", width=28),
         Column("phenomena", "Fenomeen", "texts", 26))),
    (2, (Column("suggestion", "Voorstel voor het besluit (suggestie)", width=24),
         Column("suggestion_why", "Waarom deze suggestie", width=36))),
    (3, (Column("people_at_risk", "Mensen die gevaar lopen?", width=10),
         Column("people_at_risk_why", "Waarom mensen gevaar lopen", "texts", 40))),
    (4, (Column("strongest", "Drie sterkste redenen", "texts", 70),)),
    (5, (Column("subjects", "Adressen en bedrijven", "texts", 34), TRADE_NAME, KVK_NR,
         Column("expected_roles", "Rollen (aantallen)", "texts", 26), PERSONAL)),
    (6, (CONCLUSIONS, REASONS,
         Column("happened", "Gebeurtenis", HAPPENED, 40, hidden=True))),
    (7, (SOURCES,
         Column("independence", "Onafhankelijkheid", width=40),
         Column("reports", "Meldingen: bronnen, concreetheid, leeftijd", width=40))),
    (8, (INNOCENT, VERIFY)),
    (9, WEIGHT),
    (10, (INTERVENTIONS,)),
    (11, (MISSING,)),
    (12, (*EARLIER,
          Column("case_owner", "Eigenaar van de casus", width=18),
          Column("case_deadline", "Termijn van de casus", "date", 12))),
    (13, (Column("purposes", "Doel van deze regel", "texts", 40),
          Column("dpia", "DPIA", "texts", 30),
          Column("shared_with", "Delen toegestaan met", width=24))),
    (14, (VALID,)),
    (15, (ORIGIN, TIE, *(column for column in AUDIT if column is not VALID))),
)  # fmt: skip
FORM = (
    Field("result_decision", "Besluit", "code", "board_decision", 30, told_later=True),
    Field("result_reason", "Reden in woorden", width=50),
    Field("result_contra", "Wat ervoor pleit niets te doen", width=40),
    Field("result_owner", "Eigenaar"),
    Field("result_deadline", "Termijn", "date"),
    DECIDED_ON,
    FALSE_ALARM,
)
PAPER = Paper(
    page=(
        Section("Wat wordt gevraagd", (1, 2), ("phenomena", "suggestion", "suggestion_why")),
        Section("Mensen die gevaar lopen", (3,)),
        Section("Om wie en wat het gaat", (5,)),
        Section("Bronnen en hun gewicht", (7,)),
        Section("Andere verklaringen, en hoe die na te gaan", (8,)),
        Section("Mogelijkheden", (10,)),
        Section("Wat ontbreekt en wie het levert", (11,)),
        Section("Eerder besluit, eigenaar en termijn", (12,)),
        Section("Doel, DPIA en delen", (13, 14), (
            "purposes", "dpia", "shared_with", "valid_until",
        )),
    ),
    selection=(
        Section("Drie sterkste redenen", (4,)),
        Section("Alle redenen", (6,)),
        Section("Volgorde en de delen daarvan", (9, 1), (
            "points", "points_parts", "families_count", "rank_without_weights", "newest",
            "severity_max", "since_previous", "changed",
        )),
        Section("Regels en herkomst", (15,), ("origin", "tie", "hits", "bases")),
    ),
    heading=("case_about", "case"),
    overview=(
        "rank", "case", "case_about", "phenomena", "suggestion", "people_at_risk", "strongest",
    ),
    overview_title="Agenda",
    sheet=(
        "rank", "since_previous", "case", "case_about", "phenomena", "suggestion",
        "people_at_risk", "strongest",
    ),
)  # fmt: skip
"""The case is weighed on its own sheet; why it was chosen stands on another, which can go (T21)."""
LISTS = [
    ListKind(
        name="tvo",
        title="Casuslijst tactisch overleg",
        order=200,
        capacity=20,
        placing="case",
        columns=COLUMNS,
        form=FORM,
        ordered_by="people_first",
        paper=PAPER,
    )
]
