"""What went wrong over rows is told without the rows: not on screen, not in any file of a run."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from screening.detect import run as detect_run
from screening.engines.kinds import polars
from tests.bad_input.project import RULE, Make

NAME = "Bakkerij Geheim"


def test_the_text_of_an_engine_is_nowhere_in_a_run(
    case: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Measuring, judging and explaining break in turn, on the name of an unflagged company."""
    steps: list[tuple[object, str, str]] = [
        (polars, "normalise", "measured"),
        (detect_run, "judge", "judged"),
        (detect_run, "draft", "explained"),
    ]
    rule = {**RULE, "parameters": {"most": {**RULE["parameters"]["most"], "value": 1}}}
    project = case(pack={"address/many": rule})
    for module, function, step in steps:
        with monkeypatch.context() as broken:
            broken.setattr(module, function, _raising)
            said = project.run("--json")
        assert said.code == 3, said.err
        folder = Path(json.loads(said.out)["run"])
        failed = json.loads((folder / "manifest.json").read_text())["counts"]["rules_failed"]
        assert f"could not be {step}" in str(failed["address.many"])
        assert "address.many" in said.err
        for file in folder.rglob("*"):
            assert file.is_dir() or NAME.encode() not in file.read_bytes(), file.name
        assert NAME not in said.err + said.out
        (folder / "manifest.json").unlink()


def _raising(*_: object, **__: object) -> None:
    raise pl.exceptions.ComputeError(f'["{NAME}"]')


def test_a_fault_of_the_program_ends_in_a_message_without_its_text(
    case: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise TypeError(NAME)

    monkeypatch.setattr("screening.pipeline.detect", fail)
    said = case().run()
    assert said.code == 1
    assert "the program failed: the engine gave an error (TypeError)" in said.err
    assert "test_values_in_errors.py" in said.err
    assert NAME not in said.err
    assert "Traceback" not in said.err


def test_an_extract_that_is_damaged_does_not_show_its_bytes(case: Make) -> None:
    files = {"bag.parquet": b"PAR1" + NAME.encode() * 40 + b"PAR1", "est.csv": b""}
    project = case(files, {"bag_object": {"path": "bag.parquet"}})
    assert NAME not in project.refused("bag.parquet", "damaged")
