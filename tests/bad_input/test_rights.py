"""Every file and folder that a command writes about a municipality is for its owner alone."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.bad_input.project import Case, Make, establishments, row

if TYPE_CHECKING:
    from screening.pipeline import RunResult


@pytest.fixture(autouse=True)
def _everything_is_open() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def modes(*folders: Path) -> set[tuple[bool, int]]:
    """Whether it is a folder, and its mode, of folders and everything below them."""
    paths = [path for folder in folders for path in (folder, *folder.rglob("*"))]
    return {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in paths}


PRIVATE = {(True, 0o700), (False, 0o600)}


def test_a_run_and_its_quarantine(case: Make) -> None:
    odd = row(20, est_nr="")
    made = case({"est.csv": establishments(odd)}, blind=True)
    counts = made.finished()
    assert counts["rows_quarantined"] == 1
    assert modes(made.folder / "runs") == PRIVATE


def test_what_is_to_be_asked_for(case: Make, tmp_path: Path) -> None:
    made = case()
    file = tmp_path / "vraag.xlsx"
    file.write_bytes(b"")
    assert made.ask("check", made.folder, "--xlsx", file).code == 0
    assert modes(file) == {(False, 0o600)}


def test_a_link_of_the_users_own_is_followed(case: Make, tmp_path: Path) -> None:
    made = case()
    (tmp_path / "link.xlsx").symlink_to("real.xlsx")
    assert made.ask("check", made.folder, "--xlsx", tmp_path / "link.xlsx").code == 0
    assert (tmp_path / "link.xlsx").is_symlink()
    assert modes(tmp_path / "real.xlsx") == {(False, 0o600)}


def test_a_device_is_not_replaced(case: Make, tmp_path: Path) -> None:
    made = case()
    pipe = tmp_path / "pipe.xlsx"
    os.mkfifo(pipe)
    said = made.ask("check", made.folder, "--xlsx", pipe)
    assert said.code == 1
    assert "not a file" in said.err
    assert pipe.is_fifo()


def test_a_new_project_and_its_key(made_by_init: Path) -> None:
    assert modes(made_by_init) == PRIVATE
    assert modes(made_by_init.parent / "screening.key") == {(False, 0o600)}


def test_the_key_of_a_new_project_will_do(made_by_init: Path) -> None:
    from screening.project.model import load_project
    from screening.registers.reading.key_file import weakness

    assert weakness(load_project(made_by_init).key()) is None


def test_a_key_that_is_there_stays(case: Make, made_by_init: Path) -> None:
    key = made_by_init.parent / "screening.key"
    before = key.read_bytes()
    said = case().ask("init", made_by_init.with_name("second"))
    assert said.code == 0
    assert "Kept:" in said.out
    assert key.read_bytes() == before


def test_a_key_that_cannot_be_written_is_said(
    case: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(file: Path) -> None:
        raise PermissionError(13, "Permission denied", str(file))

    monkeypatch.setattr("screening.registers.reading.key_file.write_key", denied)
    said = case().ask("init", tmp_path / "new")
    assert said.code == 0
    assert "No pseudonym key" in said.err
    assert "openssl rand" in said.err


@pytest.fixture
def made_by_init(case: Make, tmp_path: Path) -> Path:
    made: Case = case()
    folder = tmp_path / "gemeente" / "project"
    assert made.ask("init", folder).code == 0
    return folder


def test_a_comparison(case: Make, tmp_path: Path) -> None:
    counts = tmp_path / "counts.csv"
    rows = "".join(f"{name},{number},100\n" for number, name in enumerate("ABCDEF", 10))
    counts.write_text(f"key,count,per\n{rows}")
    said = case().ask(
        "compare", counts, "--key", "key", "--count", "count", "--per", "per",
        "--out", tmp_path / "out.csv",
    )  # fmt: skip
    assert said.code == 0, said.err
    assert modes(tmp_path / "out.csv") == {(False, 0o600)}


def test_pages_about_rules_unless_they_are_public(case: Make, tmp_path: Path) -> None:
    made = case()
    for name, options in (("own", ()), ("public", ("--public",))):
        given = ("rules", "docs", tmp_path / name, "--rules", made.folder / "rules", *options)
        assert made.ask(*given).code == 0
    assert modes(tmp_path / "own") == PRIVATE
    assert modes(tmp_path / "public") == {(True, 0o777), (False, 0o666)}


def test_the_demo(demo_run: RunResult) -> None:
    assert modes(demo_run.folder.parents[1]) == PRIVATE
