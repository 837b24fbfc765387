"""On the fictional municipality every planted case is flagged and no look-alike is.

The truth is written with the extracts; here the whole way is gone, from messy files to signals and
conclusions, with the shipped rules. A rule need not be planted: then its own tests hold a hit, a
near miss and an unknown value.
"""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from fixtures.estates import LARGE, SMALL
from screening.packs.load import Pack
from screening.packs.shipped import shipped_rules
from screening.pipeline import RunResult
from tests.shipped import shipped_packs

PACKS = ["area", "profile", "youth", "octopus", "tvo", "bibob", "care"]
THEMES = {
    "auto": ["4511", "4519", "453", "454", "452", "7711"],
    "kring": ["4777", "4779"],
    "recy": ["4677", "381", "382", "383"],
}
KEPT = ["rule", "subject_type", "subject", "family", "severity", "lists"]
RULE_IDS = sorted(
    line.removeprefix("id: ").strip()
    for file in shipped_rules().rglob("*.yaml")
    if file.name != "pack.yaml"
    for text in [file.read_text(encoding="utf-8")]
    if "\nstatus: disabled\n" not in text
    for line in text.splitlines()
    if line.startswith("id: ")
)
"""Every rule and escalation that runs."""


@pytest.fixture(scope="module")
def packs() -> list[Pack]:
    return [shipped_packs()[name] for name in PACKS]


@pytest.fixture(scope="module")
def truth(demo_folder: Path) -> pl.DataFrame:
    return pl.read_csv(demo_folder / "truth" / "planted.csv", infer_schema=False)


@pytest.fixture(scope="module")
def flagged(demo_run: RunResult) -> pl.DataFrame:
    """Every signal and conclusion."""
    outcome = demo_run.outcome
    assert [pack.id for pack in outcome.packs] == sorted(PACKS)
    assert outcome.project.parameters == {}
    found = outcome.detection
    assert found.failures == {}
    assert found.skipped == {}
    return pl.concat([part.select(KEPT) for part in (found.signals, outcome.conclusions)])


def planted(truth: pl.DataFrame, rule: str) -> bool:
    return rule in truth["rule"]


def subjects(frame: pl.DataFrame, rule: str, *kinds: str) -> set[str]:
    rows = frame.filter(pl.col("rule") == rule)
    return set((rows.filter(pl.col("kind").is_in(kinds)) if kinds else rows)["subject"])


def test_every_true_case_is_flagged(truth: pl.DataFrame, flagged: pl.DataFrame) -> None:
    for rule in RULE_IDS:
        hits = subjects(truth, rule, "hit")
        assert len(hits) >= 3 or not planted(truth, rule), rule
        assert hits - subjects(flagged, rule) == set(), rule


def test_no_near_miss_or_innocent_look_alike_is_flagged(
    truth: pl.DataFrame, flagged: pl.DataFrame
) -> None:
    for rule in RULE_IDS:
        assert len(subjects(truth, rule, "near_miss")) >= 2 or not planted(truth, rule), rule
        alike = subjects(truth, rule, "near_miss", "innocent")
        assert alike & subjects(flagged, rule) == set(), rule


def test_what_is_not_planted_shows_in_its_own_tests_what_it_flags(
    truth: pl.DataFrame, packs: list[Pack]
) -> None:
    own = {each.id: each.model.tests for pack in packs for each in pack.documents}
    unplanted = [rule for rule in RULE_IDS if not planted(truth, rule)]
    lacking = {
        rule: {"hit", "near_miss", "null"} - {test.kind for test in own[rule]} for rule in unplanted
    }
    assert {rule: kinds for rule, kinds in lacking.items() if kinds} == {}
    assert len(unplanted) <= len(RULE_IDS) / 2  # the way from messy files is gone by most rules


def test_the_truth_is_about_shipped_rules_only(truth: pl.DataFrame) -> None:
    assert sorted(set(truth["rule"]) - set(RULE_IDS)) == []


def test_a_subject_is_true_or_not_but_never_both(truth: pl.DataFrame) -> None:
    assert truth.select("rule", "subject").is_unique().all()


@pytest.mark.parametrize("theme", THEMES)
def test_a_tenth_to_a_quarter_of_a_theme_shows_something(
    theme: str, demo_run: RunResult, flagged: pl.DataFrame
) -> None:
    """Rates of the catalogue, section 10; a demo in which half of all firms is flagged is wrong."""
    here = demo_run.outcome.loaded.registers["kvk_establishment"].filter(
        pl.any_horizontal(pl.col("sbi").str.starts_with(code) for code in THEMES[theme]),
        pl.col("end_date").is_null(),
    )
    seen = flagged.filter((pl.col("subject_type") == "establishment") & (pl.col("severity") >= 2))
    assert 0.10 <= here["est_nr"].is_in(seen["subject"].implode()).mean() <= 0.25


def test_about_one_company_in_a_hundred_is_part_of_a_case_for_the_board(
    demo_run: RunResult,
) -> None:
    """The companies in the cases of the board's list, and those at the addresses in them."""
    outcome = demo_run.outcome
    [board] = [listed for listed in outcome.lists if listed.name == "tvo"]
    assert board.total_candidates == board.rows.height
    kinds = ("address", "company", "establishment", "park")
    members: dict[str, set[str]] = {kind: set() for kind in kinds}
    for member in board.rows["members"].explode().to_list():
        kind, subject = member.split(":", 1)
        members[kind].add(subject)
    active = outcome.loaded.registers["kvk_establishment"].filter(pl.col("end_date").is_null())
    there = active.filter(
        pl.col("vbo_id").is_in(members["address"])
        | pl.col("est_nr").is_in(members["establishment"])
    )["kvk_nr"].to_list()
    share = len(members["company"] | set(there)) / active["kvk_nr"].n_unique()
    assert 0.005 <= share <= 0.012


def test_the_list_of_estates_holds_what_lies_there(demo_run: RunResult) -> None:
    objects = demo_run.outcome.loaded.registers["bag_object"]
    there = set(objects.filter(pl.col("estate_code").is_not_null())["vbo_id"])
    listed = demo_run.lists["octopus.bedrijf"]
    assert listed.height >= 10
    assert set(listed["vbo_id"]) <= there
    known = set(objects["estate_code"].drop_nulls())
    assert known == {*LARGE, *SMALL}


def test_horeca_is_on_its_own_list_and_no_longer_among_people_at_risk(
    demo_run: RunResult, flagged: pl.DataFrame
) -> None:
    own = flagged.filter(pl.col("rule") == "establishment.permit_missing")
    assert own.height
    assert own["lists"].to_list() == [["octopus.horeca", "tvo"]] * own.height
    assert demo_run.lists["octopus.horeca"].height >= 10


def test_the_manifest_freezes_what_values_by_date_came_to(demo_run: RunResult) -> None:
    manifest = json.loads((demo_run.folder / "manifest.json").read_text("utf-8"))
    rules = manifest["counts"]["rules"]
    assert rules["bibob.earlier_advice"]["by_date"] == {"reuse_years": 5}
    norms = rules["care.top_income"]["by_date"]["general_maximum"]
    assert norms["2025-01-01"] == 246000
    assert norms["2026-01-01"] == 262000
    assert "by_date" not in rules["address.many_companies"]
