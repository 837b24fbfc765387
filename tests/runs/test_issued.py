"""What was made for whom is recorded beside the runs, and a record that was changed is seen."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from screening.errors import DamagedRunError, RunError
from screening.project.model import load_project
from screening.publish.notice import ANNEX
from screening.runs.folder import file_hashes
from screening.runs.hashes import file_hash
from screening.runs.issued import issue, issued
from screening.runs.narrowed import Asked, control, narrow
from tests.runs.districts import ACTIONS, Town, in_districts, screened
from tests.trust.conftest import town

__all__ = ["town"]


@pytest.fixture
def folder(town: Town) -> Path:
    folder = in_districts(town)
    screened(folder)
    return folder


def made(folder: Path, file: str = "lijst.xlsx") -> list[Path]:
    project = load_project(folder)
    return issue(narrow(project, control(project, "auto-oost")), folder / file)


def test_a_list_its_draw_and_its_recipients_are_recorded(folder: Path) -> None:
    [run] = (folder / "runs").glob("2026-*")
    before = file_hashes(run)
    files = made(folder)
    assert file_hashes(run) == before
    [entry] = issued(folder).entries()
    assert entry["run"] == run.name
    assert (entry["list"], entry["control"], entry["date"]) == (
        "octopus.auto", "auto-oost", "2026-03-12",
    )  # fmt: skip
    assert (entry["area"], entry["candidates"], entry["out_of"]) == ("WK900101", 24, 40)
    assert entry["draw"]["drawn"] == 2
    assert (entry["recipient"], entry["partners"]) == ("Team Octopus", ["rdw"])
    assert entry["actor"] == "medewerker"
    assert entry["files"] == {file.name: file_hash(file) for file in files}
    assert len(entry["rows"]) == 10
    assert {row["origin"] for row in entry["rows"]} == {"signalen", "steekproef"}
    assert {ANNEX in file.name for file in files} == {True, False}


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "json"])
def test_the_file_says_what_it_was_narrowed_to(folder: Path, suffix: str) -> None:
    files = made(folder, f"lijst.{suffix}")
    assert all(file.stat().st_mode & 0o077 == 0 for file in files)
    if suffix == "xlsx":
        book = openpyxl.load_workbook(folder / "lijst.xlsx")
        text = "\n".join(str(cell.value) for sheet in book for row in sheet for cell in row)
    else:
        text = (folder / f"lijst.{suffix}").read_text("utf-8-sig")
    if suffix == "json":
        content = json.loads(text)
        assert content["narrowed"]["area"]["code"] == "WK900101"
        assert content["out_of"] == 40
    assert "Controle auto-oost op 12-03-2026, met RDW." in text
    assert "Deze lijst is versmald tot Stad-Oost (wijk WK900101): 24 van de 40 kandidaten" in text


def test_entries_are_added_and_never_changed(folder: Path) -> None:
    made(folder)
    first = (folder / "issued/log.jsonl").read_text("utf-8")
    made(folder, "nog.csv")
    assert (folder / "issued/log.jsonl").read_text("utf-8").startswith(first)
    assert (folder / "issued/log.jsonl").stat().st_mode & 0o077 == 0
    assert len(issued(folder).entries()) == 2


@pytest.mark.parametrize("change", ["Team", "WK900101", '"rank'])
def test_a_changed_record_is_seen_and_nothing_is_added_to_it(folder: Path, change: str) -> None:
    made(folder)
    record = folder / "issued/log.jsonl"
    text = record.read_text("utf-8")
    record.write_text(text.replace(change, "X", 1) if change in text else text[:-20], "utf-8")
    with pytest.raises(DamagedRunError, match="the record is damaged"):
        made(folder, "nog.csv")
    assert not (folder / "nog.csv").exists(), "what is not recorded was not made"


@pytest.mark.parametrize("file", ["weg/lijst.xlsx", "lijst.docx", "lijst"])
def test_what_cannot_be_written_is_not_recorded(folder: Path, file: str) -> None:
    with pytest.raises(RunError):
        made(folder, file)
    assert issued(folder).entries() == []


def test_a_blind_list_stays_blind(town: Town) -> None:
    folder = in_districts(town, extra=f"blind: true\n{ACTIONS}")
    screened(folder)
    made(folder, "lijst.json")
    content = json.loads((folder / "lijst.json").read_text("utf-8"))
    assert {row["origin"] for row in content["rows"]} == {None}
    assert (content["candidates"], content.get("out_of"), content["draw"]) == (None, None, None)
    [entry] = issued(folder).entries()
    assert entry["blind"]
    assert {row["origin"] for row in entry["rows"]} == {"signalen", "steekproef"}


def test_a_recipient_of_its_own_stands_in_the_list(town: Town) -> None:
    action = ACTIONS.replace("capacity: 10", "capacity: 10, recipient: Team Oost")
    folder = in_districts(town, extra=action)
    screened(folder)
    made(folder, "lijst.csv")
    assert "Team Oost" in (folder / "lijst.csv").read_text("utf-8-sig")
    assert issued(folder).entries()[0]["recipient"] == "Team Oost"


def test_nobody_there_is_a_list_too(folder: Path) -> None:
    project = load_project(folder)
    found = narrow(project, Asked(("octopus.auto",), area="BU90010103", top=5))
    assert found.lists[0].rows.is_empty()
    assert issue(found, folder / "leeg.xlsx")
