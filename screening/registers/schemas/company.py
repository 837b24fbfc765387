"""The trade register, insolvencies, turnover and care contracts."""

from __future__ import annotations

import dataframely as dy

from screening.registers.schemas.columns import (
    BAG_ID,
    EST_NR,
    KVK_NR,
    MUNICIPALITY,
    SBI,
    SBI_EDITIONS,
    Absent,
    day,
    real,
    text,
    whole,
)
from screening.registers.schemas.facts import asked, happened, under

COMPANY_STATUS = ["active", "dissolved", "deregistered", "bankrupt"]
ROLES = ["bestuurder", "eigenaar", "vennoot", "aandeelhouder", "commissaris", "gevolmachtigde"]
CHANGE_KINDS = ["name", "address", "activity", "director", "legal_form", "status"]
TURNOVER_SOURCES = ["bibob_form", "annual_account", "aggregate"]


@asked(most_days=200, employees=0.8, legal_form=0.9, sbi_main=0.8, start_date=0.9, status=0.9)
class KvkCompany(dy.Schema):
    """Companies of the trade register (handelsregister)."""

    kvk_nr = text("Trade-register number", pattern=KVK_NR, key=True, personal="indirect")
    trade_name = text("Trade name", personal="indirect", content="name")
    legal_form = text(
        "Legal form",
        codes="legal_form",
    )
    start_date = day("Start of the company")
    end_date = day("End of the company", null_means="company not ended")
    status = text("Status", values=COMPANY_STATUS)
    sbi_main = text("Main activity (SBI code)", pattern=SBI)
    sbi_other = text(
        "Other activities (SBI codes), joined by '|'", joined=True, null_means="no other activity"
    )
    sbi_edition = text("Edition of the SBI codes", values=SBI_EDITIONS)
    employees = whole("Employees", unit="persons")
    filed_accounts_year = whole("Last year with filed accounts", unit="year", low=1900, high=2100)
    parent_kvk = text("Parent company", pattern=KVK_NR, null_means="no parent company")


@asked(most_days=200, employees_ft=0.7, sbi=0.9, start_date=0.9, vbo_id=0.8)
class KvkEstablishment(dy.Schema):
    """Establishments (vestigingen): where a company works."""

    est_nr = text("Establishment number", pattern=EST_NR, key=True, personal="indirect")
    kvk_nr = text("Trade-register number", pattern=KVK_NR, nullable=False, personal="indirect")
    vbo_id = text("BAG id of the address", pattern=BAG_ID, personal="indirect")
    trade_name = text("Trade name of the establishment", personal="indirect", content="name")
    start_date = day("Start of the establishment")
    end_date = day("End of the establishment", null_means="establishment not ended")
    sbi = text("Activity (SBI code)", pattern=SBI)
    sbi_edition = text("Edition of the SBI code", values=SBI_EDITIONS)
    employees_ft = whole("Full-time workers", unit="persons")
    employees_pt = whole("Part-time workers", unit="persons")


@asked(most_days=200, start_date=0.9)
class KvkRole(dy.Schema):
    """Roles in companies; exactly one of person_key and company_key is filled."""

    kvk_nr = text("Trade-register number", pattern=KVK_NR, nullable=False, personal="indirect")
    person_key = text(
        "Person in the role", personal="person_key", null_means="a company holds the role"
    )
    company_key = text("Company in the role", pattern=KVK_NR, null_means="a person holds the role")
    role = text("Role", values=ROLES, nullable=False)
    start_date = day("Start of the role")
    end_date = day("End of the role", null_means="role not ended")


@happened("kvk_nr", "kind", "change_date")
@asked(most_days=200)
class KvkChange(dy.Schema):
    """Registered changes of a company, one row per change."""

    kvk_nr = text("Trade-register number", pattern=KVK_NR, nullable=False, personal="indirect")
    kind = text("What changed", values=CHANGE_KINDS, nullable=False)
    change_date = day("Date of the change", nullable=False)
    old_value = text("Value before", null_means="no value before", content="history")
    new_value = text("Value after", null_means="no value after", content="history")
    sbi_edition = text("Edition of the SBI codes in an activity change", values=SBI_EDITIONS)


@happened("kvk_nr", "kind", "start_date")
@asked(most_days=200)
class Insolvency(dy.Schema):
    """Public insolvencies of companies."""

    kvk_nr = text("Trade-register number", pattern=KVK_NR, key=True, personal="indirect")
    kind = text("Kind", values=["faillissement", "surseance"], key=True)
    start_date = day("Date of the ruling", key=True)
    end_date = day("Date it ended", null_means="not ended")


@under("bibob")
@asked(most_days=800)
class Turnover(dy.Schema):
    """Turnover per establishment or company; self-supplied, filed or aggregate, never tax data."""

    unit_type = text("What the unit is", values=["establishment", "company"], key=True)
    unit_id = text("Establishment or trade-register number", key=True, personal="indirect")
    year = whole("Year", unit="year", key=True, low=1900, high=2100)
    amount = real("Turnover", unit="EUR")
    source = text("Where the figure comes from", values=TURNOVER_SOURCES)


@asked(most_days=400, profit=0.5, top_income=0.3, turnover=0.5, wages=0.5)
class AnnualAccount(dy.Schema):
    """Figures of annual accounts; of care providers, those of their annual reporting (DigiMV).

    Accounts as small companies file them hold no turnover and no wages.
    """

    kvk_nr = text("Trade-register number", pattern=KVK_NR, key=True, personal="indirect")
    year = whole("Financial year", unit="year", key=True, low=1900, high=2100)
    turnover = real("Turnover", unit="EUR")
    profit = real("Result", unit="EUR", low=None)
    wages = real("Wages and social charges", unit="EUR")
    top_income = real("Highest pay of one director", unit="EUR")


@under("wmo")
@asked(most_days=400, paid_amount=0.8)
class CareContract(dy.Schema):
    """Payments to care providers under Wmo and Jeugdwet; for that purpose only."""

    provider_kvk = text("Trade-register number of the provider", pattern=KVK_NR, key=True)
    kind = text("Kind of care", codes="care_kind", key=True)
    year = whole("Year", unit="year", key=True, low=1900, high=2100)
    municipality = text(
        "Area code of the municipality that paid",
        pattern=MUNICIPALITY,
        key=True,
        absent=Absent(None, "paid by the municipality of the project", of_project=True),
    )
    paid_amount = real("Amount paid", unit="EUR")
