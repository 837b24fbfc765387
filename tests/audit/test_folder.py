from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from screening.audit.folder import LOG, file_hashes, remove_leftovers, run_folder
from screening.errors import RunError

DEAD_PROCESS = "999999999"


def test_a_run_appears_whole(tmp_path: Path) -> None:
    with run_folder(tmp_path, "a") as folder:
        (folder / "x").write_text("1")
        assert not (tmp_path / "a").exists()
    assert (tmp_path / "a" / "x").read_text() == "1"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_failing_run_leaves_nothing(tmp_path: Path) -> None:
    def failing() -> None:
        with run_folder(tmp_path, "a") as folder:
            (folder / "x").write_text("1")
            raise KeyError

    with pytest.raises(KeyError):
        failing()
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_one_clear_message(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="the disk is full") as caught, run_folder(tmp_path, "a"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert "earlier runs are untouched" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_the_same_run_again_keeps_the_first(tmp_path: Path) -> None:
    for moment in ("early", "late"):
        with run_folder(tmp_path, "a") as folder:
            (folder / "x").write_text("1")
            (folder / LOG).write_text(moment)
    assert (tmp_path / "a" / LOG).read_text() == "early"


def test_other_files_replace_the_run(tmp_path: Path) -> None:
    for content in ("1", "2"):
        with run_folder(tmp_path, "a") as folder:
            (folder / "x").write_text(content)
    assert (tmp_path / "a" / "x").read_text() == "2"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_leftovers_of_killed_runs_go(tmp_path: Path) -> None:
    (tmp_path / f".partial-{DEAD_PROCESS}-a").mkdir()
    (tmp_path / ".replaced-b").mkdir()
    (tmp_path / ".replaced-b" / "x").write_text("older")
    assert remove_leftovers(tmp_path) == 2
    assert (tmp_path / "b" / "x").read_text() == "older"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b"]


def test_a_run_that_is_alive_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / f".partial-{os.getppid()}-a").mkdir()
    assert remove_leftovers(tmp_path) == 0


def test_hashes_leave_the_log_out(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("1")
    (tmp_path / LOG).write_text("2")
    assert list(file_hashes(tmp_path)) == ["x"]
