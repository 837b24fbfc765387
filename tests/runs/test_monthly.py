"""The monthly picture of a project: made from extracts, kept, and scored when months come in."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import polars as pl
import pytest

from screening import build_project
from screening.errors import DamagedRunError, ProjectError
from screening.project.model import Project
from screening.runs.monthly import export, keep, kept, make, pictures, read_picture
from tests.monthly_town import OWN, town


def quiet(_: str) -> None:
    """Nothing is said."""


def project(folder: Path, as_of: dt.date = dt.date(2026, 1, 1)) -> Project:
    """The town up to a day, with few neighbourhoods so that little has to be foretold."""
    registers = town()
    area = registers["area"].filter(pl.col("level") != "neighbourhood")
    counts = registers["area_count"].filter(~pl.col("area_code").str.starts_with("BU"))
    people = area.filter(pl.col("level") == "district").select(
        "area_code", year=2025, inhabitants=20_000
    )
    return build_project(
        {"area": area, "area_count": counts, "area_population": people}, name="Meerwolde",
        municipality=OWN, as_of=as_of, packs=["area"], operator="A. de Vries", folder=folder,
    )  # fmt: skip


def test_a_picture_is_kept_and_read_back(tmp_path: Path) -> None:
    made = make(project(tmp_path), None, 3, quiet)
    keep(tmp_path, made)
    files = export(tmp_path, made.content)
    assert pictures(tmp_path) == ["2025-12"]
    assert read_picture(tmp_path) == json.loads(json.dumps(made.content))
    assert all(file.stat().st_mode & 0o077 == 0 for file in files)
    assert "Maandbeeld" in files[0].read_text("utf-8")


def test_the_same_extracts_give_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for name in ("a", "b"):
        folder = tmp_path / name
        folder.mkdir()
        made = make(project(folder), None, 3, quiet)
        keep(folder, made)
        export(folder, made.content)
        files = sorted((folder / "months").rglob("*.*"))
        written.append({file.relative_to(folder): file.read_bytes() for file in files})
    assert len(written[0]) == 5
    assert written[0] == written[1]


@pytest.mark.large
def test_what_was_foretold_is_scored_when_the_months_came_in(tmp_path: Path) -> None:
    before = make(project(tmp_path, dt.date(2025, 10, 1)), None, 3, quiet)
    assert before.content["month"] == "2025-09"
    assert before.content["scores"] == []
    keep(tmp_path, before)
    after = make(project(tmp_path), None, 3, quiet)
    assert after.content["month"] == "2025-12"
    assert {row["kind"] for row in after.content["scores"]} == {
        "youth_incidents", "vandalism", "burglaries"
    }  # fmt: skip
    assert {row["months"] for row in after.content["scores"]} == {18}
    told = after.content["missed"]["rows"]
    assert told
    assert {(row["made"], row["afterwards"]) for row in told} == {("2025-09", False)}


@pytest.mark.large
def test_what_was_foretold_is_never_replaced(tmp_path: Path) -> None:
    made = make(project(tmp_path), None, 3, quiet)
    keep(tmp_path, made)
    keep(tmp_path, made)
    folder = tmp_path / "months" / "foretold"
    assert [file.name for file in folder.iterdir()] == ["2025-12.json"]
    first = (folder / "2025-12.json").read_bytes()
    keep(tmp_path, make(project(tmp_path), None, 2, quiet))
    assert sorted(file.name for file in folder.iterdir()) == ["2025-12.2.json", "2025-12.json"]
    assert (folder / "2025-12.json").read_bytes() == first
    assert kept(tmp_path).height == made.foretold.height


def test_a_month_without_counts_is_one_clear_message(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="nothing is counted in 2019-01") as caught:
        make(project(tmp_path), "2019-01", 3, quiet)
    assert "between 2021-01 and 2025-12" in str(caught.value)


def test_without_monthly_counts_one_message_says_what_is_needed(tmp_path: Path) -> None:
    bare = build_project(
        {"area": town()["area"]}, name="Meerwolde", municipality=OWN,
        as_of=dt.date(2026, 1, 1), packs=["area"], operator="A. de Vries", folder=tmp_path,
    )  # fmt: skip
    with pytest.raises(ProjectError, match="nothing is counted per month"):
        make(bare, None, 3, quiet)


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"version": 9}'])
def test_a_file_that_nobody_foretold_is_told_of(tmp_path: Path, broken: str) -> None:
    folder = tmp_path / "months" / "foretold"
    folder.mkdir(parents=True)
    (folder / "2025-12.json").write_text(broken)
    with pytest.raises(DamagedRunError, match="not as it was written"):
        kept(tmp_path)


def test_without_the_extra_the_picture_is_made_and_nothing_is_foretold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("screening.publish.monthly.ahead.can_look_ahead", lambda: False)
    made = make(project(tmp_path), None, 3, quiet)
    assert made.content["ahead"] == []
    assert made.content["cells"]
    keep(tmp_path, made)
    assert not list((tmp_path / "months" / "foretold").iterdir())
    [page, *_] = export(tmp_path, made.content)
    assert "Er is niet vooruitgekeken" in page.read_text("utf-8")
