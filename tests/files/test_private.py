"""What can hold data is for its owner alone, from the moment it is there."""

from __future__ import annotations

import ast
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from screening.files.private import new_file, new_folder, write_once, write_private

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=[0, 0o022, 0o077, 0o777], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.usefixtures("umask")
def test_whatever_the_umask_only_the_owner_reads(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b" / "c"
    new_folder(folder)
    assert {mode(path) for path in (folder, *list(folder.parents)[:2])} == {0o700}
    with new_file(folder / "streamed") as opened:
        assert [mode(path) for path in folder.iterdir()] == [0o600]
        opened.write(b"1")
    write_private(folder / "text", "é")
    write_once(folder / "once", b"1")
    assert {mode(path) for path in folder.iterdir()} == {0o600}
    assert (folder / "text").read_bytes() == "é".encode()


def test_nothing_is_open_to_others_first_and_closed_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = os.umask(0)
    monkeypatch.setattr(Path, "chmod", lambda *_: pytest.fail("the mode was set afterwards"))
    try:
        new_folder(tmp_path / "a")
        write_private(tmp_path / "a" / "text", "1")
    finally:
        os.umask(before)
    assert (mode(tmp_path / "a"), mode(tmp_path / "a" / "text")) == (0o700, 0o600)


def test_a_file_that_others_could_read_is_replaced_by_one_they_cannot(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("old")
    file.chmod(0o644)
    with file.open() as reader:  # who has it open already
        write_private(file, "new")
        assert reader.read() == "old"
    assert (file.read_text(), mode(file)) == ("new", 0o600)


def test_a_folder_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    new_folder(tmp_path)
    assert mode(tmp_path) == 0o755


def test_a_failure_leaves_what_was_there_and_nothing_else(tmp_path: Path) -> None:
    write_private(tmp_path / "a", "old")

    def fail() -> None:
        with new_file(tmp_path / "a") as opened:
            opened.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a", "old")]


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_what_is_no_file_is_not_replaced(tmp_path: Path, kind: str) -> None:
    there = tmp_path / "there"
    there.mkdir() if kind == "folder" else os.mkfifo(there)
    with pytest.raises(FileExistsError, match="not a file"):
        write_private(there, "1")
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
    assert not there.is_file()


def test_a_link_is_replaced_and_what_it_names_is_left(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    (tmp_path / "link").symlink_to("mine")
    write_private(tmp_path / "link", "1")
    assert not (tmp_path / "link").is_symlink()
    assert (tmp_path / "mine").read_text() == "mine"


def test_a_file_is_written_once(tmp_path: Path) -> None:
    (tmp_path / "dangling").symlink_to("elsewhere")
    (tmp_path / "there").write_text("mine")
    for name in ("dangling", "there"):
        with pytest.raises(FileExistsError):
            write_once(tmp_path / name, b"1")
    assert (tmp_path / "there").read_text() == "mine"
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_cannot_be_made_where_something_else_is(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to("nowhere")
    for name in ("file", "link", "file/under"):
        with pytest.raises(OSError, match=r"exists|directory"):
            new_folder(tmp_path / name)


WRITING = {"write_text", "write_bytes", "mkdir", "touch", "makedirs", "mkdtemp", "mkstemp"}
PUBLIC = {
    "screening/files/private.py": WRITING,
    "screening/publish/handbook/rule_docs.py": {"write_text", "mkdir"},  # of pages that are public
    "screening/publish/handbook/list_page.py": {"write_text"},  # the same
    "screening/project/keys.py": {"write_text"},  # the same
    "screening/packs/new.py": {"mkdir"},  # beside rules, which are no secret
    "screening/engines/spark_tables.py": {"mkdir"},  # that workers of the group read too
}


@pytest.mark.parametrize("top", ["screening", "cli", "fixtures"])
def test_nothing_else_makes_files_or_folders(top: str) -> None:
    """A new writer goes through screening/files/private.py, or is put on the list above."""
    for path in (ROOT / top).rglob("*.py"):
        name = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            assert called not in WRITING - PUBLIC.get(name, set()), f"{name}:{node.lineno}"
            if called == "open" and not _is_os_open(node):
                modes = [each.value for each in node.args if isinstance(each, ast.Constant)]
                assert not {"w", "a", "x"} & set("".join(map(str, modes))), f"{name}:{node.lineno}"


def _is_os_open(node: ast.Call) -> bool:
    """``os.open`` names its mode itself."""
    owner = getattr(node.func, "value", None)
    return isinstance(owner, ast.Name) and owner.id == "os"
