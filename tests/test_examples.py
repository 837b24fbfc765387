"""Every program in examples/ runs as its first lines say, and says what a user must hear."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from screening.pipeline import RunResult

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


@pytest.fixture
def demo(demo_run: RunResult, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_run.folder.parents[1], tmp_path / "demo"))


def example(name: str) -> Callable[..., int]:
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    main: Callable[..., int] = module.main
    return main


@pytest.mark.large
def test_a_list_is_told_why(
    small_project: Path, demo_run: RunResult, capsys: pytest.CaptureFixture[str]
) -> None:
    main = example("why_on_the_list")
    assert main(str(small_project), "care") == 0
    said = capsys.readouterr().out
    assert said.count("  care.") >= 3
    for row in demo_run.lists["care"].head(3).iter_rows(named=True):
        assert row["place"] in said
    assert main(str(small_project), "nowhere") == 1
    assert "there is no list 'nowhere'" in capsys.readouterr().err
    assert main(str(small_project / "nothing"), "care") == 1
    assert "nothing" in capsys.readouterr().err


def test_other_values_of_a_parameter_are_tried(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main = example("tune_a_parameter")
    asked = (str(demo), "address.many_companies", "min_companies")
    assert main(*asked, "5", "20") == 0
    few, many = (
        int(line.split(": ")[1].split()[0]) for line in capsys.readouterr().out.splitlines()
    )
    assert few > many > 0
    assert main(*asked[:2], "min_firms", "5") == 1
    assert "min_companies" in capsys.readouterr().err


def test_deviating_areas_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "counts.csv"
    rows = [f"GM{number};{100 if number else 400};10000" for number in range(40)]
    file.write_text("\n".join(["code;n;people", *rows]), encoding="utf-8")
    main = example("compare_municipalities")
    assert main(str(file), "code", "n", "people") == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("GM0: 400.0, ")
    assert said[0].endswith("(strong)")
    assert said[-1] == "1 of 40 deviate"
    assert main(str(file), "code", "m", "people") == 1
    assert "'m'" in capsys.readouterr().err


def test_every_example_is_told_of_and_tried() -> None:
    page = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    tried = Path(__file__).read_text(encoding="utf-8")
    for program in EXAMPLES.glob("*.py"):
        assert f"`{program.name}`" in page
        assert f'example("{program.stem}")' in tried
