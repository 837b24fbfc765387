"""One list for one control: narrowed to an area, its own draw, and what it says of itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from screening.errors import ProjectError, RunError
from screening.prioritise.lists import DRAWN, FLAGGED, PriorityList
from screening.project.model import load_project
from screening.runs.narrowed import Asked, control, narrow, of_themes, shared
from tests.runs.districts import ACTIONS, Town, in_districts, screened
from tests.thorough import some
from tests.trust.conftest import town

__all__ = ["town"]

LIST = "octopus.auto"


@pytest.fixture
def folder(town: Town) -> Path:
    return in_districts(town)


def one(folder: Path, **asked: Any) -> PriorityList:
    [listed] = narrow(load_project(folder), Asked((LIST,), **asked)).lists
    return listed


def numbers(listed: PriorityList, origin: str) -> list[int]:
    rows = listed.rows.filter(pl.col("origin") == origin)
    return [int(place[-3:]) for place in rows["place"]]


def test_only_what_lies_there_is_on_it_and_it_says_from_how_many(folder: Path) -> None:
    screened(folder)
    listed = one(folder, area="Stad-Oost", top=10)
    assert listed.total_candidates == 24
    assert listed.narrowed is not None
    assert listed.narrowed.out_of == 40
    assert listed.rows.height == 10
    assert all(n <= 24 for n in numbers(listed, FLAGGED))
    assert listed.rows["rank"].to_list() == list(range(1, 11))
    reasons = listed.rows.filter(pl.col("origin") == FLAGGED)
    assert sorted(reasons["rank_without_weights"]) == list(range(1, 9))


def test_more_than_the_list_of_the_run_had_room_for(folder: Path) -> None:
    """The list of the run holds 24 rows with reasons; narrowed, all 40 candidates are looked at."""
    _, result = screened(folder)
    west = one(folder, area="Stad-West", top=30)
    places = {*numbers(west, FLAGGED)}
    assert places == set(range(25, 41))
    run = {int(place[-3:]) for place in result.lists[LIST]["place"]}
    assert places - run, "some were below the cut of the whole list"


def test_the_random_part_is_drawn_there_and_is_the_same_every_time(folder: Path) -> None:
    screened(folder)
    first, second = (one(folder, area="Stad-Oost", top=10) for _ in range(2))
    assert first.rows.equals(second.rows)
    assert first.draw is not None
    assert first.draw.population == 6
    assert first.draw.drawn == 2
    assert all(n > 94 for n in numbers(first, DRAWN))
    streams = {one(folder, area="Stad-Oost", top=top).draw.stream for top in (10, 11)}  # type: ignore[union-attr]
    assert len({*streams, first.draw.stream}) == 2, "another narrowing has another draw"


def test_no_draw_where_the_project_takes_none(town: Town) -> None:
    folder = in_districts(town, share=0.0)
    screened(folder)
    listed = one(folder, area="Stad-Oost", top=10)
    assert listed.draw is None
    assert {*listed.rows["origin"]} == {FLAGGED}


@pytest.mark.parametrize(
    "asked",
    some(
        ["Stad-Oost", "stad oost", "WK900101", "wk900101", " Stad-Oost ", "Kade", "BU90010101"],
        of=4,
    ),
)
def test_an_area_has_a_name_and_a_code_at_every_level(folder: Path, asked: str) -> None:
    screened(folder)
    assert one(folder, area=asked).total_candidates == 24


@pytest.mark.large
def test_the_whole_municipality_is_everything(folder: Path) -> None:
    screened(folder)
    assert one(folder, area="Proefstad").total_candidates == 40
    assert one(folder, top=5).total_candidates == 40


@pytest.mark.parametrize(
    ("asked", "said"),
    some([("Stad-Oast", "Did you mean 'Stad-Oost'?"), ("Dorp", "BU90010102"),
      ("Stad-Noord", "Stad-"),
     ("", "there is no area ''"), ("WK99", "such as Proefstad")], of=3),
)  # fmt: skip
def test_an_area_that_is_none_or_many_is_told(folder: Path, asked: str, said: str) -> None:
    screened(folder)
    with pytest.raises(ProjectError) as caught:
        one(folder, area=asked)
    assert said in str(caught.value)


def test_a_project_without_areas_says_so(town: Town) -> None:
    folder = town()
    screened(folder)
    with pytest.raises(ProjectError, match="this project reads no areas"):
        one(folder, area="Stad-Oost")
    assert one(folder, top=5).rows.height == 5


@pytest.mark.parametrize(
    "file", some(["adressen.csv", "screening.yaml", "rules/octopus/pack.yaml"], of=3)
)
def test_a_run_of_other_extracts_packs_or_settings_is_not_narrowed(folder: Path, file: str) -> None:
    screened(folder)
    changes = {".csv": "9999010000000999;Plein 999;winkelfunctie;1;;;BU90010101\n",
               "screening.yaml": "defaults: {max_quarantined: 0.4}\n"}  # fmt: skip
    added = next((text for end, text in changes.items() if file.endswith(end)), "# other\n")
    with (folder / file).open("a") as opened:
        opened.write(added)
    with pytest.raises(RunError, match="made from something else than there is now"):
        one(folder, area="Stad-Oost")


@pytest.mark.large
def test_a_control_added_later_leaves_the_run_what_it_was(town: Town) -> None:
    folder = in_districts(town, extra="")
    _, first = screened(folder)
    text = (folder / "screening.yaml").read_text("utf-8")
    (folder / "screening.yaml").write_text(text + ACTIONS, "utf-8")
    project, second = screened(folder)
    assert second.folder == first.folder
    assert len(narrow(project, control(project, "auto-oost")).lists[0].rows) == 10


@pytest.mark.large
def test_a_control_has_the_questions_of_who_comes_along(folder: Path) -> None:
    project, _ = screened(folder)
    [listed] = narrow(project, control(project, "auto-oost")).lists
    for key in ("partners", "powers"):
        told = {each["partner"] for row in listed.rows[key].to_list() for each in row or []}
        assert told == {"RDW"}
    everybody = one(folder, area="Stad-Oost").rows["partners"].to_list()
    assert len(everybody[0]) > 1


def test_a_control_or_theme_that_is_none_has_a_suggestion(folder: Path) -> None:
    project = load_project(folder)
    with pytest.raises(ProjectError, match="Did you mean 'auto-oost'"):
        control(project, "auto-ost")
    with pytest.raises(RunError, match="Did you mean 'kamer'"):
        of_themes(["kamers"])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("themes: [autos]", "Did you mean 'auto'"),
        ("themes: [auto], partners: [brandwer]", "Did you mean 'brandweer'"),
        ("themes: [auto, auto]", "twice"),
    ],
)
def test_a_control_names_themes_and_partners_there_are(town: Town, line: str, said: str) -> None:
    folder = in_districts(town, extra=f"actions:\n  a: {{date: 2026-03-12, {line}}}")
    with pytest.raises(ProjectError) as caught:
        screened(folder)
    assert said in str(caught.value)
    assert "screening.yaml:" in str(caught.value)


@pytest.mark.parametrize(
    ("wanted", "top", "rooms"),
    [({"a": 25, "b": 25}, 20, [10, 10]), ({"a": 3, "b": 25}, 20, [3, 17]),
     ({"a": 25, "b": 0}, 20, [20, 0]), ({"a": 9, "b": 9, "c": 9}, 10, [4, 3, 3]),
     ({"a": 2, "b": 3}, 20, [2, 3]), ({"a": 0, "b": 0}, 20, [0, 0])],
)  # fmt: skip
def test_room_is_shared_between_lists(wanted: dict[str, int], top: int, rooms: list[int]) -> None:
    assert list(shared(wanted, top).values()) == rooms


def test_a_queue_has_no_length(folder: Path) -> None:
    screened(folder)
    with pytest.raises(RunError, match="there is no list 'bibob' in this run"):
        narrow(load_project(folder), Asked(("bibob",), top=3))
