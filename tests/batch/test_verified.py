"""Nobody looks on when a timer starts a batch: two engines agree on every rule, or it says so."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.console import ExitCode
from screening.detect import verify
from tests.batch.conftest import Do
from tests.trust.test_verify import RULE, lost, lying

pytest.importorskip("duckdb")
Town = Callable[..., Path]


def test_a_second_engine_always_measures_and_the_run_says_which(town: Town, do: Do) -> None:
    done = do(town())
    assert done.batch.run is not None
    manifest = json.loads((done.batch.run / "manifest.json").read_text("utf-8"))
    assert manifest["inputs"]["verified_by"] == "duckdb"


def test_a_rule_on_which_they_differ_is_not_listed_and_named(
    town: Town, do: Do, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "get_engine", lambda *_, **__: lying(lost)())
    done = do(town())
    assert done.batch.exit_code == ExitCode.INCOMPLETE
    assert done.stages["run"]["counts"]["failed"] == 1
    assert RULE in done.batch.summary


def test_without_a_second_engine_nothing_is_read(
    town: Town, do: Do, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = town()
    monkeypatch.setitem(sys.modules, "duckdb", None)
    done = do(folder)
    assert done.batch.exit_code == ExitCode.WRONG
    [problem] = done.batch.problems
    assert "duckdb engine is not installed" in problem.found
    assert "install screening again" in problem.remedy
    assert not list(folder.glob("runs/2*"))
