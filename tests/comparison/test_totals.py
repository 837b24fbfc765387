"""A row that is the sum of the others is no unit, whatever it is called."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.compare import left_out
from screening.comparison.table import compare_table
from screening.comparison.totals import MEAN, PARTS, SUM, WHOLE, totals

COUNTS = [29, 44, 19, 23, 33, 21, 28]
BASES = [4000, 9000, 6000, 6100, 6200, 5900, 6050]
NAMES = dict(key="place", count="n", per="base")  # noqa: C408


def table(*more: tuple[str | None, int | None, int | None]) -> pl.DataFrame:
    units = [(f"Plaats {n}", c, b) for n, (c, b) in enumerate(zip(COUNTS, BASES, strict=True))]
    rows = [*units, *more]
    schema = {"place": pl.String, "n": pl.Float64, "base": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


@pytest.mark.parametrize("name", ["Totaal", "Nederland", "Onze regio", None])
def test_the_figures_are_those_of_the_table_without_its_total(name: str | None) -> None:
    alone = compare_table(table(), **NAMES)
    summed = compare_table(table((name, sum(COUNTS), sum(BASES))), **NAMES)
    assert summed.rows.head(len(COUNTS)).equals(alone.rows)
    assert summed.overall.equals(alone.overall)
    assert summed.rows["reason"].to_list()[-1] == SUM
    assert summed.rows["level"].to_list()[-1] is None
    (line,) = left_out(summed.rows)
    assert line.startswith(f"takes no part: {name or '(no key)'}: the sum of the other rows")


@pytest.mark.parametrize("name", ["TOTAAL", "Nederland ", "NL01", "Eindtotaal:", "Alle gemeenten"])
def test_a_total_by_name_may_differ_by_what_was_rounded(name: str) -> None:
    rows = table((name, sum(COUNTS) + 3, sum(BASES) - 200))
    assert totals(rows, by=None, **NAMES).to_list() == [False] * len(COUNTS) + [True]


@pytest.mark.parametrize(
    "row",
    [
        ("Plaats 9", sum(COUNTS) + 1, sum(BASES)),
        ("Plaats 9", sum(COUNTS), sum(BASES) - 1),
        ("Nederlangbroek", sum(COUNTS) + 1, sum(BASES)),
        ("Totaal", None, sum(BASES)),
    ],
)
def test_what_is_no_sum_is_a_unit(row: tuple[str, int | None, int]) -> None:
    assert not totals(table(row), by=None, **NAMES).any()


def test_two_totals_and_the_total_of_a_group() -> None:
    both = ("Nederland", sum(COUNTS), sum(BASES)), ("Totaal", sum(COUNTS), sum(BASES))
    assert totals(table(*both), by=None, **NAMES).sum() == len(both)
    groups = pl.concat(
        [
            table(("Samen", sum(COUNTS), sum(BASES))).with_columns(pl.lit("noord").alias("part")),
            table().with_columns(pl.lit("zuid").alias("part")),
        ]
    )
    found = totals(groups, by="part", **NAMES)
    assert groups.filter(found).select("place", "part").rows() == [("Samen", "noord")]


@pytest.mark.parametrize("below", [True, False])
def test_subtotals_and_the_total_of_all(below: bool) -> None:
    units = [(f"Plaats {n}", c, b) for n, (c, b) in enumerate(zip(COUNTS, BASES, strict=True))]
    parts = []
    for name, rows in (("Totaal noord", units[:3]), ("Subtotaal", units[3:])):
        total = (name, sum(c for _, c, _ in rows), sum(b for _, _, b in rows))
        parts += [*rows, total] if below else [total, *rows]
    every = ("Regio (totaal)", sum(COUNTS), sum(BASES))
    rows = pl.DataFrame([*parts, every], schema=table().schema, orient="row")
    found = totals(rows, by=None, **NAMES)
    assert rows.filter(~found).sort("place").equals(table())
    assert compare_table(rows, **NAMES).overall.equals(compare_table(table(), **NAMES).overall)


@pytest.mark.parametrize("name", ["Gemiddeld", "Gemiddelde regio", "Mediaan:"])
def test_the_average_is_no_unit(name: str) -> None:
    units = len(COUNTS)
    middle = 28, 6050  # the median is the 4th of 7
    figures = middle if name.startswith("Mediaan") else (sum(COUNTS) / units, sum(BASES) / units)
    row = (name, round(figures[0]), round(figures[1]))
    found = compare_table(table(row), **NAMES)
    assert found.rows["reason"].to_list() == [""] * units + [MEAN]
    assert found.overall.equals(compare_table(table(), **NAMES).overall)
    far = compare_table(table((name, 400, 6000)), **NAMES)
    assert far.rows["reason"].to_list() == [""] * (units + 1)


@pytest.mark.parametrize("row", [(None, 33, None), (None, None, 3300), (None, None, None)])
def test_a_row_without_a_key_that_cannot_be_judged_stops_nothing(row) -> None:
    found = compare_table(table(row), **NAMES)
    assert found.overall.equals(compare_table(table(), **NAMES).overall)
    assert found.rows["reason"].to_list()[-1].endswith("is missing")


@pytest.mark.parametrize("name", ["Nederland", "Totaal", "NL01"])
def test_a_country_of_which_the_table_holds_a_part_is_no_unit(name: str) -> None:
    found = compare_table(table((name, 9_999, 17_000_000)), **NAMES)
    assert found.rows["reason"].to_list() == [""] * len(COUNTS) + [WHOLE]
    assert found.overall.equals(compare_table(table(), **NAMES).overall)
    smaller = compare_table(table((name, 30, 5_000)), **NAMES)
    assert smaller.rows["reason"].to_list() == [""] * (len(COUNTS) + 1)


def test_of_a_country_per_year_each_year_is_the_whole_of_its_own() -> None:
    years = [
        table(("Nederland", 900, 90_000)).with_columns(pl.lit(year).alias("year"))
        for year in ("2023", "2024", "2025", "2026")
    ]
    found = compare_table(pl.concat(years), **NAMES, by="year")
    assert (found.rows["reason"] == WHOLE).sum() == len(years)


@pytest.mark.parametrize("above", [True, False])
def test_districts_among_the_neighbourhoods_that_they_add_up_are_no_units(above: bool) -> None:
    units = [(f"Plaats {n}", c, b) for n, (c, b) in enumerate(zip(COUNTS, BASES, strict=True))]
    rows = []
    for name, part in (("Wijk 01 Noord", units[:3]), ("Wijk 02 Zuid", units[3:])):
        total = (name, sum(c for _, c, _ in part), sum(b for _, _, b in part))
        rows += [total, *part] if above else [*part, total]
    rows.append(("Gemeente Meerwolde", sum(COUNTS), sum(BASES)))
    frame = pl.DataFrame(rows, schema=table().schema, orient="row")
    found = compare_table(frame, **NAMES)
    assert found.overall.equals(compare_table(table(), **NAMES).overall)
    assert sorted(found.rows.filter(reason=PARTS)["key"]) == ["Wijk 01 Noord", "Wijk 02 Zuid"]
    assert found.rows.filter(reason=SUM)["key"].to_list() == ["Gemeente Meerwolde"]
    one_more = frame.with_columns(pl.col("n") + pl.col("place").str.starts_with("Wijk"))
    assert (compare_table(one_more, **NAMES).rows["reason"] == PARTS).sum() == 0


def test_an_area_that_holds_others_by_its_code_is_no_unit() -> None:
    codes = [f"BU900101{n:02}" for n in range(len(COUNTS))]
    units = table().with_columns(pl.Series("place", codes))
    more = pl.DataFrame(
        [("GM9001", 200, 41_000), ("WK900101", 190, 40_000), ("WK900102", 20, 4_000)],
        schema=units.schema, orient="row",
    )  # fmt: skip
    found = compare_table(pl.concat([more, units]), **NAMES).rows
    assert found.filter(reason=WHOLE)["key"].to_list() == ["GM9001", "WK900101"]
    assert compare_table(more, **NAMES).rows.filter(reason=WHOLE)["key"].to_list() == ["GM9001"]


def test_a_few_rows_are_never_a_total() -> None:
    rows = pl.DataFrame(
        {"place": ["a", "b", "c"], "n": [1.0, 2.0, 3.0], "base": [10.0, 20.0, 30.0]}
    )
    assert not totals(rows, by=None, **NAMES).any()


@given(
    st.lists(st.tuples(st.integers(1, 50), st.integers(100, 9000)), min_size=3, max_size=12),
    st.integers(0, 12),
)
def test_a_total_anywhere_changes_nothing(units: list[tuple[int, int]], place: int) -> None:
    rows = [(f"P{n}", *unit) for n, unit in enumerate(units)]
    summed = [*rows]
    summed.insert(place, ("Totaal", sum(c for c, _ in units), sum(b for _, b in units)))
    schema = {"place": pl.String, "n": pl.Float64, "base": pl.Float64}
    frames = [pl.DataFrame(each, schema=schema, orient="row") for each in (rows, summed)]
    alone, with_total = (compare_table(frame, **NAMES).rows for frame in frames)
    kept = with_total.filter(pl.col("key") != "Totaal")
    if not totals(frames[0], by=None, **NAMES).any():
        assert kept.equals(alone)
