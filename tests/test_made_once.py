"""What tests share is made once, whoever asks, and each sees it in a folder of its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING

import pytest

from tests import made_once

if TYPE_CHECKING:
    from screening.pipeline import RunResult


@pytest.fixture(autouse=True)
def _place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(made_once.SHARED, str(tmp_path))


def test_who_asks_at_once_waits_for_the_first() -> None:
    made = []

    def make(folder: Path) -> None:
        made.append(folder)
        sleep(0.2)
        folder.mkdir()

    with ThreadPoolExecutor(4) as asking:
        found = list(asking.map(lambda _: made_once.shared("town", make).is_dir(), range(4)))
    assert (len(made), found) == (1, [True] * 4)


def test_what_could_not_be_made_is_made_by_the_next() -> None:
    with pytest.raises(ZeroDivisionError):
        made_once.shared("town", lambda _: 1 / 0)
    assert made_once.shared("town", Path.mkdir).is_dir()


def test_paths_lead_to_the_copy_and_nowhere_else(tmp_path: Path) -> None:
    there = Path("/somewhere/else")
    made_once.keep({"run": tmp_path / "town" / "runs", "other": there}, tmp_path / "town")
    found = made_once.kept(tmp_path / "town", tmp_path / "copy")
    assert found == {"run": tmp_path / "copy" / "runs", "other": there}


def test_the_demo_of_a_worker_is_its_own(demo_run: RunResult, demo_folder: Path) -> None:
    assert demo_run.folder.parents[1] == demo_folder
    assert demo_run.outcome.project.folder == demo_folder
    assert (demo_run.folder / "manifest.json").is_file()
