"""Inspections, incoming signals, what was found on the internet, and closures."""

from __future__ import annotations

import dataframely as dy

from screening.reference.tables import themes
from screening.registers.schemas.columns import (
    BAG_ID,
    EST_NR,
    KVK_NR,
    Absent,
    day,
    real,
    text,
    whole,
    yes_no,
)
from screening.registers.schemas.facts import asked, happened, told_only

THEMES = [*themes(), "overig"]


@happened("inspection_id")
@asked(most_days=100, est_nr=0.5, vbo_id=0.9)
class Inspection(dy.Schema):
    """Inspections and their findings; one row per finding, or one row without a finding."""

    inspection_id = text("Inspection (one row)", key=True)
    inspection_date = day("Date", nullable=False)
    vbo_id = text("BAG id", pattern=BAG_ID, personal="indirect")
    est_nr = text("Establishment", pattern=EST_NR, personal="indirect")
    theme = text("Theme", values=THEMES)
    agency = text("Agency that inspected", content="free")
    domain = text("Domain of the finding", codes="finding_domain", null_means="no finding")
    finding_code = text(
        "Finding; what fits no other code is 'overig'",
        codes="finding",
        null_means="no finding",
    )
    severity = whole("Severity of the finding 1-5", low=1, high=5, null_means="no finding")
    follow_up_due = day("Re-inspection due", null_means="no re-inspection promised")
    follow_up_done = day("Re-inspection done", null_means="not done")
    caused_by_selection = yes_no(
        "The inspection came from an earlier selection by this engine",
        absent=Absent(value=False, means="no, there was no earlier selection"),
    )
    vehicles_seen = whole("Vehicles seen", unit="vehicles")
    persons_seen = whole("Persons at work seen", unit="persons")
    days_held = whole("Shortest time goods were kept before sale", unit="days")
    stored_share = real("Stored waste as part of what is permitted", unit="share")


@happened("signal_id")
@asked(most_days=100, concreteness=0.5, source=0.9, topic=0.5, vbo_id=0.5)
class Signal(dy.Schema):
    """Reports that came in at the municipality (meldingen); not the signals this engine makes."""

    signal_id = text("Report", key=True)
    signal_date = day("Date", nullable=False)
    source = text("Kind of source", codes="signal_source")
    reporter_key = text("Reporter, where known", personal="person_key", null_means="anonymous")
    theme = text("Theme", values=THEMES)
    topic = text("What was reported", codes="signal_topic")
    concreteness = whole("Concreteness 1 vague .. 3 concrete", low=1, high=3)
    vbo_id = text("BAG id", pattern=BAG_ID, personal="indirect")
    kvk_nr = text("Company", pattern=KVK_NR, personal="indirect")
    sensitivity = text("Handling class", content="free")


@happened("url_hash", "found_date")
@asked(most_days=100, kind=0.5, vbo_id=0.1)
class WebFinding(dy.Schema):
    """What research on the internet found: pages that offer something; one row per page and day.

    Neither the page itself nor what it says is kept, nor who put it there.
    """

    url_hash = text(
        "SHA-256 of the address of the page, hexadecimal; never the address itself",
        key=True,
        pattern="^[0-9a-fA-F]{64}$",
        personal="indirect",
    )
    found_date = day("Day on which the page was there", key=True)
    kind = text("What is offered", codes="web_kind")
    branch = text("Branch as the research names it", content="free")
    vbo_id = text("BAG id that the page names", pattern=BAG_ID, personal="indirect")
    kvk_nr = text("Company that the page names", pattern=KVK_NR, personal="indirect")


@happened("closure_id")
@asked(most_days=100)
class Closure(dy.Schema):
    """Closures of premises by the mayor."""

    closure_id = text("Closure", key=True)
    vbo_id = text("BAG id", pattern=BAG_ID, nullable=False, personal="indirect")
    article = text(
        "Power that was used",
        codes="closing_power",
    )
    start_date = day("First day closed", nullable=False)
    end_date = day("Last day closed", null_means="still closed")
    cause = text("Cause", content="free")
    operator_kvk = text("Company that operated there", pattern=KVK_NR, personal="indirect")


@told_only
class SafetyNote(dy.Schema):
    """Whether a visit to an address asks for precautions, as the own organisation knows.

    Why is not read, nor who: that stays with whom the contact names. Never from police data. A note
    without a last day is set aside, and one that is over is told nowhere.
    """

    vbo_id = text("BAG id", pattern=BAG_ID, key=True, personal="indirect")
    note_date = day("Day on which it was noted or confirmed", key=True)
    valid_until = day("Last day on which it holds", nullable=False)
    precautions = yes_no("A visit asks for precautions", nullable=False)
    contact = text(
        "Whom to ask before the visit: a function and a number, never a name or the reason",
        nullable=False,
        content="free",
    )
