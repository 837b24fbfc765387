from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from typer.testing import CliRunner

from cli.main import app
from screening.errors import RunError
from screening.runs.exported import exported
from tests.runs.test_report import small

if TYPE_CHECKING:
    from screening.pipeline import RunResult


@pytest.fixture(scope="module")
def demo_project(demo_run: RunResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with its run, so that what is recorded stays out of the demo."""
    folder = tmp_path_factory.mktemp("areas") / "demo"
    skip = shutil.ignore_patterns("extracts", "truth")
    shutil.copytree(demo_run.folder.parents[1], folder, ignore=skip)
    return folder


def asked(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["areas", *arguments], catch_exceptions=True)


def test_a_district_with_every_figure_and_its_mark(demo_project: Path) -> None:
    done = asked(str(demo_project), "--picture", "youth", "--area", "WK900103")
    assert done.exit_code == 0, done.output
    assert (
        "Jonge aanwas per gebied (Deelbaar met partners in preventie, niet openbaar)" in done.output
    )
    assert "Duidelijk boven vergelijkbare gebieden: " in done.output
    assert "Voortijdig schoolverlaters" in done.output


def test_csv_and_json_say_who_may_read_them_and_are_recorded(
    demo_project: Path, tmp_path: Path
) -> None:
    for name in ("gebieden.csv", "gebieden.json"):
        done = asked(str(demo_project), "--out", str(tmp_path / name))
        assert done.exit_code == 0, done.output
    table = pl.read_csv(tmp_path / "gebieden.csv", separator=";", infer_schema=False)
    assert table["Wie mag dit lezen"].str.contains("niet openbaar").all()
    content = json.loads((tmp_path / "gebieden.json").read_text("utf-8"))
    assert content["pictures"]["youth"]["mark"].endswith("niet openbaar")
    assert len(content["rows"]) == table.height
    assert [entry["what"] for entry in exported(demo_project).entries()][-2:] == ["areas", "areas"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--picture", "profil"), "there is no picture 'profil'"),
        (("--area", "Nergenshuizen"), "no figures of the area 'Nergenshuizen'"),
        (("--out", "x.doc"), "a file that ends in '.doc'"),
    ],
)
def test_what_is_not_there_is_said(
    demo_project: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = asked(str(demo_project), *arguments)
    assert done.exit_code == 1
    assert isinstance(done.exception, RunError)
    assert said in str(done.exception)


def test_a_run_without_figures_of_areas_says_what_to_deliver(tmp_path: Path) -> None:
    small(tmp_path)
    done = asked(str(tmp_path))
    assert "the run keeps no figures of areas" in str(done.exception)
