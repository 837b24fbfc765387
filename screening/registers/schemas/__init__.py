"""One dataframely schema per register, and the facts about each register as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import dataframely as dy

from screening.registers.schemas import address, area, company, ownership, permit, supervision
from screening.registers.schemas.columns import Absent

Regime = Literal["none", "brp", "bibob", "wmo", "fiu", "wpg"]


@dataclass(frozen=True)
class Register:
    """A register: its schema, the sector law it falls under and what it is for."""

    name: str
    schema: type[dy.Schema]
    regime: Regime = "none"

    @cached_property
    def columns(self) -> dict[str, dy.Column]:
        """Declared columns by name."""
        return self.schema.columns()

    @cached_property
    def key(self) -> list[str]:
        """Columns of the primary key; empty when rows have none."""
        return self.schema.primary_key()

    @cached_property
    def when_absent(self) -> dict[str, Absent]:
        """What an extract says that has no such column; for columns of which that is known."""
        facts = {name: (each.metadata or {}).get("absent") for name, each in self.columns.items()}
        return {name: fact for name, fact in facts.items() if fact is not None}

    @property
    def description(self) -> str:
        """First sentence of the schema's docstring."""
        return (self.schema.__doc__ or "").strip().splitlines()[0]


_ALL = [
    Register("area", area.Area),
    Register("area_population", area.AreaPopulation),
    Register("area_count", area.AreaCount),
    Register("area_branch", area.AreaBranch),
    Register("area_designation", area.AreaDesignation),
    Register("price_index", area.PriceIndex),
    Register("bag_object", address.BagObject),
    Register("known_place", address.KnownPlace),
    Register("holiday_park", address.HolidayPark),
    Register("park_object", address.ParkObject),
    Register("brp_count", address.BrpCount, "brp"),
    Register("brk_right", ownership.BrkRight),
    Register("brk_transfer", ownership.BrkTransfer),
    Register("brk_mortgage", ownership.BrkMortgage),
    Register("woz_value", ownership.WozValue),
    Register("kvk_company", company.KvkCompany),
    Register("kvk_establishment", company.KvkEstablishment),
    Register("kvk_role", company.KvkRole),
    Register("kvk_change", company.KvkChange),
    Register("insolvency", company.Insolvency),
    Register("turnover", company.Turnover, "bibob"),
    Register("annual_account", company.AnnualAccount),
    Register("care_contract", company.CareContract, "wmo"),
    Register("permit", permit.Permit),
    Register("permit_role", permit.PermitRole),
    Register("permit_application", permit.PermitApplication),
    Register("bibob_form", permit.BibobForm, "bibob"),
    Register("bibob_loan", permit.BibobLoan, "bibob"),
    Register("bibob_event", permit.BibobEvent, "bibob"),
    Register("bibob_capacity", permit.BibobCapacity, "bibob"),
    Register("waste_collector", permit.WasteCollector),
    Register("dor_registration", permit.DorRegistration),
    Register("rdw_recognition", permit.RdwRecognition),
    Register("env_notification", permit.EnvNotification),
    Register("inspection", supervision.Inspection),
    Register("signal", supervision.Signal),
    Register("closure", supervision.Closure),
]

REGISTERS: dict[str, Register] = {register.name: register for register in _ALL}

EVENTS: dict[str, tuple[str, ...]] = {
    "signal": ("signal_id",),
    "inspection": ("inspection_id",),
    "closure": ("closure_id",),
    "env_notification": ("notification_id",),
    "permit": ("permit_id",),
    "insolvency": ("kvk_nr", "kind", "start_date"),
    "kvk_change": ("kvk_nr", "kind", "change_date"),
    "bibob_event": ("application_id", "event", "event_date"),
}
"""Registers of which a row is something that happened once, and what names it.

Such a row is one fact, however many rules read it: one report, one visit, one closure.
"""
