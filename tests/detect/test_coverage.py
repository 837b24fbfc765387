from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from screening.detect.coverage import RuleCoverage, coverage, noise
from screening.detect.measure import SourceInfo
from screening.packs.loaded import Pack
from screening.registers.filling import fill_register

AS_OF = dt.date(2026, 1, 1)
OBJECTS = [{"vbo_id": "9999000000000001", "floor_m2": 80.0}, {"vbo_id": "9999000000000002"}]
ESTABLISHMENTS = [
    {
        "est_nr": "000099000001", "kvk_nr": "99000001", "vbo_id": "9999000000000001",
        "trade_name": "Handel", "start_date": dt.date(2025, 1, 1),
    }
]  # fmt: skip


def covered(pack: Pack, **how: Any) -> RuleCoverage:
    given = {
        "bag_object": fill_register("bag_object", OBJECTS[: how.get("objects", 2)]),
        "kvk_establishment": fill_register("kvk_establishment", ESTABLISHMENTS),
    }
    given.pop(how.get("without", ""), None)
    sources = {name: SourceInfo(name, dt.date(2025, 6, 1)) for name in given}
    (found,) = coverage([pack], given, sources, as_of=AS_OF, overrides=how.get("overrides", {}))
    return found


def test_ready_when_every_column_is_filled(
    pack_of: Callable[..., Pack], many_companies: dict[str, Any]
) -> None:
    found = covered(pack_of(many_companies), objects=1)
    assert (found.status, found.reasons) == ("ready", ())


def test_partly_names_the_column_and_how_much_of_it_is_empty(
    pack_of: Callable[..., Pack], many_companies: dict[str, Any]
) -> None:
    found = covered(pack_of(many_companies))
    assert found.status == "partly"
    assert found.reasons == ("bag_object.floor_m2 is empty for 50.0% of the rows",)
    assert found.empty_share == 0.5


@pytest.mark.parametrize(
    ("change", "how", "reason"),
    [
        ({}, {"without": "bag_object"}, "register bag_object is missing"),
        ({"needs": {"bag_object": {"max_age_days": 100}}}, {}, "is 214 days old"),
        ({"needs": {"bag_object": {"min_fill": {"floor_m2": 0.8}}}}, {}, "filled for 50.0%"),
        ({"basis": "G-BIB"}, {}, "basis G-BIB is not valid for this pack"),
        ({"when": "companys > 3"}, {}, "companys"),
        ({}, {"overrides": {"address.many_companies": {"most": 1}}}, "no such parameter"),
    ],
)
def test_cannot_run_says_exactly_why(
    pack_of: Callable[..., Pack],
    many_companies: dict[str, Any],
    change: dict[str, Any],
    how: dict[str, Any],
    reason: str,
) -> None:
    found = covered(pack_of(many_companies | change), **how)
    assert found.status == "cannot_run"
    assert any(reason in text for text in found.reasons)
    assert found.remedies
    assert found.as_dict()["status"] == "cannot_run"


def test_a_rule_that_is_switched_off_says_so(
    pack_of: Callable[..., Pack], many_companies: dict[str, Any]
) -> None:
    off = {"status": "disabled", "status_reason": "bron vervallen"}
    found = covered(pack_of(many_companies | off))
    assert (found.status, found.reasons) == ("inactive", ("disabled: bron vervallen",))


def test_noise_is_the_share_of_judged_subjects_that_hit() -> None:
    outcomes = pl.DataFrame(
        {
            "pack": "p",
            "rule": ["a.b"] * 4,
            "outcome": ["hit", "clear", "not_applicable", "not_evaluable"],
            "reason": ["", "", "x", "y"],
            "count": [1, 3, 5, 7],
        }
    )
    (row,) = noise(outcomes).to_dicts()
    assert (row["subjects"], row["hits"], row["not_evaluable"]) == (16, 1, 7)
    assert row["hit_share"] == 0.25
