"""Which columns point to which register; dangling keys show in the match rate of a register."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from screening.registers.schemas import REGISTERS

Numbered = tuple[str, str]
"""Register and column in which everything of a kind has its number."""


class ForeignKey(NamedTuple):
    """``register.column`` holds keys of ``target.target_column``; null is no key."""

    register: str
    column: str
    target: str
    target_column: str
    required: bool = False
    """A row whose key dangles means nothing and is quarantined, if the target was delivered."""

    @property
    def name(self) -> str:
        """Such as ``vbo_id->bag_object.vbo_id``."""
        return f"{self.column}->{self.target}.{self.target_column}"


def _address(register: str) -> ForeignKey:
    return ForeignKey(register, "vbo_id", "bag_object", "vbo_id")


def _company(register: str, column: str = "kvk_nr") -> ForeignKey:
    return ForeignKey(register, column, "kvk_company", "kvk_nr")


def _establishment(register: str) -> ForeignKey:
    return ForeignKey(register, "est_nr", "kvk_establishment", "est_nr")


FOREIGN_KEYS: tuple[ForeignKey, ...] = (
    ForeignKey("area", "parent_code", "area", "area_code"),
    *(
        ForeignKey(name, "area_code", "area", "area_code", required=True)
        for name in (
            "area_population", "area_count", "area_share", "area_branch", "area_designation",
            "area_certificate", "price_index",
        )
    ),
    ForeignKey("bag_object", "area_code", "area", "area_code"),
    ForeignKey("bag_object", "pand_id", "bag_pand", "pand_id"),
    *map(
        _address,
        (
            "known_place", "park_object", "brp_count", "brk_right", "brk_transfer", "brk_mortgage",
            "woz_value", "kvk_establishment", "permit", "permit_application", "rdw_recognition",
            "env_notification", "inspection", "signal", "web_finding", "closure", "safety_note",
        ),
    ),
    *map(_company, ("kvk_establishment", "kvk_role", "kvk_change", "insolvency", "rdw_recognition",
                    "signal", "web_finding", "annual_account", "waste_collector")),
    *map(_establishment, ("permit", "dor_registration", "inspection", "bibob_capacity")),
    _company("kvk_company", "parent_kvk"),
    _company("kvk_role", "company_key"),
    _company("brk_right", "owner_kvk"),
    _company("permit", "holder_kvk"),
    _company("permit_application", "applicant_kvk"),
    _company("closure", "operator_kvk"),
    _company("care_contract", "provider_kvk"),
    _company("holiday_park", "operator_kvk"),
    _company("brk_transfer", "buyer_kvk"),
    ForeignKey("park_object", "park_id", "holiday_park", "park_id"),
    ForeignKey("park_arrival", "park_id", "holiday_park", "park_id"),
    ForeignKey("permit_role", "permit_id", "permit", "permit_id"),
    ForeignKey("bibob_form", "application_id", "permit_application", "application_id"),
    ForeignKey("bibob_loan", "application_id", "permit_application", "application_id"),
    ForeignKey("bibob_event", "application_id", "permit_application", "application_id"),
)  # fmt: skip
"""Companies outside the municipality are no error, so keys of companies are never required."""
SUBJECT_NUMBERS: Mapping[str, tuple[Numbered, ...]] = MappingProxyType(
    {
        "address": (("bag_object", "vbo_id"),),
        "establishment": (("kvk_establishment", "est_nr"),),
        "company": (("kvk_company", "kvk_nr"),),
        "application": (("permit_application", "application_id"),),
        "park": (("holiday_park", "park_id"),),
        "area": (("area", "area_code"),),
        "area_branch": (("area", "area_code"), ("area_branch", "branch")),
    }
)
"""What the id of a subject is made of; other columns hold the same ids as foreign keys of these."""

OF_SEVERAL: Mapping[Numbered, frozenset[str]] = MappingProxyType(
    {("turnover", "unit_id"): frozenset({"establishment", "company"})}
)
"""Columns that number one kind in one row and another in the next, as the row itself says."""
_BRANCHES = (("area_designation", "branch"), ("permit_application", "branch"))
"""The branch groups of area_branch; these have no register of their own to refer to."""


@cache
def one_thing() -> frozenset[Numbered]:
    """Columns that name one place, object or business in every row: never an area, never null."""
    areas = set(SUBJECT_NUMBERS["area"] + SUBJECT_NUMBERS["area_branch"])
    found = {number for number, home in numbers().items() if home not in areas}
    return frozenset(
        (register, name)
        for register, name in found
        if not REGISTERS[register].columns[name].nullable
    )


@cache
def numbers() -> Mapping[Numbered, Numbered]:
    """Every column that holds numbers of something to the column where those are at home."""
    home = {number for several in SUBJECT_NUMBERS.values() for number in several}
    home |= {(key.target, key.target_column) for key in FOREIGN_KEYS}
    found = {number: number for number in sorted(home)}
    found |= dict.fromkeys(_BRANCHES, ("area_branch", "branch"))
    return found | {
        (key.register, key.column): (key.target, key.target_column) for key in FOREIGN_KEYS
    }
