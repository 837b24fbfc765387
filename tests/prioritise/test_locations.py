from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest

from screening.prioritise.locations import (
    MOST_ADDRESSES,
    at_addresses,
    at_applications,
    at_branches,
    in_municipality,
)

Build = Callable[..., pl.LazyFrame]


@pytest.fixture
def reasons(reasons: Callable[..., pl.DataFrame]) -> Build:
    return lambda *written, **changes: reasons(*written, **changes).lazy()


@pytest.fixture
def links(links: Callable[..., pl.DataFrame]) -> Build:
    return lambda *written: links(*written).lazy()


def places(frame: pl.LazyFrame) -> list[tuple[str, str, str]]:
    return sorted(frame.select("rule", "place_type", "place").collect().rows())


def test_an_establishment_is_at_its_address(reasons: Build, links: Build) -> None:
    found = at_addresses(
        reasons("car.x 3 establishment:e", "address.x 3 address:a"),
        links("establishment_address establishment:e address:a"),
    )
    assert places(found) == [("address.x", "address", "a"), ("car.x", "address", "a")]


def test_what_has_no_address_stays_a_place_of_its_own(reasons: Build, links: Build) -> None:
    found = at_addresses(reasons("car.x 3 establishment:e", "park.x 3 park:p"), links())
    assert places(found) == [("car.x", "establishment", "e"), ("park.x", "park", "p")]


def test_a_park_is_one_place_and_not_its_addresses(reasons: Build, links: Build) -> None:
    joined = links("park_address park:p address:a", "park_address park:p address:b")
    assert places(at_addresses(reasons("park.x 3 park:p"), joined)) == [("park.x", "park", "p")]


def test_a_company_is_at_its_few_addresses_but_not_at_many(reasons: Build, links: Build) -> None:
    few = links("company_address company:k address:a", "company_address company:k address:b")
    found = at_addresses(reasons("company.x 3 company:k"), few)
    assert places(found) == [("company.x", "address", "a"), ("company.x", "address", "b")]
    many = links(*[f"company_address company:k address:{i}" for i in range(MOST_ADDRESSES + 1)])
    found = at_addresses(reasons("company.x 3 company:k"), many)
    assert places(found) == [("company.x", "company", "k")]


APPLICATIONS = {
    "permit_application": pl.DataFrame(
        {"application_id": ["p1", "p2", "p3"], "status": ["in_progress", "granted", "received"]}
    )
}


def test_what_is_known_of_an_applicant_counts_for_its_open_applications(
    reasons: Build, links: Build
) -> None:
    joined = links(
        "application_company application:p1 company:k",
        "application_company application:p2 company:k",
        "application_company application:p3 company:other",
        "company_establishment company:k establishment:e",
    )
    given = reasons(
        "bibob.x 3 application:p2", "establishment.t 3 establishment:e", "role.x 3 company:k",
        "establishment.t 3 establishment:stranger",
    )  # fmt: skip
    assert places(at_applications(given, joined, APPLICATIONS)) == [
        ("bibob.x", "application", "p2"),
        ("establishment.t", "application", "p1"),
        ("role.x", "application", "p1"),
    ]


def test_without_the_register_only_applications_themselves_remain(
    reasons: Build, links: Build
) -> None:
    given = reasons("bibob.x 3 application:p2", "establishment.t 3 establishment:e")
    assert places(at_applications(given, links(), {})) == [("bibob.x", "application", "p2")]


def test_an_area_counts_for_its_branches_or_stands_alone(reasons: Build) -> None:
    found = at_branches(
        reasons(
            "area.b 3 area_branch:GM9001:horeca", "area.c 3 area_branch:GM9001:scrap",
            "area.a 3 area:GM9001", "area.a 3 area:GM9002",
        )
    )  # fmt: skip
    assert places(found) == [
        ("area.a", "area", "GM9002"),
        ("area.a", "area_branch", "GM9001:horeca"),
        ("area.a", "area_branch", "GM9001:scrap"),
        ("area.b", "area_branch", "GM9001:horeca"),
        ("area.c", "area_branch", "GM9001:scrap"),
    ]


def test_only_the_own_municipality_and_what_lies_in_it(reasons: Build) -> None:
    area = pl.DataFrame(
        {
            "area_code": ["GM9001", "WK9001", "BU9001", "GM9002"],
            "parent_code": [None, "GM9001", "WK9001", None],
        }
    )
    given = reasons(
        "area.a 3 area:GM9001", "area.a 3 area_branch:BU9001:horeca", "area.a 3 area:GM9002"
    )
    found = in_municipality(given, {"area": area}, "GM9001")
    assert found.collect()["subject"].to_list() == ["GM9001", "BU9001:horeca"]
    alone = in_municipality(given, {}, "GM9001").collect()
    assert alone["subject"].to_list() == ["GM9001"]
