"""What a run keeps for its pictures: aggregates, rounded, and nothing that is small."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.comparison.figures import FEWEST
from screening.publish.figures import areas, months
from screening.runs.read import read_figures

if TYPE_CHECKING:
    from screening.pipeline import RunResult

DAY = dt.date(2026, 1, 15)
AREA = pl.DataFrame(
    {
        "area_code": ["GM1", "WK1", "BU1", "BU2"], "name": ["Stad", "Wijk", "Noord", "Zuid"],
        "level": ["municipality", "district", "neighbourhood", "neighbourhood"],
        "parent_code": [None, "GM1", "WK1", "WK1"],
    }
)  # fmt: skip
SIGNALS = {"subject_type": pl.String, "subject": pl.String}


def counted(noord: int, zuid: int, flagged: list[int]) -> dict[str, tuple[int, int | None]]:
    """Addresses and those with a signal per area; ``flagged`` are numbers of addresses."""
    objects = pl.DataFrame(
        {"vbo_id": [str(n) for n in range(noord + zuid)],
         "area_code": ["BU1"] * noord + ["BU2"] * zuid},
        schema={"vbo_id": pl.String, "area_code": pl.String},
    )  # fmt: skip
    signals = pl.DataFrame(
        {"subject_type": ["address"] * len(flagged), "subject": [str(n) for n in flagged]},
        schema=SIGNALS,
    )
    found = areas({"area": AREA, "bag_object": objects}, signals)
    return {each["area_code"]: (each["addresses"], each["flagged"]) for each in found}


def test_areas_count_the_addresses_of_those_that_lie_in_them() -> None:
    found = counted(203, 198, list(range(12)))
    assert found == {
        "BU1": (205, 10), "BU2": (200, 0), "WK1": (400, 10), "GM1": (400, 10),
    }  # fmt: skip


def test_a_small_number_or_a_small_rest_is_not_kept() -> None:
    assert counted(200, 200, [1, 2, 3])["BU1"] == (200, None)
    assert counted(200, 200, list(range(195)))["BU1"] == (200, None)
    assert counted(200, 200, list(range(9)))["GM1"] == (400, None)
    assert counted(90, 200, list(range(40)))["BU1"] == (90, None)
    assert counted(90, 200, [])["BU1"] == (90, None)


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300))
def test_whatever_is_kept_is_a_multiple_of_five_and_not_small(
    noord: int, zuid: int, flagged: int
) -> None:
    for addresses, found in counted(noord, zuid, list(range(min(flagged, noord)))).values():
        assert addresses % 5 == 0
        assert found is None or found == 0 or (found % 5 == 0 and found >= FEWEST)


def test_an_establishment_counts_for_its_address_once() -> None:
    shops = pl.DataFrame({"est_nr": ["e1", "e2"], "vbo_id": ["1", None]})
    objects = pl.DataFrame({"vbo_id": [str(n) for n in range(200)], "area_code": ["BU1"] * 200})
    kinds = ["address"] * 11 + ["establishment"] * 2 + ["company"]
    signals = pl.DataFrame(
        {"subject_type": kinds, "subject": [*map(str, range(11)), "e1", "e2", "150"]},
        schema=SIGNALS,
    )
    registers = {"area": AREA, "bag_object": objects, "kvk_establishment": shops}
    [first, *_] = areas(registers, signals)
    assert first["flagged"] == 10, "eleven addresses, rounded; the shop lies at one of them"


def test_without_areas_or_addresses_there_are_none() -> None:
    nothing = pl.DataFrame(schema=SIGNALS)
    assert areas({"area": AREA}, nothing) == []
    assert areas({"bag_object": pl.DataFrame({"vbo_id": ["1"], "area_code": ["x"]})}, nothing) == []


def test_areas_that_lie_in_each_other_in_a_circle_end() -> None:
    round_and_round = AREA.with_columns(parent_code=pl.Series(["BU1", "GM1", "WK1", "WK1"]))
    objects = pl.DataFrame({"vbo_id": [str(n) for n in range(200)], "area_code": ["BU1"] * 200})
    assert areas({"area": round_and_round, "bag_object": objects}, pl.DataFrame(schema=SIGNALS))


def counts(*rows: tuple[str, int, int, int | None]) -> pl.DataFrame:
    schema = {"area_code": pl.String, "year": pl.Int64, "month": pl.Int64, "count": pl.Int64}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.with_columns(phenomenon=pl.lit("registered_crime"))


def test_months_are_those_of_the_own_municipality_and_no_small_number() -> None:
    held = [("GM1", 2025, month, 100 + month) for month in range(2, 13)]
    own = counts(("GM1", 2025, 1, 4), *held, ("GM1", 2024, 0, 999), ("GM2", 2025, 3, 50))
    [found] = months({"area_count": own}, "GM1", DAY)
    assert found["what"] == "geregistreerde misdrijven"
    assert found["month"] == list(range(1, 13))
    assert found["count"] == [None, *range(102, 113)]


def test_without_counts_per_month_rows_with_a_date_are_counted_before_the_reference_date() -> None:
    """A month without any is nought, the month of the reference date is not whole."""
    days = [dt.date(2025, 12, 1)] * 11 + [dt.date(2025, 11, 30)] * 3 + [dt.date(2026, 1, 2), None]
    shops = pl.DataFrame({"start_date": days}, schema={"start_date": pl.Date})
    [found] = months({"kvk_establishment": shops, "area_count": counts()}, "GM1", DAY)
    assert (found["what"], found["register"]) == ("gestarte vestigingen", "kvk_establishment")
    assert len(found["count"]) == 60
    assert (found["year"][-1], found["month"][-1]) == (2025, 12)
    assert found["count"][-3:] == [0, None, 11]


def test_without_any_register_that_tells_months_there_are_none() -> None:
    assert months({}, "GM1", DAY) == []
    empty = pl.DataFrame({"start_date": [None]}, schema={"start_date": pl.Date})
    assert months({"kvk_establishment": empty}, "GM1", DAY) == []


def test_the_file_of_a_run_holds_no_subject_but_areas(demo_run: RunResult) -> None:
    """T53, T65."""
    figures = read_figures(demo_run.folder)
    assert figures is not None
    text = json.dumps(figures)
    signals = demo_run.signals.filter(~pl.col("subject_type").is_in(["area", "area_branch"]))
    assert not [each for each in signals["subject"].unique() if f'"{each}"' in text]
    for each in figures["amounts"]:
        if each["subject_type"] not in {"area", "area_branch"}:
            assert each["named"] == {"subject": [], "amount": [], "hit": []}
            for kept in (each["counts"], each["flagged"]):
                assert all(count is None or count == 0 or count >= FEWEST for count in kept)
            assert each["counts"].count(None) != 1


@pytest.mark.parametrize("law", ["bibob", "wmo"])
def test_what_a_sector_law_closes_in_gives_no_figure(demo_run: RunResult, law: str) -> None:
    """T62: neither a distribution nor an address on the map."""
    closed = {p.header.id for p in demo_run.outcome.packs if law in p.header.regimes}
    rules = {r.id for p in demo_run.outcome.packs if p.header.id in closed for r in p.rules}
    assert rules
    figures = read_figures(demo_run.folder)
    assert figures is not None
    drawn = {each["rule"] for each in (*figures["funnels"], *figures["amounts"])}
    assert not drawn & rules
