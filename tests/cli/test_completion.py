"""The shell completes commands, engines and lists."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

START = "import sys; sys.argv[0] = 'screening'; from screening.cli.main import main; main()"


def screening(folder: Path, *words: str, **environment: str) -> str:
    given = {**os.environ, "HOME": str(folder), "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    done = subprocess.run(
        [sys.executable, "-c", START, *words],
        env=given | environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("ru", ["run", "rules"]),
        ("rules sh", ["show"]),
        ("run --engine ", ["duckdb", "polars", "spark"]),
        ("lists demo oct", ["octopus.auto", "octopus.kring"]),
    ],
)
def test_what_is_offered(typed: str, offered: list[str], tmp_path: Path) -> None:
    words = f"screening {typed}"
    said = screening(
        tmp_path, _SCREENING_COMPLETE="complete_bash", COMP_WORDS=words,
        COMP_CWORD=str(len(words.split(" ")) - 1),
    ).split()  # fmt: skip
    assert set(offered) <= set(said)
    assert all(each.startswith(typed.rsplit(" ", maxsplit=1)[-1]) for each in said)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_shown(shell: str, tmp_path: Path) -> None:
    assert "_SCREENING_COMPLETE=complete_" in screening(tmp_path, "--show-completion", shell)


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash on this machine")
def test_bash_completes_once_it_is_installed(tmp_path: Path) -> None:
    screening(tmp_path, "--install-completion", "bash")
    assert "screening.sh" in (tmp_path / ".bashrc").read_text()
    program = tmp_path / "bin" / "screening"
    program.parent.mkdir()
    program.write_text(f"#!{sys.executable}\n{START}\n")
    program.chmod(0o755)
    asks = (
        f"source {tmp_path}/.bash_completions/screening.sh; "
        "COMP_WORDS=(screening expl); COMP_CWORD=1; _screening_completion screening; "
        'echo "${COMPREPLY[@]}"'
    )
    path = f"{program.parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", asks], env={**os.environ, "PATH": path},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "explain"
