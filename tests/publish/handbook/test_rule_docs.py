"""The pages of the shipped rules: complete, and silent about what is confidential."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from screening.packs.loaded import LoadedEscalation, LoadedRule
from screening.packs.models import Rule
from screening.pipeline import RunResult
from screening.publish.handbook.rule_docs import documentation, examples_of, write_docs
from screening.publish.handbook.rule_page import NO_EXAMPLE, WITHHELD, lacking, rule_page
from tests.shipped import shipped_packs

PACKS = list(shipped_packs().values())
DEFINITIONS = {each.id: each for pack in PACKS for each in pack.documents}
EVERY_PAGE = ("Waarom", "Hoe het werkt", "Mogelijke gewone verklaringen", "Zo na te gaan",
              "Voorbeeld uit de fictieve gemeente", "Geschiktheid", "Bronnen", "Geschiedenis",
              "Proefgevallen")  # fmt: skip


def test_no_part_of_a_rule_is_missing() -> None:
    assert len(DEFINITIONS) > 150
    assert {name: found for name, of in DEFINITIONS.items() if (found := lacking(of.model))} == {}


def test_the_history_ends_with_the_present_version() -> None:
    for name, of in DEFINITIONS.items():
        versions = [each.version for each in of.model.history]
        assert versions == sorted(set(versions)), name
        assert versions[-1:] == [of.model.version], name


@pytest.fixture(scope="module")
def pages(demo_run: RunResult) -> dict[str, str]:
    outcome = demo_run.outcome
    examples = examples_of(outcome.detection.signals, outcome.conclusions)
    return documentation(PACKS, examples, public=False)


NOT_IN_THE_DEMO = {"care.next_municipality"}
"""Needs more than one municipality; the region of the demo has its cases (tests/test_region.py)."""


def test_a_page_has_every_section_and_an_example(pages: dict[str, str]) -> None:
    for name, of in DEFINITIONS.items():
        page = pages[name]
        titles = [line.removeprefix("## ") for line in page.splitlines() if line.startswith("## ")]
        assert set(EVERY_PAGE) <= set(titles), name
        texts = page.split("\n## ")[1:]
        assert [text for text in texts if not text.partition("\n")[2].strip()] == [], name
        if of.model.status == "active":
            assert (NO_EXAMPLE in page) == (name in NOT_IN_THE_DEMO), name


def test_the_index_leads_to_every_page() -> None:
    pages = documentation(PACKS, {}, public=True)
    for name in pages:
        assert name == "index" or any(f"({name}.md)" in page for page in pages.values())


def _secret(rule: dict[str, Any], **more: Any) -> LoadedRule:
    return LoadedRule(
        rule=Rule.model_validate(rule | more), file=Path("rule.yaml"), hash="", lines={},
        pack=PACKS[0].header,
    )  # fmt: skip


RULE: dict[str, Any] = {
    "id": "address.many_companies", "title": "Veel bedrijven", "status": "active", "version": 1,
    "subject": "address", "severity": 3, "basis": "G-HR", "why": "Daarom.",
    "parameters": {"most": {"value": 73, "unit": "bedrijven", "why": "Vanaf 73 valt het op."}},
    "measures": {"companies": {"label": "bedrijven", "unit": "bedrijven"}},
    "select": "SELECT e.vbo_id AS subject, COUNT(*) AS companies FROM kvk_establishment e "
    "GROUP BY e.vbo_id",
    "when": "companies >= :most", "explain": "{companies} (grens {most})",
    "confidential": {"parameters": ["most"], "reason": "Wie de grens kent, blijft eronder."},
    "tests": [],
}  # fmt: skip


def test_the_public_page_withholds_the_threshold_and_says_why() -> None:
    loaded = _secret(RULE)
    public = rule_page(loaded, "80 bedrijven (grens 73)", public=True)
    assert "73" not in public
    assert WITHHELD in public
    assert "Wie de grens kent" in public
    assert "Proefgevallen" not in public
    assert "73" in rule_page(loaded, None, public=False)


def test_withholding_without_a_reason_is_refused() -> None:
    with pytest.raises(ValueError, match="reason"):
        _secret(RULE, confidential={"parameters": ["most"], "reason": ""})


def test_html_is_whole_and_escapes(tmp_path: Path) -> None:
    written = write_docs({"index": "# A <b> & c\n\n[x](y.md)\n"}, tmp_path, as_html=True)
    text = written[0].read_text("utf-8")
    assert "<title>A &lt;b&gt; &amp; c</title>" in text
    assert '<a href="y.html">' in text
    assert "<b>" not in text


def test_the_command_writes_pages_and_refuses_examples_of_real_people(tmp_path: Path) -> None:
    runner = CliRunner()
    done = runner.invoke(app, ["rules", "docs", str(tmp_path / "docs"), "--public"])
    assert done.exit_code == 0
    assert len(list((tmp_path / "docs").glob("*.md"))) == len(DEFINITIONS) + len(PACKS) + 1
    runner.invoke(app, ["init", str(tmp_path / "real")])
    words = ["rules", "docs", str(tmp_path / "more"), "--examples", str(tmp_path / "real")]
    assert runner.invoke(app, words).exit_code == 1
    assert not (tmp_path / "more").exists()


def test_escalations_show_their_condition_as_a_tree() -> None:
    drawn = DEFINITIONS["thb.signal_combo"]
    assert isinstance(drawn, LoadedEscalation)
    page = documentation(PACKS, {}, public=True)["thb.signal_combo"]
    assert "ten minste 3 van:" in page
    assert "`address.overoccupancy_m2`" in page


def test_a_page_shows_the_views_that_a_rule_reads() -> None:
    pages = documentation(PACKS, {}, public=True)
    page = pages["address.many_companies"]
    assert "Daarin is `business_address`:" in page
    assert "'domicile_provider'" in page
    assert "| `known_place` |" in page


def test_what_came_of_a_rule_stands_beside_the_note_in_the_whole_page_only() -> None:
    said = {PACKS[0].rules[0].id: ["Lijst tvo: 40 keer gesignaleerd."]}
    whole, public = (documentation(PACKS, {}, said, public=each) for each in (False, True))
    name = PACKS[0].rules[0].id
    shown = whole[name].split("## Geschiktheid")[1].split("\n## ")[0]
    assert "40 keer gesignaleerd" in shown
    assert "eerdere selecties" in shown
    assert "40 keer gesignaleerd" not in public[name]
