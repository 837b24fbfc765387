"""A fact counts once, from registers to lists: one report, one visit, one closure, one column.

Shipped rules over small registers; the whole pipeline but the reading of files.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl
import pytest

from screening.detect.measure import source_infos
from screening.detect.run import detect
from screening.engines import get_engine
from screening.escalate.links import build_links
from screening.escalate.run import escalate
from screening.packs.loaded import LoadedRule, Pack
from screening.preparedness.measured import MEASURED_SCHEMA
from screening.prioritise.run import PriorityList, prioritise
from screening.registers.reading.filling import fill_register
from screening.registers.schemas import REGISTERS
from tests.shipped import shipped_packs
from tests.thorough import some

if TYPE_CHECKING:
    from screening.pipeline import RunResult

DAY = dt.date(2026, 1, 1)
FLAT, SHOP = "9999010000000001", "999900000001"
KVK = "99000001"
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


class Found(NamedTuple):
    """What came out: subjects per rule, what each rests on, and the lists by name."""

    signals: pl.DataFrame
    conclusions: pl.DataFrame
    lists: Mapping[str, PriorityList]

    def rests_on(self, rule: str) -> list[str]:
        return self.keys(rule, "rests_on")

    def keys(self, rule: str, column: str) -> list[str]:
        rows = self.signals.filter(pl.col("rule") == rule)[column].to_list()
        return sorted({key for keys in rows for key in keys})

    def concluded(self) -> set[str]:
        return set(self.conclusions["rule"])

    def row(self, name: str) -> dict[str, Any]:
        [row] = self.lists[name].rows.filter(pl.col("origin") == "signalen").to_dicts()
        return row


def octopus_with(*ids: str, twice: str = "") -> Pack:
    """The pack with these rules only; one of them once more, under another id."""
    pack = shipped_packs()["octopus"]
    kept = [loaded for loaded in pack.rules if loaded.id in ids]
    kept += [again(loaded) for loaded in kept if loaded.id == twice]
    drawn = tuple(loaded for loaded in pack.escalations if loaded.id in ids)
    header = pack.header.model_copy(
        update={"random": pack.header.random.model_copy(update={"share": 0.0})}
    )
    return dataclasses.replace(pack, header=header, rules=tuple(kept), escalations=drawn)


def found(pack: Pack, rows: Rows) -> Found:
    registers = {name: fill_register(name, [dict(row) for row in rows.get(name, [])])
                 for name in REGISTERS if name in pack.header.registers}  # fmt: skip
    unlimited = [
        dataclasses.replace(loaded, rule=loaded.rule.model_copy(update={"needs": {}}))
        for loaded in pack.rules
    ]
    pack = dataclasses.replace(pack, rules=tuple(unlimited))
    detection = detect([pack], registers, {}, as_of=DAY, overrides={}, engine=get_engine("polars"))
    assert not detection.failures
    assert not detection.obstacles
    links = build_links(registers, as_of=DAY)
    conclusions = escalate(detection.signals, links, pack.escalations, as_of=DAY)
    lists = prioritise(
        detection.signals, conclusions, links, registers, [pack],
        settings={}, seed=1, as_of=DAY, measured=pl.DataFrame(schema=MEASURED_SCHEMA),
    )  # fmt: skip
    return Found(detection.signals, conclusions, {each.name: each for each in lists})


def moves(**flat: Any) -> Rows:
    """A shop with twelve moves among shops with four, and a business at work there."""
    others = [f"99990200000000{n:02}" for n in range(20)]
    usage = {"object_type": "verblijfsobject", "floor_m2": 80.0, "usage": "winkelfunctie"}
    counts = {"persons": 0, "moves_in_24m": 2, "moves_out_24m": 2}
    business = {"est_nr": SHOP, "kvk_nr": KVK, "vbo_id": FLAT, "sbi": "4711", "sbi_edition": "2008",
                "employees_ft": 2, "employees_pt": 0}  # fmt: skip
    return {
        "bag_object": [{"vbo_id": vbo, **usage} for vbo in [FLAT, *others]],
        "brp_count": [
            {"vbo_id": FLAT, "persons": 0, "moves_in_24m": 7, "moves_out_24m": 5},
            *({"vbo_id": vbo, **counts} for vbo in others),
        ],
        "kvk_establishment": [business],
        "signal": [report("S1")],
        **flat,
    }


def report(name: str, **changes: Any) -> dict[str, Any]:
    day = dt.date(2025, 11, 1)
    return {"signal_id": name, "signal_date": day, "topic": "bewoning", "vbo_id": FLAT, **changes}


COMBO = (
    "address.through_address", "address.industrial_habitation", "thb.labour_risk_site",
    "address.overoccupancy_m2", "landlord.employer_coupling", "agri.habitation_signal",
    "thb.signal_combo",
)  # fmt: skip
HABITATION = ("address.industrial_habitation", "thb.labour_risk_site")


def visit(seen: int) -> dict[str, Any]:
    return {"inspection_id": "I1", "inspection_date": dt.date(2025, 10, 1), "est_nr": SHOP,
            "persons_seen": seen, "caused_by_selection": False}  # fmt: skip


def test_one_report_of_habitation_is_no_two_of_three_signals() -> None:
    out = found(octopus_with(*COMBO), moves())
    assert set(out.signals["rule"]) == {*HABITATION, "address.through_address"}
    assert [out.rests_on(rule) for rule in HABITATION] == [["signal:S1"], ["signal:S1"]]
    assert "thb.signal_combo" not in out.concluded()


def test_two_reports_read_by_both_rules_are_still_one_set_of_facts() -> None:
    out = found(octopus_with(*COMBO), moves(signal=[report("S1"), report("S2")]))
    assert out.rests_on("thb.labour_risk_site") == ["signal:S1", "signal:S2"]
    assert "thb.signal_combo" not in out.concluded()


@pytest.mark.parametrize(
    "changes",
    [
        {"inspection": [visit(9)], "signal": [report("S1")]},
        {"brp_count": [{"vbo_id": FLAT, "persons": 3, "moves_in_24m": 7, "moves_out_24m": 5},
                       *moves()["brp_count"][1:]]},
    ],
    ids=["a visit", "persons registered"],
)  # fmt: skip
def test_a_second_fact_makes_the_third_signal(changes: dict[str, Any]) -> None:
    out = found(octopus_with(*COMBO), moves(**changes))
    assert "thb.signal_combo" in out.concluded()


@pytest.mark.parametrize("persons", [0, 3])
def test_what_holds_in_two_ways_is_told_with_both_and_counts_with_one(persons: int) -> None:
    counts = [{"vbo_id": FLAT, "persons": persons}]
    out = found(octopus_with(*HABITATION), moves(brp_count=counts))
    registered = [key for key in out.keys("address.industrial_habitation", "facts")
                  if "brp_count.persons" in key]  # fmt: skip
    assert len(registered) == (persons > 0)
    assert "signal:S1" in out.keys("address.industrial_habitation", "facts")
    counted = out.rests_on("address.industrial_habitation")
    assert (counted == ["signal:S1"]) == (persons == 0)
    assert out.rests_on("thb.labour_risk_site") == ["signal:S1"]


DWELLING: Rows = {
    "bag_object": [{"vbo_id": FLAT, "usage": "woonfunctie"}],
    "kvk_establishment": [{"est_nr": SHOP, "kvk_nr": KVK, "vbo_id": FLAT, "sbi": "45112",
                           "sbi_edition": "2008", "start_date": dt.date(2020, 1, 1)}],
    "kvk_company": [{"kvk_nr": KVK}],
}  # fmt: skip


def test_a_dealer_in_a_dwelling_counts_once() -> None:
    both = octopus_with("car.dealer_in_dwelling", "address.use_mismatch")
    row = found(both, DWELLING).row("octopus.auto")
    assert row["rules"] == ["address.use_mismatch", "car.dealer_in_dwelling"]
    assert (row["points"], row["points_parts"]) == (10.0, ["adres en inschrijving: 10"])
    assert row["families"] == ["adres en inschrijving"], "one fact is no two ways of looking"
    told = [text for text in row["reasons"] if "Zelfde gegeven als" in text]
    assert len(told) == 1
    assert "Werk dat niet past bij het gebruik" in told[0]


def closed(heard: dt.date, started: dt.date, ended: dt.date | None = None) -> Rows:
    shop = {"sbi": "4711", "sbi_edition": "2008", "vbo_id": FLAT}
    return {
        "bag_object": [{"vbo_id": FLAT, "usage": "winkelfunctie"}],
        "kvk_company": [{"kvk_nr": KVK}, {"kvk_nr": "99000002"}],
        "kvk_establishment": [{"est_nr": SHOP, "kvk_nr": KVK, "start_date": started, **shop}],
        "kvk_role": [{"kvk_nr": KVK, "person_key": "a", "role": "eigenaar"},
                     {"kvk_nr": "99000002", "person_key": "b", "role": "eigenaar"}],
        "closure": [{"closure_id": "C1", "vbo_id": FLAT, "start_date": dt.date(2025, 1, 1),
                     "end_date": ended or dt.date(2025, 4, 1), "operator_kvk": "99000002"}],
        "signal": [report("S1", signal_date=heard, topic="drugs")],
    }  # fmt: skip


CLOSURE = (
    "address.repeat_closure", "establishment.new_operator_after_closure",
    "address.many_companies", "address.companies_per_m2", "address.closure_new_operator",
)  # fmt: skip


def test_a_conclusion_weighs_no_second_time_beside_the_signal_behind_it() -> None:
    pack = octopus_with(*CLOSURE)
    out = found(pack, closed(dt.date(2025, 9, 1), dt.date(2025, 6, 1)))
    assert out.concluded() == {"address.closure_new_operator"}
    assert out.rests_on("address.repeat_closure") == ["closure:C1", "signal:S1"]
    # Two severe reasons bring a case to the board; the signal and what builds on it are one.
    assert out.lists["tvo"].rows.is_empty()


def test_a_report_made_during_a_closure_is_about_that_closure() -> None:
    pack = octopus_with(*CLOSURE)
    during = closed(dt.date(2025, 3, 1), dt.date(2025, 2, 1))
    assert "address.repeat_closure" not in set(found(pack, during).signals["rule"])
    still = closed(dt.date(2025, 12, 1), dt.date(2025, 2, 1), ended=dt.date(2026, 6, 1))
    assert "address.repeat_closure" not in set(found(pack, still).signals["rule"])


CASES = [
    (COMBO, moves(inspection=[visit(9)]), "address.through_address"),
    (COMBO, moves(), "address.industrial_habitation"),
    (COMBO, moves(), "thb.labour_risk_site"),
    (("car.dealer_in_dwelling", "address.use_mismatch"), DWELLING, "car.dealer_in_dwelling"),
    (("car.dealer_in_dwelling", "address.use_mismatch"), DWELLING, "address.use_mismatch"),
    (CLOSURE, closed(dt.date(2025, 9, 1), dt.date(2025, 6, 1)), "address.repeat_closure"),
    (CLOSURE, closed(dt.date(2025, 9, 1), dt.date(2025, 6, 1)),
     "establishment.new_operator_after_closure"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("ids", "rows", "twice"), some(CASES, of=4), ids=[case[2] for case in some(CASES, of=4)]
)
def test_the_same_rule_under_another_id_changes_no_points_and_no_conclusion(
    ids: tuple[str, ...], rows: Rows, twice: str
) -> None:
    once = found(octopus_with(*ids), rows)
    again = found(octopus_with(*ids, twice=twice), rows)
    assert f"{twice}_again" in set(again.signals["rule"])
    key = ["rule", "subject"]
    assert once.conclusions.select(key).equals(again.conclusions.select(key))
    for name, listed in once.lists.items():
        weighed = ["place", "points", "points_parts", "families", "rank"]
        assert listed.rows.select(weighed).equals(again.lists[name].rows.select(weighed)), name


@pytest.mark.large
def test_every_shipped_rule_twice_changes_no_list_of_the_municipality(demo_run: RunResult) -> None:
    outcome = demo_run.outcome
    packs = [
        dataclasses.replace(pack, rules=(*pack.rules, *map(again, pack.rules)))
        for pack in outcome.packs
    ]
    registers, project = outcome.loaded.registers, outcome.project
    detection = detect(
        packs, registers, source_infos(outcome.loaded),
        as_of=outcome.as_of, overrides={}, engine=get_engine("polars"),
    )  # fmt: skip
    assert detection.signals.height == 2 * outcome.detection.signals.height
    links = build_links(registers, as_of=outcome.as_of)
    drawn = [each for pack in packs for each in pack.escalations]
    conclusions = escalate(detection.signals, links, drawn, as_of=outcome.as_of)
    assert conclusions.select("rule", "subject").equals(
        outcome.conclusions.select("rule", "subject")
    )
    lists = prioritise(
        detection.signals, conclusions, links, registers, packs,
        settings=project.lists, seed=project.seed, as_of=outcome.as_of,
        municipality=project.municipality, measured=pl.DataFrame(schema=MEASURED_SCHEMA),
    )  # fmt: skip
    weighed = ["place", "rank", "points", "points_parts", "families", "severity_max", "origin"]
    for once, twice in zip(outcome.lists, lists, strict=True):
        assert once.rows.select(weighed).equals(twice.rows.select(weighed)), once.name


def again(loaded: LoadedRule) -> LoadedRule:
    """The same rule under another id of its family."""
    return dataclasses.replace(
        loaded, rule=loaded.rule.model_copy(update={"id": f"{loaded.id}_again"})
    )
