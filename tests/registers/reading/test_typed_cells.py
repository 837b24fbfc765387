"""What has types in its source becomes text, whatever the type, and the right text."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import polars as pl
import pytest

from screening.errors import ExtractError
from screening.registers.reading.table import LISTED
from screening.registers.reading.typed_cells import BEYOND, typed_table

DAYS = pl.Series([0, 2_932_896, 2_932_897, -719_162, -719_163, 2**31 - 1, -(2**31), None])
LARGEST = 2**63 - 1


def cells(column: pl.Series) -> list[str | None]:
    # a second column, so that no row is blank
    other = pl.Series("other", ["x"] * len(column))
    return typed_table(pl.DataFrame([column.alias("a"), other]), 2).cells["0"].to_list()


def test_dates_end_at_the_calendar() -> None:
    assert cells(DAYS.cast(pl.Int32).cast(pl.Date)) == [
        "1970-01-01", "9999-12-31", BEYOND, "0001-01-01", BEYOND, BEYOND, BEYOND, None,
    ]  # fmt: skip


@pytest.mark.parametrize("zone", [None, "UTC", "Europe/Amsterdam"])
@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_moments_end_there_too_and_keep_the_clock_of_their_zone(unit: str, zone: str) -> None:
    moments = pl.Series([0, LARGEST, -LARGEST, None]).cast(pl.Datetime(unit, zone))
    text = cells(moments)
    hour = "01" if zone == "Europe/Amsterdam" else "00"
    assert text[0] == f"1970-01-01 {hour}:00:00"
    assert text[3] is None
    beyond = [] if unit == "ns" else [text[1], text[2]]
    assert set(beyond) <= {BEYOND}


SINGLE = {
    "whole": ([1, None], pl.Int128, ["1", None]),
    "real": ([1.0, 2.5], pl.Float32, ["1", "2.5"]),
    "large": ([1e16, float("nan")], pl.Float64, ["1e+16", "NaN"]),
    "beyond what is exact": (
        [9999010000000003.0, -1.5e17, 9007199254740991.0, 4e15],
        pl.Float64,
        ["9.99901e+15", "-1.5e+17", "9007199254740991", "4000000000000000"],
    ),
    "decimal": ([Decimal("1.50"), None], pl.Decimal(10, 2), ["1.50", None]),
    "yes or no": ([True, False], pl.Boolean, ["true", "false"]),
    "category": (["a", "b"], pl.Categorical, ["a", "b"]),
    "closed": (["a", None], pl.Enum(["a", "b"]), ["a", None]),
    "bytes of text": ([b"caf\xc3\xa9", None], pl.Binary, ["café", None]),
    "time": ([dt.time(10, 30), None], pl.Time, ["10:30:00", None]),
    "duration": ([dt.timedelta(hours=30), None], pl.Duration, ["1d 6h", None]),
    "nothing": ([None, None], pl.Null, [None, None]),
}


@pytest.mark.parametrize("name", SINGLE)
def test_single_values(name: str) -> None:
    values, dtype, expected = SINGLE[name]
    assert cells(pl.Series(values, dtype=dtype)) == expected


MANY = {
    "list": (pl.Series([["a", "b"], [], None]), ["a|b", "", None], LISTED),
    "list of days": (pl.Series([[dt.date(2025, 1, 2)]] * 3), ["2025-01-02"] * 3, LISTED),
    "array": (pl.Series([[1, 2]] * 3, dtype=pl.Array(pl.Int64, 2)), ["1|2"] * 3, LISTED),
    "group": (pl.Series([{"x": 1}] * 3), [None] * 3, "lists or groups of values"),
    "lists in a list": (pl.Series([[[1]]] * 3), [None] * 3, "lists or groups of values"),
    "no text": (pl.Series([b"\xff"] * 3), [None] * 3, "bytes that are no text"),
}


@pytest.mark.parametrize("name", MANY)
def test_what_holds_more_than_one_value_is_told(name: str) -> None:
    column, expected, held = MANY[name]
    table = typed_table(pl.DataFrame([column.alias("a"), pl.Series("b", [1, 2, 3])]), 2)
    assert table.cells["0"].to_list() == expected
    assert table.unusable == {0: held}
    assert table.numbers == {1}


def written(**columns: object) -> bytes:
    file = io.BytesIO()
    pl.DataFrame(columns).write_parquet(file)
    return file.getvalue()


BAG = "  bag_object: {path: b.parquet, max_quarantined: 1%s}\n"


def test_lists_fit_the_columns_that_hold_lists_and_no_other(load):
    vbo, usage = ["9999010000000001"], [["winkelfunctie", "woonfunctie"]]
    data = written(vbo_id=vbo, usage=usage, extra=[{"a": 1}])
    assert load(BAG % "", {"b.parquet": data}).registers["bag_object"]["usage"].to_list() == [
        "winkelfunctie|woonfunctie"
    ]
    with pytest.raises(ExtractError, match=r"b\.parquet, column 'extra': the column holds"):
        load(BAG % ", columns: {address: extra}", {"b.parquet": data})
    with pytest.raises(ExtractError, match="column 'usage': the column holds lists"):
        load(BAG % ", columns: {address: usage}", {"b.parquet": data})


def test_a_date_beyond_the_calendar_sets_its_row_aside(load):
    days = pl.Series([20_000, 2**31 - 1]).cast(pl.Int32).cast(pl.Date)
    data = written(vbo_id=["9999010000000001"] * 2, ref_date=days, value=[1, 2])
    loaded = load("  woz_value: {path: w.parquet, max_quarantined: 1}\n", {"w.parquet": data})
    assert loaded.registers["woz_value"]["ref_date"].to_list() == [dt.date(2024, 10, 4)]
    (line,) = loaded.quarantine["woz_value"].to_dicts()
    assert (line["row"], line["column"], line["value"]) == (3, "ref_date", BEYOND)
    assert "not a date on the calendar" in line["reason"]


@pytest.mark.parametrize("name", ["__row", "__uneven", "source_file", "row", "*", "^.*$", "__text"])
def test_a_header_may_be_called_anything(load, name):
    text = f"{name};vbo_id;ref_date;value\nx;9999010000000001;01-01-2025;5\n"
    loaded = load("  woz_value: {path: w.csv}\n", {"w.csv": text})
    assert loaded.registers["woz_value"]["value"].to_list() == [5.0]
    assert loaded.reports["woz_value"].dropped_columns == (name,)
    mapped = load(f"  bag_object: {{path: w.csv, columns: {{address: '{name}'}}}}\n", {})
    assert mapped.registers["bag_object"]["address"].to_list() == ["x"]
    data = written(**{name: ["x"], "vbo_id": ["9999010000000001"]})
    source = f"  bag_object: {{path: b.parquet, columns: {{address: '{name}'}}}}\n"
    assert load(source, {"b.parquet": data}).registers["bag_object"]["address"].item() == "x"


def test_an_id_that_was_a_number_with_decimals_and_lost_digits_is_set_aside(load):
    data = io.BytesIO()
    ids = [9999010000000003.0, 363010000000001.0, None]
    pl.DataFrame({"vbo_id": ids, "floor_m2": [80.0, 81.0, 82.0]}).write_parquet(data)
    source = "  bag_object: {path: b.parquet, max_quarantined: 1}\n"
    loaded = load(source, {"b.parquet": data.getvalue()})
    assert loaded.registers["bag_object"]["vbo_id"].to_list() == ["0363010000000001"]
    assert any("digits are lost" in each for each in loaded.quarantine["bag_object"]["reason"])
