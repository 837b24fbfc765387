"""Every list tells what was decided or found before, and none is another list for it (T12)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from screening.lists import LISTS
from screening.lists.shared import EARLIER
from screening.pipeline import run
from screening.prioritise.lists import KEPT_BLIND, PriorityList
from screening.project.model import load_project
from screening.publish.marks import row_key
from screening.publish.paper.document import pages_of
from screening.runs import earlier
from screening.runs.earlier import Decided, Earlier, decisions_text, earlier_of, told_of
from screening.runs.ledger import Ledger
from screening.runs.names import DECISIONS, RESULTS
from screening.runs.published import published
from screening.runs.since import nodes_of

if TYPE_CHECKING:
    from screening.pipeline import RunResult

DAY = dt.date(2025, 11, 3)
SAID, WHEN = (column.key for column in EARLIER)


def known_by(rows: pl.DataFrame) -> list[str]:
    numbered = rows.with_row_index("row").select("row", "place_type", "place", "members", "rules")
    return nodes_of(numbered)["node"].drop_nulls().to_list()


def everything_decided(run_made: RunResult) -> list[Decided]:
    """Something decided of every row of every list."""
    return [
        Decided(list=name, nodes=(node,), decision="nagegaan", decided_on=DAY)
        for name, rows in run_made.lists.items()
        for node in known_by(rows)
    ]


@pytest.mark.parametrize("kind", LISTS.values(), ids=lambda kind: kind.name)
def test_every_list_has_the_columns_and_asks_something_that_is_told_later(kind: Any) -> None:
    assert {SAID, WHEN} <= {column.key for column in kind.open_columns}
    assert [field for field in kind.form if field.told_later]
    assert not {SAID, WHEN} & KEPT_BLIND, "who stood on a list before was rarely drawn"


def test_every_row_tells_it_and_no_list_has_other_rows_or_another_order(
    demo_run: RunResult,
) -> None:
    found = Earlier(everything_decided(demo_run))
    for name, rows in demo_run.lists.items():
        before = PriorityList(name, name, rows, 9, 9, [], None, (), pl.DataFrame())
        after = found.told_on(before).rows
        assert after.drop(SAID, WHEN).equals(rows.drop(SAID, WHEN)), name
        assert after[SAID].to_list() == ["nagegaan"] * rows.height, name
        assert after[WHEN].to_list() == [DAY] * rows.height, name
        assert rows[SAID].null_count() == rows.height, name
        blind = replace(before, rows=after).blind
        assert blind[SAID].null_count() == blind.height


def test_a_run_after_decisions_has_the_same_rows_in_the_same_order(small_project: Path) -> None:
    project = load_project(small_project)
    before = run(project, write=False)
    text = decisions_text(everything_decided(before))
    (small_project / DECISIONS).write_text(text, "utf-8")
    after = run(project, write=False)
    for name, rows in before.lists.items():
        assert after.lists[name].drop(SAID, WHEN).equals(rows.drop(SAID, WHEN)), name
        assert {*after.lists[name][SAID]} == {"nagegaan"}
    assert after.signals.equals(before.signals)


@pytest.mark.parametrize(
    ("name", "answers", "told"),
    [
        (
            "octopus.auto",
            {"result_seen": "seen", "result_findings": ["geen_bevinding"], "result_by": "boa"},
            "open, bezoek gedaan; niets bijzonders gezien",
        ),
        ("adr", {"result_outcome": "right", "result_remarks": "aardig"}, "inschrijving klopt"),
        ("care", {"result_outcome": ["questions", "visit"]},
         "vragen gesteld; bezoek of dossiercontrole"),
        ("designation", {"result_decision": "none", "result_lighter": "brief"}, "niet aanwijzen"),
        ("starters", {"result_outcome": "informed"},
         "voorlichting gegeven, geen bevoegdheid voor een toets"),
        ("bibob", {"result_questions": "welke?"}, ""),
    ],
)  # fmt: skip
def test_an_answer_is_told_in_words_and_what_somebody_wrote_is_not(
    name: str, answers: dict[str, Any], told: str
) -> None:
    assert told_of(LISTS[name], answers) == told


def of_address(place: str, *members: str) -> dict[str, Any]:
    return {"place_type": "address", "place": place, "members": [*members] or None}


def test_what_was_found_at_an_address_is_told_of_that_address_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also of a row of a blind list, which names no subjects; not of who else was there."""
    rows = [of_address("a", "company:k"), of_address("b")]
    name = "octopus.auto"
    entries = [
        {"run": "2025-10-01-x", "list": name, "key": row_key(name, "address", place),
         "answers": {"result_seen": "closed", "result_date": f"2025-12-0{day}"}}
        for day, place in enumerate("abc", 1)
    ]  # fmt: skip
    Ledger(tmp_path / RESULTS).add(lambda _: entries)
    monkeypatch.setattr(earlier, "find_run", lambda *_: tmp_path)
    monkeypatch.setattr(earlier, "read_list", lambda *_: {"rows": rows})
    found = earlier_of(tmp_path, print).decided
    assert [(each.nodes, each.decided_on.day) for each in found] == [
        (("address:a",), 1), (("address:b",), 2),
    ]  # fmt: skip
    assert {each.decision for each in found} == {"dicht, niemand aanwezig"}


@pytest.mark.parametrize("name", ["octopus.auto", "bibob", "designation", "care", "starters"])
def test_a_page_says_it_where_there_is_something_and_is_silent_elsewhere(
    name: str, demo_run: RunResult
) -> None:
    whole = published(demo_run.folder, name)[0]
    told = whole.rows.with_row_index("n").with_columns(
        pl.when(pl.col("n") == 0).then(pl.lit("nagegaan")).alias(SAID),
        pl.when(pl.col("n") == 0).then(pl.lit(DAY)).alias(WHEN),
    )
    made = replace(whole, rows=told.drop("n").select(whole.rows.columns))
    first, second = pages_of(made, 2)["pages"]
    facts = [fact for section in first["sections"] for fact in section["facts"]]
    assert ["Eerder besluit", "nagegaan"] in facts
    assert "Eerder besluit" not in str(second)
