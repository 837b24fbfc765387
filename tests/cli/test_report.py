from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from tests.runs.test_report import small


def asked(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["report", *arguments], catch_exceptions=True)


def test_the_report_stands_beside_the_runs_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    run = small(tmp_path).folder
    done = asked(str(tmp_path))
    file = tmp_path / "reports" / f"{run.name}.html"
    assert done.exit_code == 0, done.output
    assert f"Report: {file}" in done.output
    assert file.read_text("utf-8").startswith("<!doctype html>")
    assert file.stat().st_mode & 0o077 == 0
    assert asked(str(tmp_path), "--run", run.name).exit_code == 0
    assert small(tmp_path).folder == run, "nothing was written into the run"


def test_a_file_may_be_named(tmp_path: Path) -> None:
    small(tmp_path)
    file = tmp_path / "mijn.html"
    assert asked(str(tmp_path), "--out", str(file)).exit_code == 0
    assert file.exists()
    assert not (tmp_path / "reports").exists()


def test_what_cannot_be_written_is_said_without_a_traceback(tmp_path: Path) -> None:
    small(tmp_path)
    done = asked(str(tmp_path), "--out", str(tmp_path / "weg" / "x.html"))
    assert "the report cannot be written" in str(done.exception)
    assert done.exit_code == 1


def test_nothing_is_opened_outside_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small(tmp_path)
    opened: list[str] = []
    monkeypatch.setattr("typer.launch", opened.append)
    assert asked(str(tmp_path)).exit_code == 0
    assert opened == []


def test_a_demo_says_where_its_report_is(
    small_project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for made in ("generate_project", "write_months"):  # as they are there already, and not at all
        monkeypatch.setattr(f"cli.project.{made}", lambda *_, **__: None)
    done = CliRunner().invoke(app, ["demo", str(small_project)], catch_exceptions=False)
    [file] = (small_project / "reports").glob("*.html")
    assert f"Report: {file}" in done.output.splitlines()
    assert f"screening serve {small_project}" in done.output
