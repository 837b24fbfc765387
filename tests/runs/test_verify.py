"""A run that is not as it was written is refused, and everything that is wrong with it is named."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from screening.errors import DamagedRunError
from screening.runs.hashes import file_hash, file_hashes
from screening.runs.log import RunLog
from screening.runs.manifest import write_manifest
from screening.runs.names import LOG, MANIFEST
from screening.runs.read import read_conclusions, read_list, read_outcomes, read_signals
from screening.runs.verify import PASSING, damages, manifest_of, require_whole

INPUTS = {
    "as_of": "2026-01-01", "engine": "polars", "version": "1", "libraries": {}, "extracts": {},
    "settings": {"parameters": {}},
}  # fmt: skip


@pytest.fixture
def run(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    (folder / "lists").mkdir(parents=True)
    (folder / "lists" / "tvo.json").write_text('{"rows": []}')
    (folder / "lists" / "tvo.xlsx").write_bytes(b"workbook")
    frame = pl.DataFrame({"rule": ["a"], "subject": ["1"]})
    frame.write_parquet(folder / "signals.parquet")
    frame.write_parquet(folder / "conclusions.parquet")
    frame.write_csv(folder / "outcomes.csv")
    write_manifest(folder / MANIFEST, INPUTS, {"rules": {}}, file_hashes(folder), {}, {"name": "x"})
    log = RunLog("tester")
    log.record("load")
    log.record("run", run="run", manifest=file_hash(folder / MANIFEST))
    log.write(folder / LOG)
    assert damages(folder) == []
    return folder


def named(run: Path) -> set[str]:
    found = damages(run)
    assert all(problem.remedy and problem.expected for problem in found)
    with pytest.raises(DamagedRunError):
        require_whole(run)
    return {Path(problem.where.file).relative_to(run).as_posix() for problem in found}


def test_any_byte_of_any_file_counts(run: Path) -> None:
    for file in [path for path in run.rglob("*") if path.is_file()]:
        whole = file.read_bytes()
        for place in {0, len(whole) // 2, len(whole) - 1}:
            changed = bytes([whole[place] ^ 1])
            file.write_bytes(whole[:place] + changed + whole[place + 1 :])
            assert named(run) == {file.relative_to(run).as_posix()}, (file, place)
        file.write_bytes(whole)
        assert damages(run) == []


def test_any_file_that_is_gone_or_cut_off_is_named(run: Path) -> None:
    for file in [path for path in run.rglob("*") if path.is_file()]:
        whole = file.read_bytes()
        file.write_bytes(whole[:-1])
        assert named(run) == {file.relative_to(run).as_posix()}
        file.unlink()
        assert named(run) == {file.relative_to(run).as_posix()}
        assert "missing" in damages(run)[0].found
        file.write_bytes(whole)


def _link(path: Path) -> None:
    copy = path.with_name("copy")
    copy.parent.parent.parent.joinpath("copy").write_bytes(path.read_bytes())
    path.unlink()
    path.symlink_to(copy.parent.parent.parent / "copy")


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("name", ["lists/tvo.json", "lists/tvo.xlsx", MANIFEST, LOG])
@pytest.mark.parametrize("replace", [_link, _pipe, _folder])
def test_what_is_no_file_is_named_and_not_waited_for(
    run: Path, name: str, replace: Callable[[Path], None]
) -> None:
    replace(run / name)
    assert name in named(run)


def test_a_file_more_is_named_unless_a_desktop_left_it(run: Path) -> None:
    for name in (".~lock.tvo.xlsx#", "~$tvo.xlsx", ".DS_Store", "Thumbs.db"):
        (run / "lists" / name).touch()
    assert damages(run) == []
    assert len(PASSING) < 10
    (run / "lists" / "extra.csv").touch()
    (run / "elsewhere").symlink_to(run.parent)
    assert named(run) == {"lists/extra.csv", "elsewhere"}
    assert "did not write" in damages(run)[0].found


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "{}", "[" * 100_000, '{"files": []}'])
def test_a_manifest_that_is_none(run: Path, text: str) -> None:
    (run / MANIFEST).write_text(text)
    assert named(run) == {MANIFEST}


@pytest.mark.parametrize("part", ["counts", "files", "inputs"])
def test_a_manifest_that_lacks_what_readers_need(run: Path, part: str) -> None:
    manifest: dict[str, Any] = dict(manifest_of(run))
    del manifest[part]
    (run / MANIFEST).write_text(json.dumps(manifest))
    (run / LOG).write_text('{"action": "run"}\n')  # as one who hides what was done would
    assert named(run) == {MANIFEST}


def test_a_manifest_cannot_name_files_outside_the_run(run: Path) -> None:
    manifest: dict[str, Any] = json.loads((run / MANIFEST).read_text())
    manifest["files"]["../outside"] = file_hash(run / LOG)
    (run.parent / "outside").write_bytes((run / LOG).read_bytes())
    (run / MANIFEST).write_text(json.dumps(manifest))
    (run / LOG).write_text('{"action": "run"}\n')
    assert any("outside" in problem.where.file for problem in damages(run))


READERS: dict[str, Callable[[Path], object]] = {
    "signals.parquet": read_signals,
    "conclusions.parquet": read_conclusions,
    "outcomes.csv": read_outcomes,
    "lists/tvo.json": lambda run: read_list(run, "tvo"),
}


@pytest.mark.parametrize("name", READERS)
def test_every_reader_looks_itself(run: Path, name: str) -> None:
    """A run can be removed or replaced between the look at the whole and the reading."""
    READERS[name](run)
    whole = (run / name).read_bytes()
    (run / name).write_bytes(whole + b"\n")
    with pytest.raises(DamagedRunError, match="not as the run wrote it"):
        READERS[name](run)
    (run / name).unlink()
    with pytest.raises(DamagedRunError, match="missing"):
        READERS[name](run)
    shutil.rmtree(run)
    with pytest.raises(DamagedRunError, match="missing"):
        READERS[name](run)


@pytest.mark.parametrize("name", ["signals.parquet", "conclusions.parquet"])
def test_a_run_from_before_facts_were_kept_apart_is_read(run: Path, name: str) -> None:
    then = pl.DataFrame({"rule": ["a.x"], "subject": ["1"], "rests_on": [["permit:1"]]})
    then.write_parquet(run / name)
    manifest: dict[str, Any] = json.loads((run / MANIFEST).read_text())
    manifest["files"][name] = file_hash(run / name)
    (run / MANIFEST).write_text(json.dumps(manifest))
    read = READERS[name](run)
    assert isinstance(read, pl.DataFrame)
    assert read["facts"].to_list() == [["permit:1"]]


def test_a_run_of_somebody_else_is_not_called_damaged(
    run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = os.open

    def denied(path: Path, *rest: Any) -> int:
        if Path(path).name == MANIFEST:
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *rest)

    monkeypatch.setattr(os, "open", denied)
    (problem,) = damages(run)
    assert "Permission denied" in problem.found
    assert "as the user who made it" in problem.remedy
