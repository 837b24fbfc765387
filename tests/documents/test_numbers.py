"""A number that is not written as one is told how to write it, wherever a number belongs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.main import main
from screening.errors import PackError, ProjectError
from screening.packs.load import load_packs
from screening.project.model import load_project
from tests.bad_input.project import PACK, RULE, SETTINGS, write_pack

SAID = {
    "12,5": "write decimals behind a point: 12.5",
    "5-20": "write one number",
    "1_0": "write it without '_': 10",
    "'12'": "write it without quotes: 12",
    "10%": "write a part of one: 0.1",
}
PLACES = ["lists.tvo.capacity", "lists.tvo.random_share", "defaults.max_quarantined", "seed",
          "limits.rows", "review.port", "spark.at_once"]  # fmt: skip


@pytest.mark.parametrize("written", SAID)
@pytest.mark.parametrize("place", PLACES)
def test_a_number_of_the_project_file(tmp_path: Path, place: str, written: str) -> None:
    lines = [f"{'  ' * depth}{part}:" for depth, part in enumerate(place.split("."))]
    text = yaml.safe_dump(SETTINGS) + "\n".join(lines) + f" {written}\n"
    (tmp_path / "screening.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ProjectError) as caught:
        load_project(tmp_path)
    (problem,) = caught.value.problems
    assert problem.found.startswith(f"'{place}' is ")
    assert problem.remedy == SAID[written]


def test_a_yes_is_no_number(tmp_path: Path) -> None:
    text = yaml.safe_dump({**SETTINGS, "lists": {"tvo": {"capacity": True}}})
    (tmp_path / "screening.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ProjectError, match=r"'lists\.tvo\.capacity' is true"):
        load_project(tmp_path)


@pytest.mark.parametrize(
    ("value", "remedy"),
    [
        (-3, "leave out the minus sign: 3"),
        ("12,5", "write decimals behind a point: 12.5"),
        ("5-20", "write one number"),
        ("10%", "write a part of one: 0.1"),
    ],
)
def test_a_number_of_a_rule(tmp_path: Path, value: Any, remedy: str) -> None:
    most = {**RULE["parameters"]["most"], "value": value}
    write_pack(tmp_path / "proef", PACK, {"address/many": {**RULE, "parameters": {"most": most}}})
    with pytest.raises(PackError) as caught:
        load_packs([tmp_path], ["proef"])
    (problem,) = caught.value.problems
    assert "parameters.most.value" in problem.found
    assert problem.remedy.startswith(remedy)


def test_one_number_or_two_is_asked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(
        "sys.argv", ["screening", "whatif", "a.b", str(tmp_path), "--set", "m=12,5"]
    )
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code
    assert "12,5," in capsys.readouterr().err
