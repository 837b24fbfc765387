"""The list of starters: with power where something is designated, and only there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from screening.lists import LISTS
from screening.reference.roles import roles

if TYPE_CHECKING:
    from screening.pipeline import RunResult


def test_the_permit_desk_reads_it_and_nobody_visits() -> None:
    kind = LISTS["starters"]
    assert not kind.visited
    assert {name for name, role in roles().items() if "starters" in role.lists} >= {"permit_desk"}


def test_a_starter_is_told_whether_there_is_power(demo_run: RunResult) -> None:
    signals = demo_run.signals.filter(pl.col("rule") == "establishment.new_starter")
    assert signals.height
    for text, values in signals.select("text", "values").rows():
        found = {each["name"]: each["value"] for each in values}
        assert ("vergunning is nodig" in text) == (float(found["decisions"]) > 0)
        assert ("geen bevoegdheid" in text) == (float(found["candidates"]) > 0)
    listed = demo_run.lists["starters"]
    assert listed.height
