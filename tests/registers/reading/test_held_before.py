"""Extracts are not read twice: what was kept gives the same, and is never trusted when it is not.

The reports, what is set aside and what could not be read come back as reading them gave them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from screening.errors import ScreeningError
from screening.files.private import write_private
from screening.project.model import load_project
from screening.registers.held import whole
from screening.registers.reading import held_before, load
from screening.registers.reading.kept_registers import FOLDER
from screening.registers.reading.load import load_registers
from screening.registers.reading.report import Loaded
from tests.thorough import some

KEY = hashlib.sha256(b"a key of a test").hexdigest()
VBO = "9999010000000{:03}"
PROJECT = """\
name: V
municipality: GM9999
as_of: 2026-01-01
packs: [octopus]
pseudonym_key: ../pseudonym.key
registers:
  bag_object:
    path: objects.csv
    max_quarantined: 1
    reference_date: 2025-12-01
    max_age_days: 10
    lookup: {status: {file: codes.csv, column: code, key: code, value: status}}
  brk_right: {path: rights.csv, max_quarantined: 1}
"""
OBJECTS = f"""\
vbo_id;floor_m2;code
{VBO.format(1)};50;a
{VBO.format(2)};wide;b
{VBO.format(3)};60;a
{VBO.format(3)};60;a
no id;1;b
"""
RIGHTS = f"""\
vbo_id;owner_key;right;start_date;owner_type
{VBO.format(1)};P-000001;eigendom;01-01-2020;natural
{VBO.format(2)};P-000002;eigendom;31-31-2020;natural
"""
Spied = list[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "project"
    made.mkdir()
    write(made, "screening.yaml", PROJECT)
    write(made, "objects.csv", OBJECTS)
    write(made, "rights.csv", RIGHTS)
    write(made, "codes.csv", "code;status\na;in use\nb;gone\n")
    write_private(tmp_path / "pseudonym.key", f"{KEY}\n")
    return made


@pytest.fixture
def interpreted(monkeypatch: pytest.MonkeyPatch) -> Spied:
    """The registers of which an extract was read."""
    seen: Spied = []
    real = load.interpret

    def spied(raw, register, *more):  # type: ignore[no-untyped-def]
        seen.append(register.name)
        return real(raw, register, *more)

    monkeypatch.setattr(load, "interpret", spied)
    return seen


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, "utf-8")


def loaded(folder: Path, *, keep: bool = True) -> Loaded:
    project = load_project(folder)
    return load_registers(project, as_of=project.as_of, keep=folder / FOLDER if keep else None)


def assert_as_read(folder: Path) -> Loaded:
    fresh, found = loaded(folder, keep=False), loaded(folder)
    assert found.reports == fresh.reports
    for name, register in fresh.registers.items():
        assert_frame_equal(whole(found.registers[name]), whole(register))
    for mine, theirs in ((found.quarantine, fresh.quarantine), (found.unread, fresh.unread)):
        assert list(mine) == list(theirs)
        for name in mine:
            assert_frame_equal(mine[name], theirs[name])
    return found


def file_of(folder: Path, pattern: str) -> Path:
    return next((folder / FOLDER / "bag_object").rglob(pattern))


def test_what_comes_back_is_what_reading_gave(folder: Path, interpreted: Spied) -> None:
    assert_as_read(folder)
    del interpreted[:]
    again = loaded(folder)
    assert not interpreted
    report = again.reports["bag_object"]
    assert (report.rows_read, report.duplicate_keys, report.stale) == (5, 1, True)
    assert report.values_quarantined["floor_m2"] == 1
    assert report.reference_date == dt.date(2025, 12, 1)
    assert_as_read(folder)
    assert isinstance(again.registers["bag_object"], pl.DataFrame)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("objects.csv", ";50;", ";51;"),
        ("codes.csv", "in use", "empty"),
        ("screening.yaml", "GM9999", "GM9998"),
        ("screening.yaml", "max_quarantined: 1\n", "max_quarantined: 1\n    unknown: ['60']\n"),
        ("../pseudonym.key", KEY, KEY[::-1]),
    ],
    ids=["extract", "what is looked up", "municipality", "mapping", "key"],
)
def test_what_was_read_of_something_else_is_not_used(
    folder: Path, interpreted: Spied, file: str, old: str, new: str
) -> None:
    loaded(folder)
    del interpreted[:]
    write_private(folder / file, (folder / file).read_text("utf-8").replace(old, new, 1))
    found = assert_as_read(folder)
    assert interpreted.count("brk_right" if new == KEY[::-1] else "bag_object") == 2
    if file == "objects.csv":
        assert whole(found.registers["bag_object"])["floor_m2"][0] == 51


@pytest.mark.parametrize(
    "pattern", some(["*.parquet", "invalid.arrow", "unread.arrow", "about.json"], of=4)
)
@pytest.mark.parametrize("what", ["damaged", "cut", "empty", "gone", "open to others", "a link"])
def test_what_cannot_be_trusted_is_made_again(
    folder: Path, interpreted: Spied, pattern: str, what: str
) -> None:
    loaded(folder)
    del interpreted[:]
    file = file_of(folder, pattern)
    content = file.read_bytes()
    if what == "damaged":
        file.write_bytes(content.replace(b"5", b"6") if b"5" in content else content + b"!")
    elif what in ("cut", "empty"):
        file.write_bytes(content[: len(content) // 2] if what == "cut" else b"")
    elif what == "open to others":
        file.chmod(0o644)
    else:
        file.unlink()
        if what == "a link":
            write(folder, "elsewhere", "")
            file.symlink_to(folder / "elsewhere")
    assert_as_read(folder)
    assert interpreted.count("bag_object") == 2  # once without anything kept, and once again
    assert file_of(folder, pattern).stat().st_mode & 0o077 == 0
    del interpreted[:]
    loaded(folder)
    assert not interpreted


@pytest.mark.parametrize(
    "text", some([b"[]", b"{}", b"null", b'{"files": {}}', b'{"files": 1}'], of=3)
)
def test_what_tells_of_something_else_is_made_again(
    folder: Path, interpreted: Spied, text: bytes
) -> None:
    loaded(folder)
    del interpreted[:]
    about = file_of(folder, "about.json")
    about.write_bytes(hashlib.sha256(text).hexdigest().encode() + b"\n" + text)
    assert_as_read(folder)
    assert interpreted.count("bag_object") == 2


def test_what_belongs_to_somebody_else_is_made_again(
    folder: Path, interpreted: Spied, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded(folder)
    del interpreted[:]
    monkeypatch.setattr(os, "getuid", lambda: 424242)
    loaded(folder)
    assert interpreted.count("bag_object") == 1


def test_files_that_are_replaced_meanwhile_are_not_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = load.interpret

    def replaced(raw, register, *more):  # type: ignore[no-untyped-def]
        if register.name == "bag_object":  # others are read beside it, and may be first
            write(folder, "objects.csv", OBJECTS + f"{VBO.format(4)};1;a\n")
        return real(raw, register, *more)

    monkeypatch.setattr(load, "interpret", replaced)
    loaded(folder)
    assert not (folder / FOLDER / "bag_object").exists()
    monkeypatch.undo()
    assert_as_read(folder)


def test_where_nothing_can_be_kept_it_is_read_as_always(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(held_before, "_keep", full)
    assert_as_read(folder)


def test_what_is_wrong_with_an_extract_is_told_every_time(folder: Path) -> None:
    loaded(folder)
    (folder / "objects.csv").unlink()
    for _ in range(2):
        with pytest.raises(ScreeningError, match="no such file"):
            loaded(folder)


def test_no_person_is_kept(folder: Path) -> None:
    loaded(folder)
    made = [folder / FOLDER, *(folder / FOLDER).rglob("*")]
    assert all(path.stat().st_mode & 0o077 == 0 for path in made)
    assert not any(b"P-00000" in path.read_bytes() for path in made if path.is_file())
    about = file_of(folder, "about.json").read_bytes().partition(b"\n")[2]
    assert json.loads(about)["duplicates"] == 1
