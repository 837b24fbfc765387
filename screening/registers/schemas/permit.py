"""Permits, applications, Bibob, designated registrations."""

from __future__ import annotations

import dataframely as dy

from screening.registers.schemas.columns import (
    BAG_ID,
    EST_NR,
    KVK_NR,
    day,
    real,
    text,
    whole,
    yes_no,
)
from screening.registers.schemas.facts import asked, happened, under
from screening.registers.schemas.ownership import LENDER_TYPES

PERMIT_ROLES = ["operator", "manager", "partner", "financier"]
BIBOB_EVENTS = [
    "register_hit",
    "om_tip",
    "riec_tip",
    "advice_requested",
    "advice_received",
    "form_requested",
    "form_received",
    "withdrawn",
]


@happened("permit_id")
@asked(most_days=100, est_nr=0.5, holder_kvk=0.5, vbo_id=0.9)
class Permit(dy.Schema):
    """Permits of the permit system (VTH), valid and past."""

    permit_id = text("Permit", key=True)
    kind = text("Kind of permit", codes="permit_kind", nullable=False)
    vbo_id = text("BAG id of the address", pattern=BAG_ID, personal="indirect")
    est_nr = text("Establishment", pattern=EST_NR, personal="indirect")
    holder_kvk = text("Company that holds the permit", pattern=KVK_NR, personal="indirect")
    start_date = day("First day of validity")
    end_date = day("First day no longer valid", null_means="no end date")
    status = text("Status", codes="permit_status")


@asked(most_days=60, start_date=0.9)
class PermitRole(dy.Schema):
    """Operators, managers and other people on a permit."""

    permit_id = text("Permit", key=True)
    person_key = text("Person", key=True, personal="person_key")
    role = text("Role", values=PERMIT_ROLES, key=True)
    start_date = day("Start", key="where known")
    end_date = day("End", null_means="role not ended")


@asked(most_days=60, decision_due=0.8, status=0.9)
class PermitApplication(dy.Schema):
    """Applications for permits, subsidies, tenders and property deals."""

    application_id = text("Application", key=True)
    kind = text("Kind of application", codes="application_kind", nullable=False)
    application_date = day("Date received", nullable=False)
    applicant_kvk = text("Applying company", pattern=KVK_NR, personal="indirect")
    applicant_key = text("Applying person", personal="person_key", null_means="a company applies")
    vbo_id = text("BAG id of the address", pattern=BAG_ID, personal="indirect")
    activity = text("What is applied for", content="free")
    branch = text("Branch group of the activity", codes="branch", closed=False)
    construction_sum = real("Construction sum excluding VAT", unit="EUR")
    estimated_sum = real("Construction sum by the municipal unit costs", unit="EUR")
    amount = real("Amount of the subsidy, property deal or tender", unit="EUR")
    status = text("Status", codes="application_status")
    decision_date = day("Date of the decision", null_means="not decided")
    decision_due = day("Last day to decide")


@under("bibob")
@asked(most_days=60)
class BibobForm(dy.Schema):
    """Answers on the Bibob form, one row per application; only inside the Bibob purpose."""

    application_id = text("Application", key=True)
    form_requested = day("Date the form was asked for")
    form_completed = day("Date the form was complete", null_means="form not complete yet")
    reminder_date = day("Date of the reminder", null_means="no reminder sent")
    equity = real("Own money put in", unit="EUR")
    equity_origin_shown = yes_no("The origin of the own money is shown with documents")
    cash_amount = real("Part of the financing in cash", unit="EUR")
    structure_layers = whole("Layers of companies above the applicant", unit="layers")
    foreign_entity = yes_no("A foreign legal entity is part of the structure")
    paid_in_capital = real("Paid-in capital", unit="EUR")
    persons_behind_known = yes_no("The persons behind the applicant are known")


@under("bibob")
@asked(most_days=60)
class BibobLoan(dy.Schema):
    """Loans stated on the Bibob form."""

    loan_id = text("Loan", key=True)
    application_id = text("Application", nullable=False)
    amount = real("Amount", unit="EUR")
    lender_type = text("Kind of lender", values=LENDER_TYPES)
    lender_abroad = yes_no("The lender is established abroad")
    lender_supervised = yes_no("The lender is a bank or insurer under supervision in the EU or EEA")
    contract = yes_no("A written contract was supplied")
    interest_pct = real("Interest", unit="% per year", low=None)


@under("bibob")
@happened("application_id", "event", "event_date")
@asked(most_days=30)
class BibobEvent(dy.Schema):
    """Events in a Bibob procedure."""

    application_id = text("Application", key=True)
    event = text("Event", values=BIBOB_EVENTS, key=True)
    event_date = day("Date", key=True)
    result = text("Result of an advice or an entry", codes="bibob_result")


@under("bibob")
class BibobCapacity(dy.Schema):
    """What a business states about its scale on the Bibob form."""

    est_nr = text("Establishment", pattern=EST_NR, key=True, personal="indirect")
    seats = whole("Seats, chairs or treatment places", unit="places")
    mean_price = real("Mean price per customer", unit="EUR")
    open_days = whole("Days open per year", unit="days", high=366)


@asked(most_days=200)
class WasteCollector(dy.Schema):
    """The national list of collectors, carriers, dealers and brokers of waste (VIHB)."""

    kvk_nr = text("Trade-register number", pattern=KVK_NR, key=True, personal="indirect")
    listed_date = day("Listed since", key=True)
    end_date = day("Taken off the list", null_means="still listed")


@asked(most_days=100, entries_12m=0.8, registered_date=0.8)
class DorRegistration(dy.Schema):
    """Dealers in the digital purchase register (DOR)."""

    est_nr = text("Establishment", pattern=EST_NR, key=True, personal="indirect")
    registered_date = day("Date of registration")
    last_entry_date = day("Date of the last entry", null_means="no entry yet")
    entries_12m = whole("Entries in the last 12 months", unit="entries")


@asked(most_days=200)
class RdwRecognition(dy.Schema):
    """Recognitions by the vehicle authority (RDW)."""

    kvk_nr = text("Trade-register number", pattern=KVK_NR, key=True, personal="indirect")
    vbo_id = text("BAG id", pattern=BAG_ID, key=True, personal="indirect")
    kind = text(
        "Kind of recognition",
        codes="recognition",
        key=True,
    )
    start_date = day("Start", key=True)
    end_date = day("End", null_means="recognition not ended")
    status = text("Status", values=["valid", "withdrawn", "suspended"])


@happened("notification_id")
@asked(most_days=100)
class EnvNotification(dy.Schema):
    """Environmental notifications and permits."""

    notification_id = text("Notification", key=True)
    vbo_id = text("BAG id", pattern=BAG_ID, nullable=False, personal="indirect")
    activity = text("Activity notified, in words of the notifier", content="free")
    notification_date = day("Date")
    status = text("Status", values=["accepted", "incomplete", "withdrawn"])
