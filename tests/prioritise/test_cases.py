from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest

from screening.packs.models import Priority
from screening.prioritise.cases import MOST_COMPANIES, in_cases, qualifies
from screening.prioritise.points import counted, scored

Build = Callable[..., pl.DataFrame]


def cases(
    given: pl.DataFrame, joined: pl.DataFrame, known: pl.DataFrame | None = None
) -> list[set[str]]:
    registers = {} if known is None else {"known_place": known}
    found = in_cases(given.lazy(), joined.lazy(), registers).collect()
    assert found.height == given.height, "no reason is lost or doubled"
    groups = found.group_by("place").agg("subject").sort("place")
    return [set(members) for members in groups["subject"]]


def test_an_address_and_the_companies_there_are_one_case(reasons: Build, links: Build) -> None:
    joined = links("company_address company:k address:a", "company_address company:q address:a")
    given = reasons("address.x 3 address:a", "company.x 3 company:k", "role.x 3 company:z")
    assert cases(given, joined) == [{"a", "k"}, {"z"}]


def test_a_bystander_connects_nothing(reasons: Build, links: Build) -> None:
    """Two companies at an address without any reason of its own are two cases."""
    joined = links("company_address company:k address:a", "company_address company:q address:a")
    given = reasons("company.x 3 company:k", "company.x 3 company:q")
    assert cases(given, joined) == [{"k"}, {"q"}]


def test_an_establishment_brings_its_reason_to_its_address_and_company(
    reasons: Build, links: Build
) -> None:
    joined = links(
        "establishment_address establishment:e address:a",
        "company_establishment company:k establishment:e",
        "company_address company:k address:a",
        "company_establishment company:lone establishment:f",
    )
    given = reasons(
        "car.x 3 establishment:e", "company.x 3 company:k", "car.x 3 establishment:f",
        "role.x 3 company:lone", "car.x 3 establishment:unknown",
    )  # fmt: skip
    assert cases(given, joined) == [{"e", "k"}, {"f", "lone"}, {"unknown"}]


def test_companies_under_one_controller_are_one_case(reasons: Build, links: Build) -> None:
    joined = links("company_company company:k company:q")
    given = reasons("company.x 3 company:k", "role.x 3 company:q")
    assert cases(given, joined) == [{"k", "q"}]


def test_a_holiday_park_and_what_has_a_reason_on_it_are_one_case(
    reasons: Build, links: Build
) -> None:
    joined = links(
        "park_address park:p address:a", "park_address park:p address:b",
        "company_address company:k address:a", "park_address park:q address:c",
    )  # fmt: skip
    given = reasons("park.x 3 park:p", "address.x 3 address:a", "role.x 3 company:k",
                    "park.x 3 park:q")  # fmt: skip
    assert cases(given, joined) == [{"a", "k", "p"}, {"q"}]


def test_a_long_chain_is_one_case(reasons: Build, links: Build) -> None:
    size = 90
    joined = links(*[f"company_company company:k{i:02} company:k{i + 1:02}" for i in range(size)])
    given = reasons(*[f"company.x 3 company:k{i:02}" for i in reversed(range(size + 1))])
    found = in_cases(given.lazy(), joined.lazy(), {}).collect()
    assert set(found["place"]) == {"company:k00"}


def centre(links: Build, size: int) -> pl.DataFrame:
    return links(*[f"company_address company:k{i:02} address:a" for i in range(size)])


def test_a_business_centre_does_not_tie_its_tenants_into_one_case(
    reasons: Build, links: Build
) -> None:
    tenants = [f"company.x 3 company:k{i:02}" for i in range(MOST_COMPANIES + 1)]
    given = reasons("address.x 3 address:a", *tenants)
    assert len(cases(given, centre(links, MOST_COMPANIES + 1))) == MOST_COMPANIES + 2
    small = reasons("address.x 3 address:a", *tenants[:MOST_COMPANIES])
    assert len(cases(small, centre(links, MOST_COMPANIES))) == 1


@pytest.mark.parametrize(("kind", "number"), [("business_centre", 2), ("care_home", 1)])
def test_a_place_known_as_shared_connects_nothing(
    reasons: Build, links: Build, kind: str, number: int
) -> None:
    known = pl.DataFrame({"vbo_id": ["a"], "kind": [kind]})
    given = reasons("address.x 3 address:a", "company.x 3 company:k00")
    assert len(cases(given, centre(links, 1), known)) == number


@pytest.mark.parametrize(
    ("written", "fits"),
    [
        (["a.x 2", "b.x 2", "c.x 2"], True),
        (["a.x 3", "b.x 3"], False),
        (["a.x 3", "a.y 3", "a.z 3"], False),
        (["a.x 5"], True),
        (["a.x 4", "a.y 4"], True),
        (["a.x 4", "b.x 3"], False),
    ],
)
def test_what_makes_a_case(reasons: Build, written: list[str], fits: bool) -> None:
    given = reasons(*[f"{each} address:1" for each in written])
    placed = given.lazy().with_columns(
        list=pl.lit("tvo"),
        place_type="subject_type",
        place="subject",
        shown="text",
        who=pl.lit(""),
    )
    found = scored(counted(placed, {"octopus": Priority()})).filter(qualifies()).collect()
    assert (found.height == 1) is fits


def test_one_severe_rule_at_two_places_is_one_severe_reason(reasons: Build) -> None:
    given = reasons("a.x 4 address:1", "a.x 4 address:2")
    case = {"list": pl.lit("tvo"), "place_type": pl.lit("case"), "place": pl.lit("address:1")}
    placed = given.lazy().with_columns(**case, shown="text", who=pl.lit(""))
    assert scored(counted(placed, {"octopus": Priority()})).filter(qualifies()).collect().is_empty()
