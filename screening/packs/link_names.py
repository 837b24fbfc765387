"""The links between subjects that an escalation may state, and what they connect."""

from __future__ import annotations

from screening.packs.models import SubjectType

LINK_ENDS: dict[str, tuple[SubjectType, SubjectType]] = {
    "establishment_address": ("establishment", "address"),
    "company_establishment": ("company", "establishment"),
    "company_address": ("company", "address"),
    "company_company": ("company", "company"),
    "application_company": ("application", "company"),
    "application_address": ("application", "address"),
    "park_address": ("park", "address"),
    "area_branch_area": ("area_branch", "area"),
}
"""Subject type at either end; a link is followed from whichever end the conclusion is not about."""
