"""What was planted on an estate is what its picture counts, before small numbers are hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from fixtures.planted.estates import PLANTED
from screening.runs.read import read_figures

if TYPE_CHECKING:
    from screening.pipeline import RunResult


def test_unknown_users_and_missing_permits_are_counted_per_estate(demo_run: RunResult) -> None:
    drawn = demo_run.outcome.detection.pictured.areas.filter(pl.col("picture") == "estates")
    counted = {(row["rule"], row["area_code"], row["label"].split(":")[0]): row["count"]
               for row in drawn.to_dicts()}  # fmt: skip
    for estate in PLANTED:
        users = "Daarvan met een melding of bevinding"
        found = {label: count for (_, code, label), count in counted.items()
                 if code == estate.code}  # fmt: skip
        assert found[users] == min(estate.reported, estate.empty), estate.code
        [lacking] = [count for (rule, code, _), count in counted.items()
                     if rule == "estate.permits_missing" and code == estate.code]  # fmt: skip
        lodgings, permitted = estate.lodgings
        assert lacking == lodgings - permitted, estate.code


def test_what_is_few_on_an_estate_is_not_published(demo_run: RunResult) -> None:
    figures = read_figures(demo_run.folder)
    assert figures is not None
    told = figures["pictures"]
    small = {estate.code for estate in PLANTED}
    rows = [row for row in told if row["rule"] == "estate.permits_missing"
            and row["area_code"] in small]  # fmt: skip
    assert {row["area_code"] for row in rows} == small
    assert all(row["hidden"] and row["count"] is None for row in rows)
