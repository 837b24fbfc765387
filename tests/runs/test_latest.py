from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from screening.errors import DamagedRunError, RunError
from screening.runs.latest import latest_of, mark_latest


def test_what_was_marked_is_read(tmp_path: Path) -> None:
    assert latest_of(tmp_path) is None
    for name in ("a", "b"):
        mark_latest(tmp_path, name)
        assert latest_of(tmp_path) == name
    assert [path.name for path in tmp_path.iterdir()] == ["latest"]
    assert stat.S_IMODE((tmp_path / "latest").stat().st_mode) == 0o600


def _folder(file: Path) -> None:
    file.mkdir()


def _dangling(file: Path) -> None:
    file.symlink_to("nowhere")


def _outside(file: Path) -> None:
    (file.parent.parent / "run").mkdir()
    file.symlink_to("../run")


def _to_a_file(file: Path) -> None:
    (file.parent.parent / "name").write_text("a\n")
    file.symlink_to("../name")


def _pipe(file: Path) -> None:
    os.mkfifo(file)


MADE = {
    "a folder": _folder, "a dangling link": _dangling, "a link out of the folder": _outside,
    "a link to a file": _to_a_file, "a pipe": _pipe,
    "empty": Path.touch,
    "a path": lambda file: file.write_text("../../etc\n"),
    "the folder above": lambda file: file.write_text("..\n"),
    "control characters": lambda file: file.write_text("\x1b[31m\n"),
    "several lines": lambda file: file.write_text("a\nb\n"),
}  # fmt: skip


@pytest.mark.parametrize("kind", MADE)
def test_what_no_run_wrote_is_said(tmp_path: Path, kind: str) -> None:
    runs = tmp_path / "runs"
    runs.mkdir()
    MADE[kind](runs / "latest")
    with pytest.raises(DamagedRunError, match="which run was last") as caught:
        latest_of(runs)
    assert "--run" in str(caught.value)
    assert "\x1b" not in str(caught.value)


def test_a_link_is_replaced_and_what_it_names_is_left(tmp_path: Path) -> None:
    runs, outside = tmp_path / "runs", tmp_path / "outside"
    runs.mkdir()
    outside.write_text("mine")
    (runs / "latest").symlink_to(outside)
    mark_latest(runs, "a")
    assert latest_of(runs) == "a"
    assert outside.read_text() == "mine"


def test_a_folder_in_its_place_is_said_by_the_run(tmp_path: Path) -> None:
    (tmp_path / "latest").mkdir()
    with pytest.raises(RunError, match="the run is made, but not marked") as caught:
        mark_latest(tmp_path, "a")
    assert "--run a" in str(caught.value)
