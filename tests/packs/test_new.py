"""A new rule by command: it passes every check, and its tests pass, before it is filled in."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

from screening.engines import get_engine
from screening.errors import PackError
from screening.packs.lint import lint_packs
from screening.packs.load import load_packs
from screening.packs.loaded import LoadedRule
from screening.packs.models import SubjectType
from screening.packs.new import UNFILLED, new_rule
from screening.packs.shipped import shipped_rules
from screening.ruletests.rules import run_rule_tests
from tests.compiled import load_pack
from tests.thorough import some

Write = Callable[..., Path]
PACKS = ["area", "bibob", "care", "octopus", "profile", "tvo", "youth"]
READS_NOTHING_ABOUT = {
    ("area", "company"), ("area", "application"), ("area", "park"), ("bibob", "park"),
    ("care", "application"), ("care", "park"), ("care", "area"), ("care", "area_branch"),
    ("care", "address"), ("tvo", "area_branch"),
}  # fmt: skip
READS_NOTHING_ABOUT |= {
    (pack, subject)
    for pack in ("profile", "youth")
    for subject in get_args(SubjectType)
    if subject != "area"
}


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """The shipped headers, without rules."""
    for name in PACKS:
        (tmp_path / name).mkdir()
        shutil.copy(shipped_rules() / name / "pack.yaml", tmp_path / name)
    return tmp_path


def made(rules: Path, pack: str, subject: str) -> LoadedRule:
    file = new_rule(load_packs(rules), "fresh.made", pack=pack, subject=subject)
    assert file == rules / pack / "fresh" / "made.yaml"
    [loaded] = load_pack(rules / pack).rules
    return loaded


def refusal(rules: Path, rule_id: str, *, pack: str = "tvo", subject: str = "company") -> str:
    with pytest.raises(PackError) as caught:
        new_rule(load_packs(rules), rule_id, pack=pack, subject=subject)
    [problem] = caught.value.problems
    assert problem.expected
    assert problem.remedy
    return str(problem)


@pytest.mark.parametrize("pack", some(PACKS, of=6))
@pytest.mark.parametrize("subject", get_args(SubjectType))
def test_it_lints_and_its_tests_pass_in_every_pack(rules: Path, pack: str, subject: str) -> None:
    if (pack, subject) in READS_NOTHING_ABOUT:
        assert "reads no register about" in refusal(rules, "a.b", pack=pack, subject=subject)
        return
    loaded = made(rules, pack, subject)
    found = [each for each in lint_packs([load_pack(rules / pack)]) if each.rule_id == loaded.id]
    assert {each.check for each in found} == {"missing_sources"}
    outcomes = run_rule_tests([loaded], get_engine("polars"))
    assert [each.problems for each in outcomes if not each.passed] == []
    assert [each.kind for each in outcomes] == ["hit", "near_miss", "null"]


def test_what_is_to_be_written_is_marked_and_keeps_the_rule_from_running(rules: Path) -> None:
    loaded = made(rules, "tvo", "company")
    assert loaded.rule.status == "experimental"
    text = loaded.file.read_text("utf-8").replace("status: experimental ", "status: active ")
    loaded.file.write_text(text, "utf-8")
    findings = lint_packs([load_pack(rules / "tvo")])
    [unfilled] = [each for each in findings if each.check == "unfilled_text"]
    assert unfilled.severity == "error"
    assert {"title", "why", "innocent.0", "suitability.not_shown.legal"} <= set(
        unfilled.problem.found.removeprefix(f"{UNFILLED} in ").split(", ")
    )


def test_nothing_is_written_over(rules: Path) -> None:
    file = made(rules, "tvo", "company").file
    before = file.read_bytes()
    assert "the id 'fresh.made' is taken" in refusal(rules, "fresh.made")
    assert "the id 'fresh.made' is taken" in refusal(rules, "fresh.made", pack="octopus")
    packs = load_packs(rules)
    (file.parent / "other.yaml").write_text("not a rule", "utf-8")
    with pytest.raises(PackError, match="already"):
        new_rule(packs, "fresh.other", pack="tvo", subject="company")
    assert (file.parent / "other.yaml").read_text("utf-8") == "not a rule"
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "name",
    ["", "company", "Company.x", "a.b.c", "../a.b", "a/b.c", "a.b-c", "a.b\n", "a." + "b" * 200],
)
def test_a_name_that_is_no_id(rules: Path, name: str) -> None:
    assert "cannot be the id of a rule" in refusal(rules, name)
    assert sorted(rules.rglob("*.yaml")) == [rules / each / "pack.yaml" for each in PACKS]


def test_a_subject_that_is_none(rules: Path) -> None:
    assert "Did you mean 'company'?" in refusal(rules, "a.b", subject="compny")
    assert "never about a person" in refusal(rules, "a.b", subject="persoon")


def test_a_pack_that_is_none(rules: Path) -> None:
    assert "Did you mean 'octopus'?" in refusal(rules, "a.b", pack="octpus")
    assert "pack.yaml" in refusal(rules, "a.b", pack="eigen")


def test_a_folder_that_cannot_be_written_ends_in_a_message(rules: Path) -> None:
    (rules / "tvo" / "a").write_text("a file where the family would be", "utf-8")
    assert "cannot be written" in refusal(rules, "a.b")
