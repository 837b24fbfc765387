from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from screening.detect.measure import SourceInfo
from screening.detect.run import Detection, detect
from screening.detect.signals import SIGNALS
from screening.engines import get_engine
from screening.packs.loaded import Pack
from screening.registers.reading.filling import fill_register

AS_OF = dt.date(2026, 1, 1)
FULL, SMALL, EMPTY = "9999000000000001", "9999000000000002", "9999000000000003"
SOURCES = {
    "bag_object": SourceInfo("BAG-uittreksel", dt.date(2025, 12, 1)),
    "kvk_establishment": SourceInfo("KVK-export", dt.date(2025, 11, 15)),
}


def registers(floor_m2: float | None = 80.0) -> dict[str, pl.DataFrame]:
    def companies(place: str, count: int, base: int) -> list[dict[str, Any]]:
        return [
            {
                "est_nr": f"00009900{base + n:04d}",
                "kvk_nr": f"9900{base + n:04d}",
                "vbo_id": place,
                "trade_name": f'Handel "{base + n}" & Zoon',
                "start_date": dt.date(2025, 1, 1) + dt.timedelta(days=n),
            }
            for n in range(count)
        ]

    objects = [{"vbo_id": place, "floor_m2": floor_m2} for place in (FULL, SMALL)]
    objects.append({"vbo_id": EMPTY})
    rows = companies(FULL, 60, 0) + companies(SMALL, 2, 100) + companies(EMPTY, 5, 200)
    return {
        "bag_object": fill_register("bag_object", objects),
        "kvk_establishment": fill_register("kvk_establishment", rows),
    }


def found(*packs: Pack, given: dict[str, pl.DataFrame] | None = None, **how: Any) -> Detection:
    settings = {"as_of": AS_OF, "overrides": {}, "engine": get_engine("polars")} | how
    sources = settings.pop("sources", SOURCES)
    return detect(packs, registers() if given is None else given, sources, **settings)


def test_a_hit_is_frozen_with_everything_that_was_read(
    pack_of: Callable[..., Pack], many_companies: dict[str, Any]
) -> None:
    detection = found(pack_of(many_companies))
    assert detection.signals.schema == pl.Schema(SIGNALS)
    (signal,) = detection.signals.to_dicts()
    assert signal["subject"] == FULL
    assert (signal["pack"], signal["rule"], signal["version"]) == (
        "octopus", "address.many_companies", 3,
    )  # fmt: skip
    assert signal["text"] == "60 bedrijven op 80,0 m² (grens 3)."
    assert signal["lists"] == ["tvo"]
    assert json.loads(signal["parameters"]) == {"max_companies": 3}
    values = {value["name"]: value for value in signal["values"]}
    assert values["floor_m2"]["text"] == "80 m²"
    assert values["floor_m2"]["value"] == "80.0"
    assert values["floor_m2"]["source"] == "BAG-uittreksel"
    assert values["floor_m2"]["reference_date"] == dt.date(2025, 12, 1)
    assert values["companies"]["source"] == "KVK-export"
    assert values["latest"]["text"] == "1 maart 2025"
    assert signal["newest"] == dt.date(2025, 3, 1)
    assert [c["met"] for c in signal["conditions"]] == [True, True]


def test_evidence_is_limited_newest_first_and_counted(
    pack_of: Callable[..., Pack], many_companies: dict[str, Any]
) -> None:
    (signal,) = found(pack_of(many_companies)).signals.to_dicts()
    rows = json.loads(signal["evidence"])
    assert (len(rows), signal["evidence_rows"]) == (50, 60)
    assert rows[0] == {
        "kvk_nr": "99000059", "trade_name": 'Handel "59" & Zoon', "start_date": "2025-03-01",
    }  # fmt: skip


def test_every_subject_is_counted_once_and_only_counted(
    pack_of: Callable[..., Pack], many_companies: dict[str, Any]
) -> None:
    outcomes = found(pack_of(many_companies)).outcomes
    assert outcomes.select("outcome", "reason", "count").rows() == [
        ("clear", "", 1),
        ("hit", "", 1),
        ("not_evaluable", "vloeroppervlakte ontbreekt", 1),
    ]
    assert EMPTY not in outcomes.write_csv()
    assert SMALL not in outcomes.write_csv()


def test_a_municipality_sets_its_own_threshold(
    pack_of: Callable[..., Pack], many_companies: dict[str, Any]
) -> None:
    pack = pack_of(many_companies)
    detection = found(pack, overrides={"address.many_companies": {"max_companies": 2}})
    assert detection.signals["subject"].to_list() == [FULL, SMALL]
    assert "(grens 2)" in detection.signals["text"][0]


def test_a_parameter_the_rule_does_not_have_is_reported(
    pack_of: Callable[..., Pack], many_companies: dict[str, Any]
) -> None:
    pack = pack_of(many_companies)
    detection = found(pack, overrides={"address.many_companies": {"max_company": 2}})
    (problem,) = detection.failures["address.many_companies"]
    assert problem.remedy == "Did you mean 'max_companies'?"
    assert detection.signals.is_empty()


@pytest.mark.parametrize(
    ("change", "without", "age", "reason"),
    [
        ({}, "bag_object", 31, "register bag_object is missing"),
        ({"needs": {"bag_object": {"max_age_days": 30}}}, "", 31, "register bag_object is 31 days"),
        ({"needs": {"bag_object": {"min_fill": {"floor_m2": 0.9}}}}, "", 31, "filled for 66.7%"),
        ({"needs": {"bag_object": {"max_age_days": 30}}}, "", None, "age of register bag_object"),
    ],
)
def test_a_rule_the_data_does_not_allow_is_skipped_with_the_reason(
    pack_of: Callable[..., Pack],
    many_companies: dict[str, Any],
    change: dict[str, Any],
    without: str,
    age: int | None,
    reason: str,
) -> None:
    given = {name: frame for name, frame in registers().items() if name != without}
    day = None if age is None else AS_OF - dt.timedelta(days=age)
    sources = SOURCES | {"bag_object": SourceInfo("BAG", day)}
    detection = found(pack_of(many_companies | change), given=given, sources=sources)
    assert reason in detection.skipped["address.many_companies"]
    assert detection.signals.is_empty()
    assert detection.outcomes.is_empty()


def test_old_enough_and_full_enough_runs(
    pack_of: Callable[..., Pack], many_companies: dict[str, Any]
) -> None:
    needs = {"bag_object": {"max_age_days": 31, "min_fill": {"floor_m2": 0.6}}}
    assert not found(pack_of(many_companies | {"needs": needs})).skipped


def test_an_undelivered_column_is_not_read_as_what_empty_means(
    pack_of: Callable[..., Pack], many_companies: dict[str, Any]
) -> None:
    where = "JOIN kvk_establishment e ON e.vbo_id = b.vbo_id"
    only_open = many_companies["select"].replace(where, f"{where} WHERE e.end_date IS NULL")
    missing = SourceInfo("KVK-export", dt.date(2025, 11, 15), frozenset({"end_date"}))
    detection = found(
        pack_of(many_companies | {"select": only_open}),
        sources=SOURCES | {"kvk_establishment": missing},
    )
    assert "end_date was not delivered" in detection.skipped["address.many_companies"]


def test_only_active_rules_run(
    pack_of: Callable[..., Pack], many_companies: dict[str, Any]
) -> None:
    detection = found(pack_of(many_companies | {"status": "experimental"}))
    assert detection.signals.is_empty()
    assert not detection.skipped


def test_a_broken_rule_takes_no_other_down(
    pack_of: Callable[..., Pack], many_companies: dict[str, Any]
) -> None:
    doubled = {
        "id": "address.doubled",
        "select": "SELECT e.vbo_id AS subject, e.start_date AS latest FROM kvk_establishment e",
        "when": "latest IS NOT NULL",
        "explain": "{latest}",
        "evidence": None,
        "parameters": {},
    }
    detection = found(pack_of(many_companies, many_companies | doubled))
    (problem,) = detection.failures["address.doubled"]
    assert "3 subjects more than once" in problem.found
    assert detection.signals["rule"].unique().to_list() == ["address.many_companies"]


def test_an_exemption_is_counted_with_its_reason(
    pack_of: Callable[..., Pack], many_companies: dict[str, Any]
) -> None:
    exempt = {"not_applicable": [{"if": "companies > 50", "reason": "bedrijfsverzamelgebouw"}]}
    detection = found(pack_of(many_companies | exempt))
    assert detection.signals.is_empty()
    assert ("not_applicable", "bedrijfsverzamelgebouw", 1) in detection.outcomes.select(
        "outcome", "reason", "count"
    ).rows()


def test_without_hits_the_frames_keep_their_columns(
    pack_of: Callable[..., Pack], many_companies: dict[str, Any]
) -> None:
    detection = found(pack_of(many_companies | {"when": "companies > 1000"}))
    assert detection.signals.schema == pl.Schema(SIGNALS)
    assert detection.signals.is_empty()


def test_progress_is_told(pack_of: Callable[..., Pack], many_companies: dict[str, Any]) -> None:
    told: list[str] = []
    found(pack_of(many_companies), progress=told.append)
    assert told == ["measuring 1 rules", "explaining 1 signals"]
