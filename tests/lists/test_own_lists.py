"""A pack beside the shipped ones brings a list, which every output shows as any other."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from polars.testing import assert_frame_equal

from screening.errors import PackError, Problem
from screening.lists import LISTS
from screening.packs.load import load_packs
from screening.pipeline import run
from screening.project.model import load_project
from screening.reference.roles import readable
from screening.runs.published import published
from screening.runs.read import list_names
from tests.own_list import COLUMNS, NAME, OWN, with_own_list

Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def _only_shipped() -> Iterator[None]:
    yield
    LISTS.forget()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return with_own_list(tmp_path)


def test_it_is_in_every_output(project: Path) -> None:
    done = run(load_project(project))
    listed = {each.name: each for each in done.outcome.lists}[NAME]
    assert (listed.title, listed.capacity) == ("Werklijst horeca", 3)
    assert listed.rows["how_many"].to_list() == ["12 bedrijven."]
    folder = done.folder / "lists"
    content = json.loads((folder / f"{NAME}.json").read_text("utf-8"))
    assert content["title"] == "Werklijst horeca"
    assert content["rows"][0]["how_many"] == "12 bedrijven."
    assert [each["key"] for each in content["form"]] == [each.key for each in LISTS["adr"].form]
    with (folder / f"{NAME}.csv").open(encoding="utf-8-sig", newline="") as file:
        [row] = csv.DictReader(file, delimiter=";")
    assert row["Hoeveel"] == "12 bedrijven."
    with zipfile.ZipFile(folder / f"{NAME}.xlsx") as workbook:
        assert "Hoeveel" in workbook.read("xl/sharedStrings.xml").decode()
    assert (folder / f"{NAME}-gemeten.csv").is_file()


def test_a_run_tells_what_its_lists_are(project: Path) -> None:
    done = run(load_project(project))
    before = published(done.folder, NAME)[0]
    LISTS.forget()
    assert NAME not in LISTS
    assert NAME in list_names(done.folder)
    after = published(done.folder, NAME)[0]
    assert [each.key for each in after.columns] == [each.key for each in before.columns]
    assert_frame_equal(after.rows, before.rows)


def test_who_reads_the_type_reads_the_list() -> None:
    everything = [NAME, "care.eigen", "octopus.kamer"]
    assert readable(["coordinator"], everything) == {NAME, "octopus.kamer"}
    assert readable(["care_supervision"], everything) == {"care.eigen"}
    assert readable(["board", "permit_desk", "reporter"], everything) == set()


def test_a_project_sets_its_length(project: Path) -> None:
    file = project / "screening.yaml"
    settings = yaml.safe_load(file.read_text("utf-8"))
    file.write_text(yaml.safe_dump(settings | {"lists": {NAME: {"capacity": 7}}}), "utf-8")
    done = run(load_project(project))
    assert {each.name: each.capacity for each in done.outcome.lists}[NAME] == 7


def told(write: Write, lists: dict[str, Any], on: str = "tvo") -> tuple[list[Problem], list[str]]:
    folder = write({"lists": [on]}, header={"lists": lists})
    with pytest.raises(PackError) as caught:
        load_packs(folder.parent, [folder.name])
    return caught.value.problems, (folder / "pack.yaml").read_text("utf-8").splitlines()


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "no type": ({"horeca": OWN}, "horeca", "the key 'horeca'"),
    "an unknown type": ({"markt.horeca": OWN}, "markt.horeca", "the key 'markt.horeca'"),
    "a theme": ({"octopus.horeca": OWN}, "octopus.horeca", "the key 'octopus.horeca'"),
    "no title": ({NAME: {"capacity": 3}}, NAME, ".title' is missing"),
    "no room": ({NAME: OWN | {"capacity": 0}}, "capacity", "capacity' is '0'"),
    "room on a queue": ({"bibob.eigen": OWN}, "capacity", "which is a queue"),
    "a rule that is not on it": (
        {NAME: OWN | {"columns": COLUMNS}},
        "rule",
        "is filled by 'address.many', which is not on it",
    ),
    "a column that is there": (
        {NAME: OWN | {"columns": {"reasons": {"heading": "Nog een", "rule": "address.many"}}}},
        "reasons",
        "is a column of shipped lists",
    ),
    "a heading that is there": (
        {NAME: OWN | {"columns": {"nog": {"heading": "Adres", "rule": "address.many"}}}},
        "nog",
        "is a column of shipped lists",
    ),
}


@pytest.mark.parametrize("how", WRONG)
def test_what_is_wrong_with_it_is_told_with_its_line(write_pack: Write, how: str) -> None:
    lists, key, found = WRONG[how]
    problems, lines = told(write_pack, lists)
    [wrong] = [each for each in problems if found in each.found]
    assert wrong.where.line is not None
    assert lines[wrong.where.line - 1].strip().startswith(f"{key}:")
    assert wrong.expected
    assert wrong.remedy


def test_a_rule_names_a_list_that_there_is(write_pack: Write) -> None:
    problems, _ = told(write_pack, {NAME: OWN}, on="adr.horecaa")
    [wrong] = problems
    assert "'lists.0' is 'adr.horecaa'" in wrong.found
    assert "Did you mean 'adr.horeca'?" in wrong.remedy


def test_two_packs_bring_two_lists(write_pack: Write) -> None:
    header = {"lists": {NAME: OWN}}
    folder = write_pack({}, header=header)
    write_pack({"id": "address.other"}, header=header, name="other")
    with pytest.raises(PackError, match=f"the list '{NAME}' is also one of pack 'demo'"):
        load_packs(folder.parent)


def test_a_rule_of_another_pack_may_name_it(write_pack: Write) -> None:
    folder = write_pack({"lists": [NAME]}, name="aaa")
    write_pack({"id": "address.other"}, header={"lists": {NAME: OWN}}, name="other")
    assert [pack.id for pack in load_packs(folder.parent)] == ["aaa", "other"]
