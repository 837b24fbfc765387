"""The pages about rules and the project file hold every key, and examples that work."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from screening.engines import get_engine
from screening.packs.lint import lint_packs
from screening.packs.load import load_packs
from screening.packs.loaded import Pack
from screening.packs.models import Rule
from screening.project.keys import asked_for, definitions, filled, kind_in_words
from screening.project.model import Project, load_project
from screening.registers.reading.source import Source
from screening.ruletests.escalations import run_escalation_tests
from screening.ruletests.rules import run_rule_tests

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = [DOCS / "rule-language.md", DOCS / "project-file.md"]
BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_tables_in_the_documentation_are_current(page: Path) -> None:
    text = page.read_text("utf-8")
    assert text == filled(text), (
        "run: python -m screening.project.keys docs/rule-language.md docs/project-file.md"
    )


def test_every_kind_of_object_stands_on_one_of_the_pages_once() -> None:
    shown = Counter(name for page in PAGES for name in asked_for(page.read_text("utf-8")))
    assert shown == Counter(definitions().keys())


def test_a_key_that_changes_is_seen() -> None:
    page = PAGES[1].read_text("utf-8").replace("`header_row`", "`header`")
    assert filled(page) != page
    assert "| `header_row` |" in filled(page)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"type": "integer", "minimum": 1, "maximum": 5}, "whole number, 1 to 5"),
        (
            {"type": "integer", "exclusiveMinimum": 0, "maximum": 9},
            "whole number above 0, at most 9",
        ),
        ({"type": "number", "exclusiveMinimum": 0}, "number above 0"),
        ({"anyOf": [{"enum": ["a", "b"]}, {"type": "null"}]}, "`a` or `b`"),
        (
            {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
            "text, or a list of such",
        ),
        (
            {"type": "object", "additionalProperties": {"$ref": "#/$defs/Need"}},
            "name: [Need](#need)",
        ),
        ({"type": "string", "format": "date"}, "date"),
    ],
)
def test_what_may_stand_there_in_words(said: dict[str, Any], words: str) -> None:
    assert kind_in_words(said) == words


@pytest.fixture
def packs(tmp_path: Path) -> list[Pack]:
    """The pack that the page shows, written out."""
    for text in BLOCK.findall(PAGES[0].read_text("utf-8")):
        file = tmp_path / text.splitlines()[0].removeprefix("# ")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return load_packs(tmp_path / "mijnregels")


def test_the_pack_in_the_page_passes_every_check(packs: list[Pack]) -> None:
    assert lint_packs(packs) == []
    [pack] = packs
    assert (len(pack.rules), len(pack.escalations)) == (1, 1)


def test_the_tests_of_the_pack_in_the_page_pass(packs: list[Pack]) -> None:
    [pack] = packs
    outcomes = [
        *run_rule_tests(pack.rules, get_engine("polars")),
        *run_escalation_tests(pack.escalations),
    ]
    assert [each for each in outcomes if not each.passed] == []
    assert len(outcomes) == 5


def test_the_rule_in_the_page_leaves_out_what_few_rules_need(packs: list[Pack]) -> None:
    shown = packs[0].rules[0].rule.model_fields_set
    assert set(Rule.model_fields) - shown <= {
        "kind", "status_reason", "about_owner", "people_at_risk", "confidential", "proxies",
        "registration_duty", "uses_own_selection", "compare", "rests_on", "history", "pictures",
    }  # fmt: skip


def test_the_projects_in_the_page_are_projects_and_show_every_key(tmp_path: Path) -> None:
    least, whole = (_project(tmp_path, text) for text in BLOCK.findall(PAGES[1].read_text("utf-8")))
    assert least.model_fields_set == {"name", "municipality", "as_of", "packs"}
    assert whole.model_fields_set == set(Project.model_fields)
    for part in (whole.defaults, whole.limits, whole.lists["octopus.auto"], whole.review):
        assert part.model_fields_set == set(type(part).model_fields)
    sources = [source for several in whole.registers.values() for source in several]
    named = frozenset().union(*(source.model_fields_set for source in sources))
    assert named == set(Source.model_fields)


def _project(folder: Path, text: str) -> Project:
    (folder / "screening.yaml").write_text(text, "utf-8")
    return load_project(folder)
