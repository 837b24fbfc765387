from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from screening.detect.measure import SourceInfo
from screening.engines import get_engine
from screening.packs.loaded import Pack
from screening.preparedness.check import invented_assessments
from screening.preparedness.coverage import RuleCoverage, coverage, noise
from screening.registers.reading.filling import fill_register
from tests.shipped import shipped_packs

AS_OF = dt.date(2026, 1, 1)
EVERY_OBJECT = (
    "SELECT b.vbo_id AS subject, 1 AS companies, b.floor_m2 AS floor_m2, b.vbo_id AS latest "
    "FROM bag_object b"
)
OBJECTS = [{"vbo_id": "9999000000000001", "floor_m2": 80.0}, {"vbo_id": "9999000000000002"}]
ESTABLISHMENTS = [
    {
        "est_nr": "000099000001", "kvk_nr": "99000001", "vbo_id": "9999000000000001",
        "trade_name": "Handel", "start_date": dt.date(2025, 1, 1),
    }
]  # fmt: skip


def many(count: int) -> list[dict[str, Any]]:
    """Establishments, each at an address of its own."""
    return [
        ESTABLISHMENTS[0] | {"est_nr": f"0000990{n:05d}", "vbo_id": f"99990000{n:08d}"}
        for n in range(count)
    ]


def covered(pack: Pack, **how: Any) -> RuleCoverage:
    objects = how.get("objects", OBJECTS)
    given = {
        "bag_object": fill_register("bag_object", objects),
        "kvk_establishment": fill_register("kvk_establishment", how.get("shops", ESTABLISHMENTS)),
    }
    given.pop(how.get("without", ""), None)
    sources = {name: SourceInfo(name, dt.date(2025, 6, 1)) for name in given}
    (found,) = coverage(
        [pack], given, sources, as_of=AS_OF, overrides=how.get("overrides", {}),
        engine=get_engine("polars"), aside=how.get("aside"),
    )  # fmt: skip
    return found


def test_ready_when_every_subject_can_be_judged(
    pack_of: Callable[..., Pack], many_companies: dict[str, Any]
) -> None:
    found = covered(pack_of(many_companies))
    assert (found.status, found.reasons) == ("ready", ())
    assert (found.subjects, found.not_evaluable, found.hit_share) == (1, 0, 0.0)


def test_partly_counts_the_subjects_and_names_what_is_missing(
    pack_of: Callable[..., Pack], many_companies: dict[str, Any]
) -> None:
    found = covered(
        pack_of(
            many_companies
            | {"when": "floor_m2 < 50 AND companies < :max_companies", "select": EVERY_OBJECT}
        )
    )
    assert (found.status, found.subjects, found.not_evaluable) == ("partly", 2, 1)
    assert found.reasons == ("1 of 2 subjects not evaluable: vloeroppervlakte ontbreekt",)
    assert [(gap.register, gap.column, gap.empty_share) for gap in found.gaps] == [
        ("bag_object", "floor_m2", 0.5)
    ]


def test_a_rule_that_measures_nobody_is_not_silent(
    pack_of: Callable[..., Pack], many_companies: dict[str, Any]
) -> None:
    only = EVERY_OBJECT + " WHERE b.usage = 'winkelfunctie'"
    found = covered(pack_of(many_companies | {"select": only}))
    assert (found.status, found.subjects) == ("never_matches", 0)
    assert "no subject is measured" in found.reasons[0]
    assert "bag_object.usage: 'winkelfunctie' never occurs" in found.reasons[1]


def test_a_rule_of_which_every_subject_lacks_a_value_never_matches(
    pack_of: Callable[..., Pack], many_companies: dict[str, Any]
) -> None:
    built = EVERY_OBJECT.replace("b.floor_m2", "b.build_year")
    found = covered(
        pack_of(
            many_companies
            | {"select": built, "when": "floor_m2 < 50 AND companies < :max_companies"}
        )
    )
    assert (found.status, found.not_evaluable) == ("never_matches", 2)


def test_a_rule_that_flags_more_than_a_twentieth_says_which_parameter_to_look_at(
    pack_of: Callable[..., Pack], many_companies: dict[str, Any]
) -> None:
    noisy = pack_of(many_companies | {"when": "companies < :max_companies"})
    shops = many(31)
    objects = [{"vbo_id": shop["vbo_id"]} for shop in shops]
    found = covered(noisy, shops=shops, objects=objects)
    assert found.hit_share == 1.0
    assert "flags 31 of the 31 subjects it can judge (100.0%)" in found.reasons[-1]
    assert "max_companies = 3" in found.reasons[-1]
    few = covered(noisy, shops=shops[:30], objects=objects)
    assert (few.hit_share, few.reasons) == (1.0, ())


def test_codes_that_are_there_instead_are_shown(
    pack_of: Callable[..., Pack], many_companies: dict[str, Any]
) -> None:
    only = EVERY_OBJECT + " WHERE b.usage = 'winkelfunctie'"
    aside = pl.DataFrame({"column": ["usage", "usage", "status"], "value": ["shop", "shop", "x"]})
    objects = [OBJECTS[0] | {"usage": "woonfunctie"}, OBJECTS[1]]
    found = covered(
        pack_of(many_companies | {"select": only}), aside={"bag_object": aside}, objects=objects
    )
    assert found.reasons[1].endswith("never occurs; found there: shop, woonfunctie")


def test_a_register_without_rows_is_called_what_a_run_calls_it(
    pack_of: Callable[..., Pack], many_companies: dict[str, Any]
) -> None:
    """The lists say that the rule was not measured, so a check does not say that it is ready."""
    only = EVERY_OBJECT + " WHERE b.usage = 'winkelfunctie'"
    found = covered(pack_of(many_companies | {"select": only}), objects=[])
    assert found.status == "never_matches"
    assert found.reasons == ("no subject is measured: bag_object was delivered without rows",)


def test_an_invented_assessment_is_told_outside_a_demo() -> None:
    packs = list(shipped_packs().values())
    assert invented_assessments(packs, demo=False) == sorted(shipped_packs())
    assert invented_assessments(packs, demo=True) == []


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
