"""Which columns point to which register; dangling keys show in the match rate of a register."""

from __future__ import annotations

from typing import NamedTuple


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
            "area_population", "area_count", "area_branch", "area_designation", "price_index",
        )
    ),
    ForeignKey("bag_object", "area_code", "area", "area_code"),
    *map(
        _address,
        (
            "known_place", "park_object", "brp_count", "brk_right", "brk_transfer", "brk_mortgage",
            "woz_value", "kvk_establishment", "permit", "permit_application", "rdw_recognition",
            "env_notification", "inspection", "signal", "closure",
        ),
    ),
    *map(_company, ("kvk_establishment", "kvk_role", "kvk_change", "insolvency", "rdw_recognition",
                    "signal", "annual_account", "waste_collector")),
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
    ForeignKey("permit_role", "permit_id", "permit", "permit_id"),
    ForeignKey("bibob_form", "application_id", "permit_application", "application_id"),
    ForeignKey("bibob_loan", "application_id", "permit_application", "application_id"),
    ForeignKey("bibob_event", "application_id", "permit_application", "application_id"),
)  # fmt: skip
"""Companies outside the municipality are no error, so keys of companies are never required."""
