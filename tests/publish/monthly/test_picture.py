"""The monthly picture of the fictional municipality: what was planted stands out, and no more."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import polars as pl
import pytest

from fixtures import monthly as planted
from screening.publish.monthly.ahead import before, foretold, outside, scored
from screening.publish.monthly.cells import cells
from screening.publish.monthly.duiding import Duiding
from screening.publish.monthly.judged import judged, stands_out
from screening.publish.monthly.page import ahead_csv, cells_csv, page
from screening.publish.monthly.picture import text_of
from tests.monthly_town import AS_OF, DECEMBER, OWN, told_of, town


@pytest.fixture(scope="module")
def registers() -> dict[str, pl.DataFrame]:
    return town()


@pytest.fixture(scope="module")
def held(registers: dict[str, pl.DataFrame]) -> pl.DataFrame:
    return cells(registers, OWN, AS_OF)


@pytest.fixture(scope="module")
def content(registers: dict[str, pl.DataFrame]) -> dict[str, Any]:
    return told_of(registers)


def standing_out(found: pl.DataFrame) -> set[tuple[str, str]]:
    out = found.filter(stands_out(pl.col("season"), pl.col("peers")))
    return set(out.select("area_code", "kind").iter_rows())


def test_what_was_planted_stands_out_and_so_does_what_is_around_it_at_most(
    held: pl.DataFrame, registers: dict[str, pl.DataFrame]
) -> None:
    parents = dict(registers["area"].select("area_code", "parent_code").iter_rows())
    wanted = {(each.area_code, each.kind) for each in planted.PLANTED}
    around = {(parents[code], kind) for code, kind in wanted} | {(OWN, kind) for _, kind in wanted}
    found = standing_out(judged(held, DECEMBER))
    assert wanted <= found
    assert found <= wanted | around


@pytest.mark.large
def test_in_other_months_hardly_anything_stands_out(held: pl.DataFrame) -> None:
    """False discoveries: at most one cell in ten that stands out, so about none where none is."""
    found = [len(standing_out(judged(held, DECEMBER - back))) for back in range(1, 25)]
    assert sum(found) <= 3


def test_a_missing_count_is_not_nought(held: pl.DataFrame) -> None:
    code, kind = planted.PLANTED[0].area_code, planted.PLANTED[0].kind
    cell = (pl.col("area_code") == code) & (pl.col("kind") == kind)
    gone = held.filter(~(cell & (pl.col("at") == DECEMBER)))
    assert (code, kind) not in set(judged(gone, DECEMBER).select("area_code", "kind").iter_rows())
    no_past = held.filter(~(cell & (pl.col("at") == DECEMBER - 12)))
    row = judged(no_past, DECEMBER).filter(cell)
    assert row["expected"].to_list() == [None]
    assert row["season"].to_list() == [None]


def test_months_that_are_not_whole_or_still_to_come_are_not_there(
    registers: dict[str, pl.DataFrame],
) -> None:
    found = cells(registers, OWN, dt.date(2025, 12, 31))
    assert text_of(int(found["at"].max())) == "2025-11"  # type: ignore[arg-type]


def test_counts_that_were_rounded_are_judged_at_their_lower_end(held: pl.DataFrame) -> None:
    cell = (pl.col("area_code") == "WK900101") & (pl.col("kind") == "vandalism")
    now = cell & (pl.col("at") == DECEMBER)
    mean = held.filter(cell, pl.col("at") == DECEMBER - 12)["count"][0]

    def level(rounded_to: int | None) -> Any:
        raised = held.with_columns(
            count=pl.when(now).then(4 * mean).otherwise("count"),
            rounded_to=pl.when(now).then(pl.lit(rounded_to, pl.Int64)).otherwise("rounded_to"),
        )
        return judged(raised, DECEMBER).filter(cell)["season"][0]

    assert level(None) > level(6 * mean)


def test_the_town_rises_in_summer(content: dict[str, Any]) -> None:
    town = {
        each["month"]: each for each in content["ahead"]
        if each["area_code"] == OWN and each["kind"] == "youth_incidents"
    }  # fmt: skip
    assert len(town) == 12
    highest = max(town.values(), key=lambda each: each["expected"])
    assert highest["month"] in {"2026-06", "2026-07", "2026-08"}
    assert highest["expected"] > 1.5 * town["2026-01"]["expected"]
    told = f"verwacht {highest['expected']} ({highest['low95']}-{highest['high95']}); vorig jaar "
    assert told in highest["words"]


def test_nothing_that_is_told_is_no_multiple_of_five_or_under_ten(content: dict[str, Any]) -> None:
    """T65."""
    counts = ("count", "last_year", "expected")
    bounds = ("low", "high", "low80", "high80", "low95", "high95")
    for each in (*content["cells"], *content["ahead"], *content["missed"]["rows"]):
        for name in counts:
            value = each.get(name)
            assert value is None or value == 0 or (value >= 10 and value % 5 == 0)
        assert all(each[name] is None or each[name] % 5 == 0 for name in bounds if name in each)
    for row in content["series"]:
        assert all(count is None or count == 0 or count >= 10 for count in row["count"])


def test_the_planted_month_was_not_foreseen(content: dict[str, Any]) -> None:
    above = {
        (row["area_code"], row["kind"]) for row in content["missed"]["rows"]
        if row["side"] == "above" and row["afterwards"]
    }  # fmt: skip
    assert any(code.startswith(("BU", "WK")) for code, _ in above)
    assert {kind for _, kind in above} & {each.kind for each in planted.PLANTED}


@pytest.mark.large
def test_the_same_counts_give_the_same_bytes_in_whatever_order(
    registers: dict[str, pl.DataFrame], content: dict[str, Any]
) -> None:
    turned = {**registers, "area_count": registers["area_count"].reverse()}
    again = told_of(turned)
    assert json.dumps(again) == json.dumps(content)
    assert page(again) == page(content)


@pytest.mark.large
def test_what_was_foretold_is_scored_when_the_months_came(held: pl.DataFrame) -> None:
    kept = pl.concat([foretold(held, DECEMBER - back, 3) for back in (12, 9, 6)])
    scores = {row["kind"]: row for row in scored(kept, held).to_dicts()}
    assert set(scores) == set(planted.KINDS)
    for row in scores.values():
        assert row["months"] > 300
        assert row["mase"] < row["naive_mase"]
        assert row["cover95"] > 0.9
    [told] = before(kept, DECEMBER - 5).filter(
        pl.col("area_code") == OWN, pl.col("kind") == "vandalism"
    ).to_dicts()  # fmt: skip
    assert told["made"] == DECEMBER - 6
    count = held.filter(
        pl.col("area_code") == OWN, pl.col("kind") == "vandalism", pl.col("at") == DECEMBER - 5
    )
    beyond = count.with_columns(count=pl.lit(int(told["high95"]) + 1, pl.Int64))
    assert outside(before(kept, DECEMBER - 5), beyond)["outside"].to_list() == ["above"]
    at_limit = count.with_columns(count=pl.lit(int(told["high95"]), pl.Int64))
    assert outside(before(kept, DECEMBER - 5), at_limit)["outside"].to_list() == [None]


def test_a_series_with_a_gap_or_under_three_years_is_not_foretold(held: pl.DataFrame) -> None:
    short = held.filter(pl.col("at") > DECEMBER - 35)
    assert foretold(short, DECEMBER, 3).is_empty()
    gap = held.filter(pl.col("at") != DECEMBER - 10)
    assert foretold(gap, DECEMBER, 3).is_empty()


def test_duiding_stands_with_its_figure_and_nowhere_else(content: dict[str, Any]) -> None:
    each = next(each for each in content["cells"] if each["stands_out"] and each["count"])
    cell = (each["area_code"], each["kind"])
    note = Duiding(*cell, "2025-12", "<b>kermis</b> & meer", "coördinator", "03-01-2026")
    told = page(content, [note])
    assert "&lt;b&gt;kermis&lt;/b&gt; &amp; meer (coördinator, 03-01-2026)" in told
    lines = [line for line in cells_csv(content, [note]).splitlines() if "kermis" in line]
    assert len(lines) == 1
    assert lines[0].startswith(each["area_code"])
    other = Duiding(*cell, "2025-11", "ander", "coördinator", "03-01-2026")
    assert "ander" not in page(content, [other]).split("Wat opvalt")[1].split("Vooruitblik")[0]


def test_tables_have_a_line_per_figure(content: dict[str, Any]) -> None:
    assert len(cells_csv(content).splitlines()) == len(content["cells"]) + 1
    assert len(ahead_csv(content).splitlines()) == len(content["ahead"]) + 1


def test_areas_of_other_municipalities_are_peers_and_not_told(
    registers: dict[str, pl.DataFrame],
) -> None:
    other = registers["area"].filter(pl.col("level") == "neighbourhood").with_columns(
        area_code=pl.lit("X") + pl.col("area_code"), parent_code=pl.lit("GM9002")
    )  # fmt: skip
    more = {
        "area": pl.concat([registers["area"], other]),
        "area_population": registers["area_population"],
        "area_count": pl.concat([
            registers["area_count"],
            registers["area_count"].filter(pl.col("area_code").str.starts_with("BU"))
            .with_columns(area_code=pl.lit("X") + pl.col("area_code")),
        ]),
    }  # fmt: skip
    found = judged(cells(more, OWN, AS_OF), DECEMBER)
    assert not found["area_code"].str.starts_with("X").any()
