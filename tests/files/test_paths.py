from __future__ import annotations

import errno
from pathlib import Path

import pytest

from screening.files.paths import is_file, is_folder, resolved


def test_links_in_a_circle_are_one_error(tmp_path: Path) -> None:
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    (tmp_path / "in").symlink_to("in")
    for path in (tmp_path / "one", tmp_path / "in" / "below"):
        with pytest.raises(OSError, match="Too many levels") as caught:
            resolved(path)
        assert caught.value.errno == errno.ELOOP
        assert not is_file(path)
        assert not is_folder(path)


def test_a_name_too_long_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="too long"):
        resolved(tmp_path / ("x" * 5_000))
    assert not is_file(tmp_path / ("x" * 5_000))


def test_what_is_not_there_yet_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to("file")
    assert resolved(tmp_path / "new" / ".." / "other") == tmp_path.resolve() / "other"
    assert resolved(tmp_path / "link") == tmp_path.resolve() / "file"
    assert resolved(tmp_path / "file" / "below").name == "below"
    assert is_file(tmp_path / "link")
    assert is_folder(tmp_path)


def test_text_that_can_be_no_path(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="null"):
        resolved(tmp_path / "a\0b")
    assert not is_file(tmp_path / "a\0b")
