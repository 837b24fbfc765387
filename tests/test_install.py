"""The set-up script with a Python that only writes down what it is asked: nothing is fetched."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
DEFINE = "-DPyEval_CallObject=PyObject_CallObject"
STAND_IN = """#!/bin/sh
printf '%s\\n' "$*" >>"$ASKED"
case "$*" in
  "-m venv "*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python" ;;
  --version) echo "Python $VERSION" ;;
  *"version_info < (3, 11)"*) exit "$TOO_OLD" ;;
  *"version_info < (3, 13)"*) case $VERSION in 3.1[12]*) exit 1 ;; esac ;;
  *"import durable.engine"*) [ -e "$BUILT" ] && exit "$IMPORT" || exit 1 ;;
  *"pip check"*) echo "$CHECK" ;;
  *"-r locks/durable.txt"*)
    echo "CPPFLAGS:$CPPFLAGS" >>"$ASKED"; echo "$SAYS"
    [ "$BUILD" = 0 ] && touch "$BUILT"
    exit "$BUILD" ;;
esac
"""


class Set(NamedTuple):
    code: int
    out: str
    err: str
    asked: list[str]

    def installed(self) -> list[str]:
        return [line for line in self.asked if line.startswith("-m pip install")]


def set_up(folder: Path, what: str, **given: str) -> Set:
    python = folder / "a python"
    python.write_text(STAND_IN)
    python.chmod(0o755)
    asked = folder / "asked"
    environment = {
        "VERSION": "3.13.5", "TOO_OLD": "0", "IMPORT": "0", "CHECK": "", "SAYS": "", "BUILD": "0",
        "BUILT": str(folder / "built"), "ASKED": str(asked), "PYTHON": str(python),
    } | given  # fmt: skip
    done = subprocess.run(
        ["sh", str(ROOT / "locks" / "install.sh"), str(folder / "a venv"), what],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    lines = asked.read_text().splitlines() if asked.exists() else []
    return Set(done.returncode, done.stdout, done.stderr, lines)


@pytest.mark.parametrize(("version", "needed"), [("3.11.2", False), ("3.12.9", False),
                                                 ("3.13.5", True), ("3.14.0", True)])  # fmt: skip
def test_durable_rules_is_built_with_the_define_where_it_is_needed(
    version: str, needed: bool, tmp_path: Path
) -> None:
    made = set_up(tmp_path, "runtime", VERSION=version)
    assert made.code == 0
    [flags] = [line for line in made.asked if line.startswith("CPPFLAGS:")]
    assert (DEFINE in flags) is needed
    assert (DEFINE in made.out) is needed
    assert "durable_rules is built from source" in made.out
    assert made.err == ""


def test_every_file_is_checked_and_only_the_two_are_built(tmp_path: Path) -> None:
    made = set_up(tmp_path, "runtime")
    for line in made.installed():
        if "-r locks/" in line:
            assert "--require-hashes" in line
            assert ("--only-binary :all:" in line) is ("durable" not in line)
        else:
            assert line.endswith("--no-deps --no-build-isolation -e .")
    locks = [line.rsplit("locks/", 1)[1] for line in made.installed() if "locks/" in line]
    assert locks == ["build.txt", "runtime.txt", "durable.txt"]  # no development tools
    assert any(line.startswith("-m pip uninstall") and "setuptools" in line for line in made.asked)


@pytest.mark.parametrize("failing", [{"BUILD": "1"}, {"IMPORT": "1"}])
def test_where_it_cannot_be_built_one_line_says_so_and_the_rest_goes_on(
    failing: dict[str, str], tmp_path: Path
) -> None:
    made = set_up(tmp_path, "runtime", **failing)
    assert made.code == 0
    [line] = made.err.splitlines()
    assert line.startswith("durable_rules was not built (")
    assert "with the same results" in line
    assert made.installed()[-1].endswith("-e .")
    again = set_up(tmp_path, "durable", **failing)
    assert again.code == 1


def test_without_a_compiler_that_is_the_reason(tmp_path: Path) -> None:
    made = set_up(tmp_path, "runtime", BUILD="1", CC="/nowhere/cc")
    assert "no C compiler (Debian: build-essential)" in made.err


def test_a_file_that_is_another_than_the_lock_names_stops_everything(tmp_path: Path) -> None:
    says = "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE."
    made = set_up(tmp_path, "runtime", BUILD="1", SAYS=says)
    assert made.code == 1
    assert "find out who changed it" in made.err
    assert not made.installed()[-1].endswith("-e .")


def test_what_is_built_already_stays(tmp_path: Path) -> None:
    set_up(tmp_path, "runtime")
    before = len(set_up(tmp_path, "durable", BUILD="1").installed())
    again = set_up(tmp_path, "durable", BUILD="1")
    assert (again.code, len(again.installed())) == (0, before)


def test_a_lock_older_than_the_project_is_named(tmp_path: Path) -> None:
    missing = "screening 0.1.0 requires somelib, which is not installed."
    made = set_up(tmp_path, "runtime", CHECK=missing)
    assert made.code == 1
    assert "somelib" in made.err
    assert "make lock" in made.err
    without = "screening 0.1.0 requires durable-rules, which is not installed."
    assert set_up(tmp_path, "runtime", CHECK=without).code == 0


def test_a_python_that_is_named_and_too_old_is_not_exchanged_for_another(tmp_path: Path) -> None:
    made = set_up(tmp_path, "runtime", TOO_OLD="1")
    assert made.code == 1
    assert "3.11 or newer was not found" in made.err
    assert str(tmp_path / "a python") in made.err
    assert not made.installed()
