from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from screening.errors import PackError
from screening.registers.reading.filling import empty_register, fill_register
from screening.registers.schemas import REGISTERS


def test_rows_get_every_declared_column_with_its_type():
    frame = fill_register("bag_object", [{"vbo_id": "9999010000000001", "floor_m2": 80}])
    assert frame.columns == list(REGISTERS["bag_object"].columns)
    assert frame.schema["floor_m2"] == pl.Float64
    assert frame["floor_m2"].to_list() == [80.0]
    assert frame["usage"].to_list() == [None]


def test_dates_may_be_dates_or_iso_text():
    frame = fill_register(
        "closure", [{"start_date": dt.date(2025, 1, 2)}, {"start_date": "2025-01-02"}]
    )
    assert frame["start_date"].to_list() == [dt.date(2025, 1, 2)] * 2


def test_defaults_fill_only_what_a_row_leaves_out():
    frame = fill_register(
        "permit", [{"permit_id": "a"}, {"permit_id": "b", "kind": None}], {"kind": "alcohol"}
    )
    assert frame["kind"].to_list() == ["alcohol", None]


def test_no_rows_are_an_empty_register():
    assert fill_register("permit", []).equals(empty_register("permit"))


def test_unknown_register_and_column_come_with_a_suggestion():
    with pytest.raises(PackError, match="Did you mean 'permit'"):
        fill_register("permits", [])
    with pytest.raises(PackError, match="Did you mean 'start_date'"):
        fill_register("permit", [{"startdate": "2025-01-01"}])


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"vbo_id": 9999010000000001}, "write it in quotes"),
        ({"persons": "3"}, "whole number"),
        ({"persons": True}, "whole number"),
        ({"persons": 2.5}, "whole number"),
        ({"count_date": "2025-02-30"}, "not a date"),
        ({"count_date": dt.datetime(2025, 1, 1, 12)}, "is not a date"),  # noqa: DTZ001
    ],
)
def test_a_wrong_type_is_refused(row, message):
    with pytest.raises(PackError, match=message):
        fill_register("brp_count", [row])


def test_all_problems_come_at_once():
    with pytest.raises(PackError) as caught:
        fill_register("permit", [{"x1": 1}, {"x2": 2}])
    assert len(caught.value.problems) == 2
