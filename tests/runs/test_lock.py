from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from screening.errors import RunError
from screening.runs import lock
from screening.runs.lock import RUNS_LOCK, alone, hold, sweep


def test_a_lock_is_held_once_and_let_go_with_its_handle(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    first = hold(file)
    assert first is not None
    assert hold(file) is None
    os.close(first)
    again = hold(file)
    assert again is not None
    os.close(again)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_alone_leaves_no_file(tmp_path: Path) -> None:
    with alone(tmp_path) as locked:
        assert locked
        assert hold(tmp_path / RUNS_LOCK) is None
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_stays_busy_is_one_clear_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.1)

    def second() -> None:
        with alone(tmp_path):
            pytest.fail("two are alone")

    with alone(tmp_path), pytest.raises(RunError, match="another run has been busy") as caught:
        second()
    assert "remedy" in str(caught.value)


def test_a_lock_file_that_was_removed_while_waiting_locks_nobody_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who held it removes it before letting go: the waiting then hold a file without a name."""
    file = tmp_path / RUNS_LOCK
    taken = lock.hold

    def removed_once(path: Path) -> int | None:
        handle = taken(path)
        monkeypatch.setattr(lock, "hold", taken)
        path.unlink()
        return handle

    monkeypatch.setattr(lock, "hold", removed_once)
    with alone(tmp_path):
        assert file.exists()
        assert taken(file) is None


def test_a_lock_file_is_swept_only_when_nobody_holds_it(tmp_path: Path) -> None:
    sweep(tmp_path)
    (tmp_path / RUNS_LOCK).touch()
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == []
    with alone(tmp_path):
        sweep(tmp_path)
        assert (tmp_path / RUNS_LOCK).exists()


def test_a_link_in_the_place_of_the_lock_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / RUNS_LOCK).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic"), alone(tmp_path):
        pytest.fail("locked what a link names")
    assert not (tmp_path / "elsewhere").exists()
