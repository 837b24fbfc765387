from __future__ import annotations

import datetime as dt

import polars as pl

from screening.escalate.links import LINKS_SCHEMA, MOST_COMPANIES_PER_CONTROLLER, build_links

DAY = dt.date(2026, 1, 1)


def establishments(*rows: tuple[str, str, str | None, dt.date | None]) -> pl.DataFrame:
    return pl.DataFrame(
        list(rows),
        schema={
            "est_nr": pl.String, "kvk_nr": pl.String, "vbo_id": pl.String, "end_date": pl.Date,
        },
        orient="row",
    )  # fmt: skip


def pairs(frame: pl.DataFrame, name: str) -> list[tuple[str, str]]:
    found = frame.filter(pl.col("link") == name).select("from_id", "to_id")
    return list(found.iter_rows())


def test_no_registers_give_no_links() -> None:
    found = build_links({})
    assert found.is_empty()
    assert found.schema == LINKS_SCHEMA


def test_a_missing_column_gives_no_links_of_that_kind() -> None:
    found = build_links({"kvk_establishment": pl.DataFrame({"est_nr": ["1"], "kvk_nr": ["2"]})})
    assert found["link"].to_list() == ["company_establishment"]


def test_an_establishment_connects_its_company_and_its_address() -> None:
    found = build_links({"kvk_establishment": establishments(("e1", "k1", "a1", None))})
    assert pairs(found, "establishment_address") == [("e1", "a1")]
    assert pairs(found, "company_establishment") == [("k1", "e1")]
    assert pairs(found, "company_address") == [("k1", "a1")]


def test_who_left_before_the_reference_date_connects_nothing() -> None:
    register = establishments(
        ("e1", "k1", "a1", DAY), ("e2", "k2", "a1", DAY + dt.timedelta(1)), ("e3", "k3", None, None)
    )
    found = build_links({"kvk_establishment": register}, as_of=DAY)
    assert pairs(found, "establishment_address") == [("e2", "a1")]
    assert pairs(found, "company_establishment") == [("k2", "e2"), ("k3", "e3")]


def test_applications_parks_and_branches() -> None:
    found = build_links(
        {
            "permit_application": pl.DataFrame(
                {"application_id": ["p1", "p2"], "applicant_kvk": ["k1", None], "vbo_id": "a1"}
            ),
            "park_object": pl.DataFrame({"park_id": ["P", "P"], "vbo_id": ["a1", "a1"]}),
            "area_branch": pl.DataFrame({"area_code": ["GM9001"] * 2, "branch": ["horeca"] * 2}),
        }
    )  # fmt: skip
    assert pairs(found, "application_company") == [("p1", "k1")]
    assert pairs(found, "application_address") == [("p1", "a1"), ("p2", "a1")]
    assert pairs(found, "park_address") == [("P", "a1")]
    assert pairs(found, "area_branch_area") == [("GM9001:horeca", "GM9001")]


def roles(*rows: tuple[str, str | None, str | None, str]) -> dict[str, pl.DataFrame]:
    columns = ["kvk_nr", "person_key", "company_key", "role"]
    frame = pl.DataFrame(list(rows), schema=dict.fromkeys(columns, pl.String), orient="row")
    return {"kvk_role": frame.with_columns(end_date=pl.lit(None, pl.Date))}


def test_companies_under_one_controller_are_linked_once_and_without_the_person() -> None:
    found = build_links(
        roles(
            ("k2", "p", None, "bestuurder"), ("k1", "p", None, "bestuurder"),
            ("k1", "p", None, "eigenaar"), ("k3", "p", None, "commissaris"),
            ("k4", None, "k1", "bestuurder"),
        )
    )  # fmt: skip
    assert pairs(found, "company_company") == [("k1", "k2"), ("k1", "k4")]
    assert "p" not in set(found["from_id"]) | set(found["to_id"])


def test_a_parent_is_linked_to_its_subsidiary() -> None:
    company = pl.DataFrame({"kvk_nr": ["k1", "k2"], "parent_kvk": [None, "k1"]})
    assert pairs(build_links({"kvk_company": company}), "company_company") == [("k1", "k2")]


def test_a_trust_office_connects_nothing() -> None:
    few = [(f"k{i:03}", "p", None, "bestuurder") for i in range(MOST_COMPANIES_PER_CONTROLLER)]
    most = pairs(build_links(roles(*few)), "company_company")
    assert len(most) == len(few) * (len(few) - 1) // 2
    too_many = [*few, ("k999", "p", None, "bestuurder")]
    assert pairs(build_links(roles(*too_many)), "company_company") == []
