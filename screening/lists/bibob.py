"""Applications for which an investigation of the applicant is weighed (catalogue 9.3).

A queue by law: every application with a reason stands on it, in order of its deadline. Behind it,
and called so, stand those that were withdrawn after questions: nothing has to be decided of these,
but a withdrawal belongs in the register of the law.
"""

from __future__ import annotations

from screening.lists.column import Column, arranged
from screening.lists.form import DECIDED_ON, FALSE_ALARM, Field
from screening.lists.kind import ListKind
from screening.lists.paper import Paper, Section
from screening.lists.shapes import LOAN, STEP
from screening.lists.shared import (
    ADDRESS,
    AUDIT,
    BRANCH,
    CONCLUSIONS,
    DISTRICT,
    EARLIER,
    EST_NR,
    FLOOR,
    FOLLOW_UP,
    INNOCENT,
    INTERVENTIONS,
    KVK_NR,
    MISSING,
    NEIGHBOURHOOD,
    ORDER,
    ORIGIN,
    PERMITS,
    PERSONAL,
    REASONS,
    TRADE_NAME,
    USAGE,
    VBO_ID,
    VERIFY,
    VISITS,
    WEIGHT,
)

DAYS_LEFT = Column("days_left", "Dagen tot de beslisdatum", "whole", 12)
"""For who sorts: below zero when the term has passed, which ``term`` says in words."""
COLUMNS = arranged(
    (1, (*ORDER, Column("application_id", "Aanvraag", width=15),
         Column("application_date", "Ontvangen", "date", 12),
         Column("answered", "Afgehandeld", width=12),
         TRADE_NAME, KVK_NR, EST_NR, BRANCH, PERSONAL,
         ADDRESS, DISTRICT, NEIGHBOURHOOD, VBO_ID, USAGE, FLOOR)),
    (2, (Column("application_kind", "Soort aanvraag", width=16),
         Column("activity", "Activiteit", width=24),
         Column("application_branch", "Branchegroep", width=20))),
    (3, (Column("construction_sum", "Bouwsom (€)", "number", 12),
         Column("estimated_sum", "Bouwsom volgens de gemeente (€)", "number", 12),
         Column("amount", "Bedrag (€)", "number", 12),
         REASONS, CONCLUSIONS)),
    (4, (Column("decision_due", "Besluit uiterlijk", "date", 12),
         Column("term", "Termijn", width=11),
         Column("suspended_until", "Opgeschort tot uiterlijk", "date", 12),
         Column("suspension", "Opschorting", width=36),
         Column("when_passed", "Als de termijn voorbij is", width=44),
         Column("deadline_guard", "Termijnbewaking", width=40, rule="bibob.deadline_guard"),
         DAYS_LEFT)),
    (5, (Column("own_investigation", "Eigen onderzoek (suggestie)", width=11),
         Column("own_investigation_rules", "Op grond van regels", "texts", 30))),
    (6, (VERIFY, INTERVENTIONS)),
    (7, (Column("bibob_register", "Vermelding in het Bibob-register", "texts", 24),
         Column("procedure", "Stappen in de procedure", STEP, 40),
         Column("loans", "Leningen volgens het formulier", LOAN, 36))),
    (8, (Column("advice_wanted", "Advies LBB (suggestie)", width=14),
         PERMITS, VISITS, FOLLOW_UP, *EARLIER, INNOCENT, MISSING)),
    (12, (ORIGIN, *WEIGHT, *AUDIT)),
)  # fmt: skip
"""In the order in which catalogue 9.3 names them; 9, 10 and 11 are answered on the form."""
FORM = (
    Field("result_own_investigation", "Eigen onderzoek", "code", "yes_no", 12),
    Field("result_questions", "Vragen gesteld", width=40),
    Field("result_register", "Uitkomst Bibob-register", width=24),
    Field("result_advice", "Advies LBB gevraagd", "code", "yes_no", 12),
    Field("result_danger", "Voorgestelde mate van gevaar", "code", "danger", 24),
    Field("result_proportion", "Evenredigheid, in woorden", width=50),
    Field("result_decision", "Besluit", "code", "bibob_decision", 24, told_later=True),
    DECIDED_ON,
    FALSE_ALARM,
)
_TERM = ("decision_due", "term", "suspended_until", "suspension", "when_passed", "deadline_guard")
PAPER = Paper(
    page=(
        Section("Aanvraag", (1, 2)),
        Section("Termijn", (4,), _TERM),
        Section("Wat is geraakt", (3,)),
        Section("Eigen onderzoek", (5,)),
        Section("Vragen en stappen", (6,)),
        Section("Register, procedure en leningen", (7,)),
        Section("Advies, vergunningen en wat ontbreekt", (8,)),
        Section("Verantwoording", (12,), ("origin", "hits", "bases", "valid_until")),
    ),
    heading=("application_id", "answered", "activity", "address"),
    overview=(
        "rank", "application_id", "activity", "trade_name", "address", "decision_due",
        "term", "own_investigation",
    ),
    overview_title="Wachtrij",
    sheet=(
        "rank", "since_previous", "application_id", "trade_name", "address", "reasons",
        "decision_due", "term", "own_investigation",
    ),
)  # fmt: skip
LISTS = [
    ListKind(
        name="bibob",
        title="Werklijst Bibob",
        order=300,
        capacity=40,
        placing="application",
        columns=COLUMNS,
        form=FORM,
        ordered_by="deadline",
        paper=PAPER,
    )
]
