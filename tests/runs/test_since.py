"""What is new on a list since the run before, and that this leaves the same inputs the same run."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from screening.lists import LISTS
from screening.pipeline import RunResult, run
from screening.prioritise.lists import DRAWN, KNOWN, NEW, PriorityList
from screening.prioritise.schema import schema_of
from screening.project.model import load_project
from screening.runs.folder import file_hashes
from screening.runs.since import compared, run_before
from tests.trust.conftest import town

__all__ = ["town"]

Town = Callable[..., Path]
EARLIER, LATER = dt.date(2025, 12, 1), dt.date(2026, 1, 1)


def screened(folder: Path, day: dt.date) -> RunResult:
    return run(load_project(folder), as_of=day)


def without(folder: Path, file: str, *words: str) -> None:
    """Leave the lines with these words out of an extract."""
    path = folder / file
    lines = path.read_text("utf-8").splitlines()
    kept = [line for line in lines if not any(word in line for word in words)]
    path.write_text("\n".join(kept) + "\n", "utf-8")


def said(result: RunResult, name: str = "octopus.auto") -> dict[str, Any]:
    content: dict[str, Any] = json.loads((result.folder / "lists" / f"{name}.json").read_text())
    return content


def test_rows_that_stood_there_before_are_told_from_new_ones(town: Town) -> None:
    folder = town(share=0.0)
    extra = "99000041;9999010000000041;bedrijfsvoorraad;01-01-2020;;valid"
    first = screened(folder, EARLIER)
    assert first.lists["octopus.auto"]["since_previous"].null_count() == 30
    without(folder, "rdw.csv", extra)
    text = (folder / "screening.yaml").read_text("utf-8").replace("capacity: 30", "capacity: 60")
    (folder / "screening.yaml").write_text(text, "utf-8")
    second = screened(folder, LATER)
    rows = second.lists["octopus.auto"]
    old = {*first.lists["octopus.auto"]["place"]}
    marks = dict(rows.select("place", "since_previous").iter_rows())
    assert {place for place, mark in marks.items() if mark == KNOWN} == old & {*marks}
    assert marks["9999010000000041"] == NEW
    assert said(second)["before"] == first.folder.name


def test_without_an_earlier_run_the_list_says_so(town: Town) -> None:
    from screening.publish.run import notes

    result = screened(town(), EARLIER)
    [listed] = result.outcome.lists
    assert any("geen eerdere run" in line for line in notes(listed))
    assert said(result)["before"] is None


def test_a_run_that_is_repeated_stays_the_same_run(town: Town) -> None:
    folder = town()
    screened(folder, EARLIER)
    second = screened(folder, LATER)
    kept = file_hashes(second.folder)
    again = screened(folder, LATER)
    assert again.folder == second.folder
    assert file_hashes(again.folder) == kept


def test_another_run_before_is_another_input(town: Town, tmp_path: Path) -> None:
    folder = town()
    alone = screened(folder, LATER)
    assert "before" not in json.loads((alone.folder / "manifest.json").read_text())["inputs"]
    shutil.move(folder / "runs", tmp_path / "kept")
    screened(folder, EARLIER)
    after = screened(folder, LATER)
    assert after.folder.name != alone.folder.name
    shutil.rmtree(folder / "runs")
    assert file_hashes(screened(folder, LATER).folder) == file_hashes(
        tmp_path / "kept" / alone.folder.name
    )


def test_a_damaged_run_is_passed_over_and_told(town: Town) -> None:
    folder = town()
    whole = screened(folder, dt.date(2025, 11, 1))
    broken = screened(folder, EARLIER)
    (broken.folder / "outcomes.csv").write_text("x", "utf-8")
    told: list[str] = []
    assert run_before(folder / "runs", LATER, told.append) == whole.folder
    assert [text for text in told if broken.folder.name in text]


@pytest.mark.parametrize("name", ["2025-12-01-", "2025-12-01-abc", "notes", ".partial-2025"])
def test_what_is_no_run_is_no_run_before(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / "2025-12-02-file").write_text("x")
    assert run_before(tmp_path, LATER, lambda _: None) is None
    assert run_before(tmp_path / "nowhere", LATER, lambda _: None) is None


def listed(name: str, *rows: dict[str, Any]) -> PriorityList:
    schema = schema_of(LISTS[name])
    given = [{"random": False, "hits": [], **row} for row in rows]
    frame = pl.DataFrame(given, schema=schema)
    return PriorityList(name, name, frame, 9, 9, [], None, (), pl.DataFrame())


@pytest.fixture
def before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """An earlier run that has one list with these rows."""

    def build(name: str, *rows: dict[str, Any]) -> Path:
        from screening.runs import since

        monkeypatch.setattr(since, "list_names", lambda _: [name])
        monkeypatch.setattr(since, "read_list", lambda *_: {"rows": rows})
        return tmp_path / "2025-12-01-x"

    return build


def test_what_changed_names_rules_that_came_and_went(before: Callable[..., Path]) -> None:
    place = {"place_type": "address", "place": "a"}
    run = before("adr", {**place, "rules": ["a.x", "a.y"], "members": []})
    [found] = compared([listed("adr", {**place, "rules": ["a.z", "a.y"]})], run)
    [row] = found.rows.to_dicts()
    assert (row["since_previous"], row["changed"]) == (KNOWN, ["erbij: a.z", "weg: a.x"])


def test_what_changed_is_told_by_the_titles_of_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from screening.runs import since

    place = {"place_type": "address", "place": "1", "members": []}
    was = {"rows": [{**place, "rules": ["a.x", "a.y"]}],
           "measured": {"rules": [{"rule": "a.x", "title": "Iets van toen"}]}}  # fmt: skip
    monkeypatch.setattr(since, "list_names", lambda _: ["adr"])
    monkeypatch.setattr(since, "read_list", lambda *_: was)
    now = replace(
        listed("adr", {**place, "rules": ["a.y", "a.z"]}),
        measured=pl.DataFrame({"rule": ["a.z"], "title": ["Iets nieuws"]}),
    )
    [found] = compared([now], tmp_path / "2025-12-01-x")
    assert found.rows["changed"].to_list() == [["erbij: Iets nieuws", "weg: Iets van toen"]]


def test_a_case_is_the_same_when_it_shares_an_address_or_company(
    before: Callable[..., Path],
) -> None:
    old = {"place_type": "case", "place": "address:1", "members": ["address:1", "company:7"]}
    run = before("tvo", {**old, "rules": ["a.x"]}, {**old, "place": "b", "members": ["company:8"]})
    now = [
        {"place_type": "case", "place": "company:7", "members": ["company:7"], "rules": ["a.x"]},
        {"place_type": "case", "place": "address:1", "members": ["address:2"], "rules": ["a.x"]},
    ]
    [found] = compared([listed("tvo", *now)], run)
    assert found.rows["since_previous"].to_list() == [KNOWN, NEW]
    assert found.gone == 1


def test_areas_are_not_the_same_for_sharing_a_municipality(before: Callable[..., Path]) -> None:
    def row(branch: str) -> dict[str, Any]:
        return {"place_type": "area_branch", "place": f"GM1:{branch}", "rules": ["area.x"],
                "members": ["area:GM1", f"area_branch:GM1:{branch}"]}  # fmt: skip

    [found] = compared([listed("designation", row("b"))], before("designation", row("a")))
    assert found.rows["since_previous"].to_list() == [NEW]


def test_what_was_drawn_before_did_not_stand_there_for_a_reason(
    before: Callable[..., Path],
) -> None:
    place = {"place_type": "address", "place": "a", "rules": ["a.x"]}
    run = before("octopus.auto", {**place, "rules": None, "origin": DRAWN})
    drawn = {**place, "place": "b", "random": True, "rules": None}
    [found] = compared([listed("octopus.auto", place, drawn)], run)
    assert found.rows["since_previous"].to_list() == [NEW, None]


def test_a_run_made_before_lists_kept_their_places_compares_nothing(
    before: Callable[..., Path],
) -> None:
    run = before("adr", {"subject": "a", "rules": ["a.x"]})
    row = {"place_type": "address", "place": "a", "rules": ["a.x"]}
    [found] = compared([listed("adr", row)], run)
    assert found.rows["since_previous"].to_list() == [None]
    assert found.before is None
