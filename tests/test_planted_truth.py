"""On the fictional municipality every planted case is flagged and no look-alike is.

The truth is written with the extracts; here the whole way is gone, from messy files to signals and
conclusions, with the shipped rules.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from screening.detect.run import SourceInfo, detect
from screening.engines import get_engine
from screening.escalate.links import build_links
from screening.escalate.run import escalate
from screening.packs.load import Pack, load_packs
from screening.project import SHIPPED_RULES, load_project
from screening.registers.load import load_registers

PACKS = ["area", "octopus", "tvo", "bibob"]
RULE_IDS = sorted(
    line.removeprefix("id: ").strip()
    for file in SHIPPED_RULES.rglob("*.yaml")
    if file.name != "pack.yaml"
    for line in file.read_text(encoding="utf-8").splitlines()
    if line.startswith("id: ")
)


@pytest.fixture(scope="module")
def packs() -> list[Pack]:
    return load_packs(SHIPPED_RULES, PACKS)


@pytest.fixture(scope="module")
def truth(demo_folder: Path) -> pl.DataFrame:
    return pl.read_csv(demo_folder / "truth" / "planted.csv", infer_schema=False)


@pytest.fixture(scope="module")
def flagged(demo_folder: Path, packs: list[Pack]) -> pl.DataFrame:
    """Rule and subject of every signal and conclusion."""
    project = load_project(demo_folder)
    loaded = load_registers(project, as_of=project.as_of)
    sources = {
        name: SourceInfo(label=report.source, reference_date=report.reference_date)
        for name, report in loaded.reports.items()
    }
    found = detect(
        packs, loaded.registers, sources, as_of=project.as_of, overrides={},
        engine=get_engine("polars"),
    )  # fmt: skip
    assert found.failures == {}
    assert found.skipped == {}
    rules = [each for pack in packs for each in pack.escalations]
    drawn = escalate(found.signals, build_links(loaded.registers), rules, as_of=project.as_of)
    return pl.concat([part.select("rule", "subject") for part in (found.signals, drawn)])


def subjects(frame: pl.DataFrame, rule: str, *kinds: str) -> set[str]:
    rows = frame.filter(pl.col("rule") == rule)
    return set((rows.filter(pl.col("kind").is_in(kinds)) if kinds else rows)["subject"])


@pytest.mark.parametrize("rule", RULE_IDS)
def test_every_true_case_is_flagged(rule: str, truth: pl.DataFrame, flagged: pl.DataFrame) -> None:
    hits = subjects(truth, rule, "hit")
    assert len(hits) >= 3
    assert hits - subjects(flagged, rule) == set()


@pytest.mark.parametrize("rule", RULE_IDS)
def test_no_near_miss_or_innocent_look_alike_is_flagged(
    rule: str, truth: pl.DataFrame, flagged: pl.DataFrame
) -> None:
    assert subjects(truth, rule, "near_miss"), "at least one near miss"
    assert subjects(truth, rule, "near_miss", "innocent") & subjects(flagged, rule) == set()


def test_the_truth_is_about_shipped_rules_only(truth: pl.DataFrame) -> None:
    assert sorted(set(truth["rule"]) - set(RULE_IDS)) == []


def test_a_subject_is_true_or_not_but_never_both(truth: pl.DataFrame) -> None:
    assert truth.select("rule", "subject").is_unique().all()
