from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from screening.errors import RunError
from screening.runs.folder import (
    NO_LOCKS,
    PARTIAL,
    REPLACED,
    file_hashes,
    give_up,
    remove_leftovers,
    run_folder,
)
from screening.runs.names import LOG

ROOT = Path(__file__).resolve().parents[2]
BUSY = """
import sys
from pathlib import Path
from screening.runs.folder import run_folder
with run_folder(Path(sys.argv[1]), "a") as folder:
    (folder / "x").write_text("half")
    print("busy", flush=True)
    sys.stdin.read()
"""


@contextmanager
def busy(runs: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that is writing a run."""
    with subprocess.Popen(
        [sys.executable, "-c", BUSY, str(runs)], env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "busy\n"
        yield process
        process.kill()


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
    (tmp_path / ".partial-999999999-a").mkdir()
    (tmp_path / ".replaced-b").mkdir()
    (tmp_path / ".replaced-b" / "x").write_text("older")
    assert remove_leftovers(tmp_path) == 2
    assert (tmp_path / "b" / "x").read_text() == "older"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b"]


def test_a_run_that_is_alive_is_left_alone_and_its_leftover_goes(tmp_path: Path) -> None:
    """The lock tells, and not a process id: in another container that names another process."""
    with busy(tmp_path) as other:
        partial, *_ = tmp_path.glob(f"{PARTIAL}*")
        assert remove_leftovers(tmp_path) == 0
        with run_folder(tmp_path, "a") as folder:  # the same name, at the same time
            (folder / "x").write_text("1")
        assert partial.exists()
        other.kill()
        other.wait()
        assert remove_leftovers(tmp_path) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a" / "x").read_text() == "1"


def test_no_process_id_stands_in_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getpid", lambda: 1)  # as in every container
    with run_folder(tmp_path, "a") as one, run_folder(tmp_path, "a") as other:
        assert one != other


def test_what_was_replaced_while_it_was_killed_makes_no_way_for_a_newer_one(tmp_path: Path) -> None:
    for name in ("a", f"{REPLACED}a"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x").write_text(name)
    assert remove_leftovers(tmp_path) == 1
    assert (tmp_path / "a" / "x").read_text() == "a"


def test_a_replacement_that_fails_puts_the_earlier_run_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with run_folder(tmp_path, "a") as folder:
        (folder / "x").write_text("1")
    rename = Path.rename

    def stopped(path: Path, target: Path) -> Path:
        if path.name == "run":
            raise KeyboardInterrupt
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", stopped)
    with pytest.raises(KeyboardInterrupt), run_folder(tmp_path, "a") as folder:
        (folder / "x").write_text("2")
    assert (tmp_path / "a" / "x").read_text() == "1"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_giving_up_leaves_nothing_that_could_still_be_put_in_place(tmp_path: Path) -> None:
    def interrupted() -> None:
        with run_folder(tmp_path, "a") as folder:
            (folder / "x").write_text("1")
            assert give_up() == set()
            assert list(tmp_path.iterdir()) == []

    with pytest.raises(RunError):
        interrupted()
    assert list(tmp_path.iterdir()) == []


def test_giving_up_after_the_end_says_which_run_is_there(tmp_path: Path) -> None:
    with run_folder(tmp_path, "a"):
        pass
    assert give_up() == {tmp_path / "a"}
    assert (tmp_path / "a").is_dir()


def test_without_locks_leftovers_stay_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("fcntl.flock", none)
    (tmp_path / ".partial-1-a").mkdir()
    said: list[str] = []
    for content in ("1", "2"):
        with run_folder(tmp_path, "a", said.append) as folder:
            (folder / "x").write_text(content)
    assert said == [NO_LOCKS, NO_LOCKS]
    assert (tmp_path / "a" / "x").read_text() == "2"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".partial-1-a", "a"]


@pytest.mark.parametrize("kind", ["file", "dangling link", "link to a run"])
def test_something_else_with_the_name_of_the_run_is_replaced(tmp_path: Path, kind: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "x").write_text("1")
    runs = tmp_path / "runs"
    runs.mkdir()
    if kind == "file":
        (runs / "a").write_text("mine")
    else:
        (runs / "a").symlink_to("nowhere" if kind == "dangling link" else elsewhere)
    with run_folder(runs, "a") as folder:
        (folder / "x").write_text("1")
    assert [path.name for path in runs.iterdir()] == ["a"]
    assert not (runs / "a").is_symlink()
    assert (elsewhere / "x").read_text() == "1"


def test_hashes_leave_the_log_out(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("1")
    (tmp_path / LOG).write_text("2")
    assert list(file_hashes(tmp_path)) == ["x"]


def test_every_file_has_reached_the_disk_before_the_run_is_put_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = set()

    def sync(handle: int) -> None:
        if not (tmp_path / "runs" / "a").exists():
            before.add(Path(f"/proc/self/fd/{handle}").readlink().name)

    monkeypatch.setattr(os, "fsync", sync)
    with run_folder(tmp_path / "runs", "a") as folder:
        (folder / "lists").mkdir()
        (folder / "lists" / "tvo.csv").write_text("x")
        (folder / "manifest.json").write_text("{}")
    assert {"manifest.json", "lists", "tvo.csv"} <= before
    assert (tmp_path / "runs" / "a" / "lists" / "tvo.csv").exists()
