"""Branches and areas that may be designated (catalogue 9.4)."""

from __future__ import annotations

from screening.lists.column import Column, arranged
from screening.lists.form import DECIDED_ON, FALSE_ALARM, Field
from screening.lists.kind import ListKind
from screening.lists.paper import Paper, Section
from screening.lists.shapes import FIGURE
from screening.lists.shared import (
    AUDIT,
    CONCLUSIONS,
    EARLIER,
    INNOCENT,
    INTERVENTIONS,
    MISSING,
    ORDER,
    ORIGIN,
    REASONS,
    TIE,
    VERIFY,
    WEIGHT,
)

COLUMNS = arranged(
    (1, (*ORDER, Column("area_name", "Gebied", width=20), Column("area_code", "Gebiedscode"),
         Column("area_level", "Soort gebied", width=12),
         Column("branch_group", "Branchegroep", width=20))),
    (2, (Column("period", "Periode", "texts", 12),)),
    (3, (REASONS, CONCLUSIONS, Column("figures", "Cijfers met noemer en interval", FIGURE, 60))),
    (4, (Column("peers", "Vergelijkingsgroep", "texts", 40),)),
    (6, (Column("years", "Cijfers per jaar", "texts", 30),)),
    (7, (Column("local_findings", "Bevestigde bevindingen hier (24 maanden)", "whole", 14),
         Column("already_designated", "Aangewezen of kandidaat", "texts", 30),
         *EARLIER)),
    (8, (INTERVENTIONS, INNOCENT, VERIFY, MISSING)),
    (11, (ORIGIN, TIE, *WEIGHT, *AUDIT)),
)  # fmt: skip
"""In the order in which catalogue 9.4 names them: ``figures`` hold 5, the ratio with its interval,
beside 3; 9 and 10, the effect on bona fide firms and the evaluation, are answered on the form."""
FORM = (
    Field("result_findings_confirmed", "Bevestigde bevindingen (aantal en waar)", width=30),
    Field("result_lighter", "Lichtere middelen overwogen", width=40),
    Field("result_bona_fide", "Gevolg voor gewone ondernemers", width=40),
    Field("result_decision", "Besluit", "code", "designation_decision", 30, told_later=True),
    Field("result_evaluation", "Evaluatie op", "date"),
    DECIDED_ON,
    FALSE_ALARM,
)
PAPER = Paper(
    page=(
        Section("Gebied, branche en periode", (1, 2)),
        Section("Cijfers met noemer en vergelijkingsgroep", (3, 4, 6)),
        Section("Bevindingen hier", (7,)),
        Section("Middelen, andere verklaringen en hoe die na te gaan", (8,), (
            "interventions", "innocent", "verify",
        )),
        Section("Wat ontbreekt", (8,), ("missing",)),
        Section("Verantwoording", (11,), ("hits", "bases", "valid_until")),
    ),
    heading=("area_name", "branch_group"),
    overview=("rank", "area_name", "branch_group", "period", "already_designated", "reasons"),
    sheet=(
        "rank", "since_previous", "area_name", "branch_group", "reasons", "figures",
    ),
    runs_on=True,
)  # fmt: skip
LISTS = [
    ListKind(
        name="designation",
        title="Aanwijzingslijst gebieden en branches",
        order=400,
        capacity=20,
        placing="branch",
        columns=COLUMNS,
        form=FORM,
        paper=PAPER,
    )
]
