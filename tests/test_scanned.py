"""Registers that are scanned give the same run as registers in memory, to the byte."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from screening.engines.kinds import polars as engine
from screening.pipeline import RunResult, run
from screening.project.model import load_project
from screening.registers.reading import streamed
from screening.registers.reading.kept_registers import FOLDER
from screening.runs.names import LOG


@pytest.mark.large
def test_a_scanned_run_is_the_run(
    demo_run: RunResult, demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "demo"
    shutil.copytree(
        demo_folder, folder, ignore=shutil.ignore_patterns("runs", "exports", "reports", "issued")
    )
    monkeypatch.setattr(streamed, "LARGE", 0)
    monkeypatch.setattr(engine, "SMALL", 0)
    again = run(load_project(folder))
    assert len(list((folder / FOLDER).iterdir())) >= 15
    assert again.folder.name == demo_run.folder.name
    first, second = content(demo_run.folder), content(again.folder)
    assert list(first) == list(second)
    assert [name for name in first if first[name] != second[name]] == []


def content(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != LOG)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(files)}
