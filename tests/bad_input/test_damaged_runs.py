"""A run that is damaged is named as such by every command that reads it, and never shown."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bad_input.project import Case, Make
from tests.commands import Ask, Said

SUBJECT = "9999010000000001"


def commands(made: Case, run: str) -> dict[str, Said]:
    """What each command that reads runs says."""
    folder = made.folder
    given = {
        "lists": ("lists", folder),
        "lists of a run": ("lists", folder, "--run", run),
        "one list": ("lists", folder, "tvo"),
        "lists as JSON": ("lists", folder, "--json"),
        "explain": ("explain", SUBJECT, folder),
        "diff": ("diff", run, run, folder),
        "whatif": ("whatif", "address.many", folder, "--set", "most=5"),
    }
    return {name: made.ask(*arguments) for name, arguments in given.items()}


def refused_by_all(made: Case, run: str, *expected: str, but: tuple[str, ...] = ()) -> None:
    for name, said in commands(made, run).items():
        message = " ".join(said.err.split())
        assert "Traceback" not in message, name
        if name in but:
            assert said.code == 0, (name, message)
            continue
        assert said.code == 1, (name, said.out, message)
        for text in (*expected, "expected:", "remedy:"):
            assert text in message, (name, message)
        assert "9999" not in said.out, name


def _flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:40])


def _link(file: Path) -> None:
    copy = file.parents[3] / "copy"
    copy.write_bytes(file.read_bytes())
    file.unlink()
    file.symlink_to(copy)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the project with a run lies of which each test has a copy."""
    return tmp_path_factory.mktemp("sound") / "project"


@pytest.fixture
def made(case: Make, ask: Ask, sound: Path, tmp_path: Path) -> Case:
    if not sound.exists():
        first = case()
        first.finished()
        assert {said.code for said in commands(first, run_of(first).name).values()} == {0}
        shutil.copytree(first.folder, sound)
        return first
    return Case(Path(shutil.copytree(sound, tmp_path / "project")), ask)


def run_of(made: Case) -> Path:
    (run,) = [each for each in (made.folder / "runs").iterdir() if each.is_dir()]
    return run


@pytest.mark.large
@pytest.mark.parametrize("damage", [_flip, _cut, Path.unlink, _link])
def test_any_file_that_is_not_as_it_was(made: Case, damage: Callable[[Path], None]) -> None:
    run = run_of(made)
    files = [path.relative_to(run) for path in run.rglob("*") if path.is_file()]
    assert len(files) > 6
    for file in files:
        kept = made.folder / "kept"
        shutil.copytree(run, kept)
        damage(run / file)
        refused_by_all(made, run.name, str(file))
        shutil.rmtree(run)
        kept.rename(run)
    assert {said.code for said in commands(made, run.name).values()} == {0}


@pytest.mark.parametrize("name", ["extra.csv", "lists/extra.json", "signals.parquet.bak"])
def test_a_file_more(made: Case, name: str) -> None:
    run = run_of(made)
    (run / name).write_text("{}")
    refused_by_all(made, run.name, name, "did not write this file")


def test_a_workbook_that_is_open_damages_nothing(made: Case) -> None:
    run = run_of(made)
    (run / "lists" / ".~lock.tvo.xlsx#").touch()
    (run / "lists" / "~$tvo.xlsx").touch()
    assert {said.code for said in commands(made, run.name).values()} == {0}


def _folder(file: Path) -> None:
    file.mkdir()


def _dangling(file: Path) -> None:
    file.symlink_to("gone")


def _outside(file: Path) -> None:
    (file.parents[2] / "outside").mkdir()
    file.symlink_to(file.parents[2] / "outside")


def _nothing(file: Path) -> None:
    file.write_text("")


def _elsewhere(file: Path) -> None:
    file.write_text("../../outside\n")


@pytest.mark.parametrize("make", [_folder, _dangling, _outside, _nothing, _elsewhere, os.mkfifo])
def test_a_note_of_the_last_run_that_is_none(made: Case, make: Callable[[Path], None]) -> None:
    run, note = run_of(made), made.folder / "runs" / "latest"
    note.unlink()
    make(note)
    refused_by_all(made, run.name, "latest", but=("lists of a run", "diff"))


def test_a_note_of_a_run_that_is_gone(made: Case) -> None:
    (made.folder / "runs" / "latest").write_text("2025-01-01-000000000000\n")
    refused_by_all(
        made, run_of(made).name, "there is no run '2025-01-01-000000000000'",
        but=("lists of a run", "diff"),
    )  # fmt: skip


def test_without_a_note_it_is_the_newest(made: Case) -> None:
    run = run_of(made)
    (made.folder / "runs" / "latest").unlink()
    (made.folder / "runs" / "zzz notes of mine").mkdir()
    assert {said.code for said in commands(made, run.name).values()} == {0}


def test_the_next_run_mends_what_is_damaged(made: Case) -> None:
    run = run_of(made)
    for name in ("log.jsonl", "manifest.json", "lists/tvo.xlsx", "signals.parquet"):
        _flip(run / name)
        assert made.ask("lists", made.folder).code == 1
        assert made.run().code == 0
        assert made.ask("lists", made.folder).code == 0
    assert sorted(path.name for path in run.parent.iterdir()) == [run.name, "latest"]


def test_half_a_run_is_no_run(made: Case) -> None:
    """Of a run that is busy or was killed, named with --run too."""
    run = run_of(made)
    run.rename(run.with_name(f".partial-1-{run.name}"))
    said = made.ask("lists", made.folder, "--run", f".partial-1-{run.name}")
    assert said.code == 1
    assert "there is no run" in said.err
