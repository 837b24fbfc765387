"""Addresses, parks, population counts and what the municipality knows of a place."""

from __future__ import annotations

import dataframely as dy

from screening.registers.schemas.columns import (
    BAG_ID,
    FROM_MUNICIPALITY,
    KVK_NR,
    PAND_ID,
    POSTCODE,
    day,
    real,
    text,
    whole,
    yes_no,
)
from screening.registers.schemas.facts import asked, under

OBJECT_TYPES = ["verblijfsobject", "standplaats", "ligplaats"]
PLACE_KINDS = [
    "business_centre",
    "domicile_provider",
    "accountant",
    "care_home",
    "shelter",
    "student_housing",
    "lodging",
    "company_dwelling",
    "municipal_office",
    "tolerated_residence",
]


@asked(
    most_days=400,
    area_code=0.9,
    floor_m2=0.8,
    object_type=0.9,
    parcel=0.7,
    parcel_m2=0.7,
    status=0.8,
    usage=0.8,
    x_rd=0.9,
    y_rd=0.9,
)
class BagObject(dy.Schema):
    """Address objects of the base register of addresses and buildings (BAG)."""

    vbo_id = text("BAG id of the address object", pattern=BAG_ID, key=True, personal="indirect")
    address = text("Street, number and place", personal="indirect", content="free")
    postcode = text("Postcode", pattern=POSTCODE, personal="indirect")
    area_code = text("Neighbourhood the object lies in")
    estate_code = text("Industrial estate the object lies on", null_means="on no estate")
    usage = text(
        "BAG uses (gebruiksdoelen), sorted and joined by '|', such as kantoorfunctie|woonfunctie",
        codes="bag_usage",
        joined=True,
    )
    floor_m2 = real("Usable floor area (gebruiksoppervlakte)", unit="m2")
    status = text(
        "BAG status, in the words of the BAG",
        codes="bag_object_status",
    )
    object_type = text("Kind of address object", values=OBJECT_TYPES)
    build_year = whole("Year of construction", unit="year", low=1000, high=2100)
    pand_id = text("BAG id of the building", pattern=PAND_ID)
    parcel = text("Cadastral parcel the object stands on", content="number")
    parcel_m2 = real("Area of that parcel", unit="m2")
    x_rd = real("Easting in the national grid (RD)", unit="m")
    y_rd = real("Northing in the national grid (RD)", unit="m")


@asked(most_days=400, parcel=0.9, status=0.8, surface_m2=0.8)
class BagPand(dy.Schema):
    """Buildings of the base register (BAG), also those without an address object, such as sheds."""

    pand_id = text("BAG id of the building", pattern=PAND_ID, key=True, personal="indirect")
    surface_m2 = real("Area the building covers", unit="m2")
    build_year = whole("Year of construction", unit="year", low=1000, high=2100)
    status = text(
        "BAG status, in the words of the BAG",
        codes="bag_pand_status",
    )
    x_rd = real("Easting in the national grid (RD)", unit="m")
    y_rd = real("Northing in the national grid (RD)", unit="m")
    parcel = text("Cadastral parcel the building stands on", content="number")


class KnownPlace(dy.Schema):
    """Places with a known lawful reason to look unusual; kept by the municipality."""

    vbo_id = text("BAG id", pattern=BAG_ID, key=True, personal="indirect")
    kind = text("What the place is", values=PLACE_KINDS, key=True)
    since = day("Known since")


@asked(most_days=900)
class HolidayPark(dy.Schema):
    """Holiday parks as the municipality knows them."""

    park_id = text("Holiday park", key=True)
    park_name = text("Name of the park", content="name")
    units_counted = whole("Units counted on site or from the air", unit="units")
    residence_allowed = yes_no("The plan allows permanent residence")
    operator_kvk = text("Company that runs the park", pattern=KVK_NR, null_means="no operator")


@asked(most_days=400)
class ParkObject(dy.Schema):
    """Which address objects belong to which holiday park."""

    vbo_id = text("BAG id", pattern=BAG_ID, key=True, personal="indirect")
    park_id = text("Holiday park", nullable=False)
    park_name = text("Name of the park", content="name")


@under("brp")
@asked(most_days=400, registrations=0.9)
class ParkArrival(dy.Schema):
    """Registrations on addresses of a holiday park of people who lived in another municipality.

    Whole years, counted from the population register (BRP); never who they are, nor from abroad.
    Each year of a park has a row 'rest', 0 where that is nobody: without it the year is unknown.
    """

    park_id = text("Holiday park", key=True)
    year = whole("Year", unit="year", key=True, low=1900, high=2100)
    from_municipality = text(
        "Municipality of the address before, or 'rest': all with fewer than ten, together",
        pattern=FROM_MUNICIPALITY,
        elsewhere=True,
        key=True,
    )
    registrations = whole("Registrations in the year", unit="registrations")


@under("brp")
@asked(
    most_days=200,
    briefadres_count=0.9,
    empty_months=0.8,
    households=0.9,
    moves_in_24m=0.9,
    moves_out_24m=0.9,
    owners_registered=0.8,
    persons=0.9,
    vow_mutations_24m=0.9,
)
class BrpCount(dy.Schema):
    """Counts per address from the population register (BRP); never names, ages or origin."""

    vbo_id = text("BAG id", pattern=BAG_ID, key=True, personal="indirect")
    count_date = day("Date the counts refer to")
    persons = whole("Registered persons", unit="persons")
    households = whole("Registered households", unit="households")
    moves_in_24m = whole("Registrations in the last 24 months", unit="moves")
    moves_out_24m = whole("Departures in the last 24 months", unit="moves")
    vow_mutations_24m = whole(
        "'Left, destination unknown' changes in the last 24 months", unit="changes"
    )
    briefadres_count = whole("Registered postal addresses", unit="registrations")
    empty_months = whole("Months in a row without anybody registered", unit="months")
    owners_registered = whole("Holders of the right who are registered here", unit="persons")
