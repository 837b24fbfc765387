from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import polars as pl

from screening.prioritise.branches import branch_of_codes, locations_of_themes, of_their_theme

DAY = dt.date(2026, 1, 1)
ENDED = dt.date(2020, 1, 1)


def establishments(*rows: tuple[str, str | None, str, dt.date | None]) -> pl.DataFrame:
    return pl.DataFrame(
        list(rows),
        schema={
            "est_nr": pl.String, "vbo_id": pl.String, "sbi": pl.String, "end_date": pl.Date,
        },
        orient="row",
    ).with_columns(sbi_edition=pl.lit("2008"), start_date=pl.lit(None, pl.Date))  # fmt: skip


def test_a_code_belongs_to_the_groups_of_its_prefix_and_edition() -> None:
    codes = pl.DataFrame({"sbi": ["45112", "4671", "4671", "0000"], "sbi_edition": ["2008", "2008",
                          "2025", "2008"]})  # fmt: skip
    found = branch_of_codes(codes.lazy()).select("sbi", "sbi_edition", "group").collect().rows()
    assert ("45112", "2008", "car_trade") in found
    assert ("4671", "2025", "car_trade") in found
    assert ("4671", "2008", "car_trade") not in found
    assert "0000" not in {sbi for sbi, _, _ in found}


def test_the_population_of_a_theme_is_its_branches_and_permits_now() -> None:
    registers = {
        "kvk_establishment": establishments(
            ("1", "a", "45112", None), ("2", "a", "45112", None), ("3", "b", "45112", ENDED),
            ("4", None, "45112", None), ("5", "c", "56101", None),
        ),
        "permit": pl.DataFrame(
            {
                "vbo_id": ["p", "q", "r"], "kind": ["kamerverhuur", "kamerverhuur", "alcohol"],
                "status": ["granted", "refused", "granted"],
                "start_date": None, "end_date": None,
            },
            schema_overrides={"start_date": pl.Date, "end_date": pl.Date},
        ),
    }  # fmt: skip
    found = locations_of_themes(["kamer", "auto"], registers, DAY).collect()
    assert found.rows() == [("auto", "address", "a"), ("kamer", "address", "p")]


def test_the_population_of_the_park_theme_is_the_parks() -> None:
    parks = pl.DataFrame({"vbo_id": ["a", "b", "c"], "park_id": ["P", "P", "Q"]})
    found = locations_of_themes(["park"], {"park_object": parks}, DAY).collect()
    assert found.rows() == [("park", "park", "P"), ("park", "park", "Q")]


def test_without_registers_there_is_no_population() -> None:
    assert locations_of_themes(["auto", "park"], {}, DAY).collect().is_empty()


def test_a_rule_for_many_themes_speaks_of_an_establishments_own_theme(
    reasons: Callable[..., pl.DataFrame],
) -> None:
    registers = {
        "kvk_establishment": establishments(
            ("dealer", "a", "45112", None), ("hairdresser", "a", "96021", None)
        )
    }
    many = reasons(
        "establishment.x 1 establishment:dealer", "establishment.x 1 establishment:hairdresser",
        "address.x 3 address:a", lists=["octopus.auto", "octopus.kring"],
    )  # fmt: skip
    one = reasons("secondhand.x 3 establishment:hairdresser", lists=["octopus.auto", "tvo"])
    given = pl.concat([many, one]).with_columns(list=pl.lit("octopus.auto")).lazy()
    found = of_their_theme(given, registers).select("rule", "subject").collect().rows()
    assert found == [
        ("establishment.x", "dealer"), ("address.x", "a"), ("secondhand.x", "hairdresser"),
    ]  # fmt: skip
    assert of_their_theme(given, {}).collect().equals(given.collect())
