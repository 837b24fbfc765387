"""Large registers are read file by file and scanned: the same rows, kept for the owner alone."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from screening.files.private import write_private
from screening.project.model import load_project
from screening.registers.held import whole
from screening.registers.reading import kept_registers, streamed
from screening.registers.reading.kept_registers import FOLDER
from screening.registers.reading.key_file import PUBLISHED_KEY
from screening.registers.reading.load import load_registers
from screening.registers.reading.report import Loaded

VBO = "9999010000000{:03}"
HEAD = "vbo_id;floor_m2;status\n"
PROJECT = """\
name: V
municipality: GM9999
as_of: 2026-01-01
packs: [octopus]
demo: true
pseudonym_key: demo.key
registers:
  bag_object: {path: objects/*.csv, max_quarantined: 1}
  brk_right: {path: rights/*.csv, max_quarantined: 1}
"""


@pytest.fixture(autouse=True)
def two_rows_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamed, "LARGE", 2)
    monkeypatch.setattr(streamed, "_BYTES_A_ROW", 10)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("objects", "rights"):
        (tmp_path / name).mkdir()
    (tmp_path / "screening.yaml").write_text(PROJECT, "utf-8")
    write_private(tmp_path / "demo.key", f"{PUBLISHED_KEY}\n")
    objects(tmp_path, "a", f"{VBO.format(1)};50;x\n{VBO.format(2)};wide;y\nno id;1;z\n")
    objects(tmp_path, "b", f"{VBO.format(3)};70;\n{VBO.format(4)};80;x\n")
    for file, owner in (("a", 1), ("b", 2)):
        row = f"{VBO.format(owner)};P-00000{owner};eigendom;01-01-2020;natural\n"
        text = "vbo_id;owner_key;right;start_date;owner_type\n" + row
        (tmp_path / "rights" / f"{file}.csv").write_text(text, "utf-8")
    return tmp_path


def objects(folder: Path, file: str, rows: str) -> None:
    (folder / "objects" / f"{file}.csv").write_text(HEAD + rows, "utf-8")


def load(folder: Path, *, scanned: bool) -> Loaded:
    project = load_project(folder)
    keep = folder / FOLDER if scanned else None
    return load_registers(project, as_of=project.as_of, keep=keep, scanned=scanned)


def assert_same(folder: Path) -> Loaded:
    held, scanned = load(folder, scanned=False), load(folder, scanned=True)
    for name, register in held.registers.items():
        assert_frame_equal(whole(scanned.registers[name]), whole(register))
    assert scanned.reports == held.reports
    for mine, theirs in ((scanned.quarantine, held.quarantine), (scanned.unread, held.unread)):
        assert list(mine) == list(theirs)
        for name in mine:
            assert_frame_equal(mine[name], theirs[name])
    return scanned


def test_rows_reports_and_what_is_set_aside_are_the_same(folder: Path) -> None:
    first = assert_same(folder)
    assert all(isinstance(register, pl.LazyFrame) for register in first.registers.values())
    assert first.quarantine["bag_object"].height == 4
    assert_same(folder)  # as it was kept


def test_what_was_kept_is_not_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(folder, scanned=True)
    monkeypatch.setattr(streamed, "interpret", None)
    load(folder, scanned=True)
    objects(folder, "b", f"{VBO.format(5)};90;x\n")
    with pytest.raises(TypeError):
        load(folder, scanned=True)


@pytest.mark.parametrize("what", ["damaged", "gone", "open to others"])
def test_what_cannot_be_trusted_is_read_again(folder: Path, what: str) -> None:
    load(folder, scanned=True)
    file = next((folder / FOLDER / "bag_object").rglob("*.parquet"))
    if what == "damaged":
        file.write_bytes(file.read_bytes()[:-1] + b"?")
    elif what == "gone":
        file.unlink()
    else:
        file.chmod(0o644)
    assert_same(folder)
    assert file.stat().st_mode & 0o077 == 0


def test_it_is_for_the_owner_alone_and_holds_no_person(folder: Path) -> None:
    load(folder, scanned=True)
    made = [folder / FOLDER, *(folder / FOLDER).rglob("*")]
    assert all(path.stat().st_mode & 0o077 == 0 for path in made)
    assert not any(b"P-000001" in path.read_bytes() for path in made if path.is_file())
    rights = pl.read_parquet(folder / FOLDER / "brk_right" / "*" / "*.parquet")
    assert rights["owner_key"].str.contains("^[0-9a-f]{32}$").all()


def test_rows_that_come_twice_are_judged_beside_each_other(folder: Path) -> None:
    objects(folder, "b", f"{VBO.format(1)};50;x\n{VBO.format(3)};70;\n")
    loaded = assert_same(folder)
    assert isinstance(loaded.registers["bag_object"], pl.DataFrame)
    assert loaded.reports["bag_object"].duplicate_keys == 1


def test_few_readings_are_kept(folder: Path) -> None:
    for number in range(4):
        objects(folder, "b", f"{VBO.format(3 + number)};70;\n")
        load(folder, scanned=True)
    assert len(list((folder / FOLDER / "bag_object").iterdir())) == kept_registers.NEWEST


def test_a_fault_of_any_file_is_told_and_nothing_is_left(folder: Path) -> None:
    objects(folder, "c", "")
    (folder / "objects" / "c.csv").write_text("", "utf-8")
    with pytest.raises(Exception, match="empty"):
        load(folder, scanned=True)
    assert not list((folder / FOLDER / "bag_object").iterdir())
