from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.registers.reading.matching import matching, split_pattern

FILES = ["a.csv", "b.csv", "b.CSV", "[x].csv", "sub/a.csv", "sub/deep/c.csv", "sub/d.xlsx"]
UNMEANT = [
    ".hidden.csv",
    "sub/Thumbs.db",
    "desktop.ini",
    "__MACOSX/f.csv",
    "~$d.xlsx",
    "sub/~$d.xlsx",
    ".git/e.csv",
    ".git/deep/e.csv",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("extracts")
    for name in (*FILES, *UNMEANT):
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).touch()
    (made / "dir.csv").mkdir()
    (made / "link").symlink_to("sub")
    (made / "loop.csv").symlink_to("loop.csv")
    (made / "gone.csv").symlink_to("nowhere")
    return made


def found(folder: Path, pattern: str) -> list[str]:
    fixed, parts = split_pattern(pattern)
    return [path.relative_to(folder).as_posix() for path in matching(folder / fixed, parts)]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.csv", ["[x].csv", "a.csv", "b.csv"]),
        ("?.csv", ["a.csv", "b.csv"]),
        ("[ab].csv", ["a.csv", "b.csv"]),
        ("[!b].csv", ["a.csv"]),
        ("[[]x].csv", ["[x].csv"]),
        ("*.[cC][sS][vV]", ["[x].csv", "a.csv", "b.CSV", "b.csv"]),
        ("sub/*", ["sub/a.csv", "sub/d.xlsx"]),
        ("*/a.csv", ["link/a.csv", "sub/a.csv"]),
        ("**/*.csv", ["[x].csv", "a.csv", "b.csv", "sub/a.csv", "sub/deep/c.csv"]),
        ("sub/**/*.csv", ["sub/a.csv", "sub/deep/c.csv"]),
        ("**/deep/*", ["sub/deep/c.csv"]),
        ("s*/../a.csv", ["sub/../a.csv"]),
        (".h*.csv", [".hidden.csv"]),
        ("sub/~$*.xlsx", ["sub/~$d.xlsx"]),
        (".git/*.csv", [".git/e.csv"]),
        ("nowhere/*.csv", []),
        ("a.csv/*", []),
        ("[", []),
    ],
)
def test_what_a_pattern_names(folder: Path, pattern: str, expected: list[str]) -> None:
    assert found(folder, pattern) == expected


@pytest.mark.parametrize("pattern", ["**a.csv", "a**", "sub/**.csv", "***", "**", "sub/**"])
def test_a_pattern_that_can_name_no_file_is_refused(folder: Path, pattern: str) -> None:
    with pytest.raises(ValueError, match=r"^'\*\*' stands for folders"):
        found(folder, pattern)


@given(pattern=st.text(alphabet="ab*?[]!-./~$x\x00é", max_size=12))
def test_no_pattern_is_an_error_of_another_kind(folder: Path, pattern: str) -> None:
    fixed, parts = split_pattern(pattern)
    if not parts:
        return
    if parts[-1] == "**" or any("**" in part and part != "**" for part in parts):
        with pytest.raises(ValueError, match="stands for folders"):
            matching(folder / fixed, parts)
        return
    names = matching(folder / fixed, parts)
    assert names == sorted(set(names))
    assert all(path.is_file() for path in names)
