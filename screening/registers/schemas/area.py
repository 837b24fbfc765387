"""Area figures in long form, so that any phenomenon fits; aggregates only, no personal data."""

from __future__ import annotations

import dataframely as dy

from screening.registers.schemas.columns import Absent, day, real, text, whole, yes_no
from screening.registers.schemas.facts import adds_up, asked, merges

AREA_LEVELS = [
    "municipality", "district", "neighbourhood", "estate", "corop", "province", "country",
]  # fmt: skip
DESIGNATION_KINDS = [
    "risk_area",
    "risk_branch",
    "candidate_area",
    "candidate_branch",
    "buyup_protection",
    "room_rental_policy",
    "rental_permit",
    "migrant_housing",
]


def _rounded_to() -> dy.Int64:
    return whole(
        "Multiple the count was rounded to before delivery",
        unit="count",
        low=1,
        null_means="count not rounded",
        absent=Absent(None, "counts not rounded"),
    )


@merges("merged_into", since="merged_on")
class Area(dy.Schema):
    """Areas and the features that make two areas comparable."""

    area_code = text("Area code, such as GM9001 or BU90010101", key=True)
    name = text("Name of the area", nullable=False, content="name")
    level = text("Level of the area", values=AREA_LEVELS, nullable=False)
    parent_code = text("Code of the area this one lies in", null_means="no larger area")
    province = text("Name of the province", content="name")
    urbanity_class = whole(
        "CBS urbanity class, 1 very strongly urban .. 5 not urban", low=1, high=5
    )
    address_density = real("Surrounding address density", unit="addresses/km2")
    land_km2 = real("Land area", unit="km2")
    home_value_keur = real("Mean assessed home value", unit="1000 EUR")
    industry_trade_share = real("Share of jobs in industry and trade", unit="share 0-1")
    rural_share = real("Share of the land that is rural", unit="share 0-1")
    border = yes_no("Lies on the national border")
    merged_into = text(
        "Code of the area it became part of on that day; a row for each where it was divided",
        joined=True,
        null_means="is still there",
    )
    merged_on = day("Day on which it became part of another area", null_means="is still there")


@adds_up(inhabitants="sum", homes="sum")
class AreaPopulation(dy.Schema):
    """Inhabitants per area and year, on 1 January."""

    area_code = text("Area code", key=True)
    year = whole("Year", unit="year", key=True, low=1900, high=2100)
    inhabitants = whole("Inhabitants on 1 January", unit="inhabitants")
    homes = whole("Homes on 1 January", unit="homes")


@adds_up(count="sum", rounded_to="sum")
class AreaCount(dy.Schema):
    """Counts of any phenomenon per area and period."""

    area_code = text("Area code", key=True)
    year = whole("Year", unit="year", key=True, low=1900, high=2100)
    month = whole("Month 1-12, or 0 for the whole year", unit="month", key=True, low=0, high=12)
    phenomenon = text(
        "What is counted; rules may ask for", codes="phenomenon", closed=False, key=True
    )
    count = whole("Number counted", unit="count")
    files = whole("Number of files the counted items belong to", unit="files")
    subjects = whole("Number of subjects the counted items belong to", unit="subjects")
    rounded_to = _rounded_to()


class AreaShare(dy.Schema):
    """Shares per area and year that are published as such, with the limits of what was asked."""

    area_code = text("Area code", key=True)
    year = whole("Year", unit="year", key=True, low=1900, high=2100)
    topic = text(
        "What the share is of; rules may ask for", codes="share_topic", closed=False, key=True
    )
    bound = text(
        "The share itself, or a limit of its 95 % interval as published",
        codes="share_bound",
        key=True,
        absent=Absent("value", "the shares themselves, without limits"),
    )
    share = real("Share, or the limit of it", unit="share 0-1")


@adds_up(
    establishments="sum", turnover="sum", largest_turnover="max", started="sum", ended="sum",
    rounded_to="sum",
)  # fmt: skip
class AreaBranch(dy.Schema):
    """Establishments and turnover per area, year and branch group."""

    area_code = text("Area code", key=True)
    year = whole("Year", unit="year", key=True, low=1900, high=2100)
    branch = text("Branch group", codes="branch", closed=False, key=True)
    establishments = whole("Establishments", unit="establishments")
    turnover = real("Turnover of the branch in the area", unit="EUR")
    largest_turnover = real("Turnover of the largest firm of the branch there", unit="EUR")
    started = whole("Establishments that started in the year", unit="establishments")
    ended = whole("Establishments that ended in the year", unit="establishments")
    rounded_to = _rounded_to()


@asked(most_days=400)
class AreaDesignation(dy.Schema):
    """Designation decisions, and branches and areas that the mayor has said to weigh one for."""

    area_code = text("Area code", key=True)
    kind = text("Kind of designation", values=DESIGNATION_KINDS, key=True)
    branch = text(
        "Branch group, or 'all'", codes="branch", closed=False, besides=("all",), key=True
    )
    start_date = day("First day in force", key=True)
    end_date = day("First day no longer in force", null_means="still in force")
    decision = text("Reference of the decision", content="free")
    evaluation_date = day("Day on which the decision is to be evaluated", null_means="not planned")


@asked(most_days=400)
class AreaCertificate(dy.Schema):
    """Certificates of an area, such as that of a safe business park (KVO)."""

    area_code = text("Area code", key=True)
    kind = text("Kind of certificate", codes="area_certificate", key=True)
    start_date = day("First day it is valid", key=True)
    valid_until = day("Last day it is valid", null_means="no last day")


@asked(most_days=800)
class PriceIndex(dy.Schema):
    """Price level of homes per area and year, to compare a price with an earlier one."""

    area_code = text("Area code", key=True)
    year = whole("Year", unit="year", key=True, low=1900, high=2100)
    index = real("Price index of existing homes", unit="index")
