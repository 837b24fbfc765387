"""Console blocks in the documentation are commands that really run and really say that."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.thorough import ALL

if TYPE_CHECKING:
    from screening.pipeline import RunResult

ROOT = Path(__file__).resolve().parents[1]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")


@dataclass(frozen=True)
class Step:
    page: str
    command: str
    expected: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        found = re.search(r"# exit code (\d)$", self.command)
        return int(found[1]) if found else 0


def steps() -> Iterator[Step]:
    for page in PAGES:
        for block in BLOCK.findall(page.read_text(encoding="utf-8")):
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, *expected = part.rstrip("\n").splitlines()
                yield Step(page.name, command, tuple(expected))


def test_every_command_on_a_page_shows_what_it_says() -> None:
    """Dots alone would hold whatever it says."""
    silent = [f"{step.page}: {step.command}" for step in steps()
              if not [line for line in step.expected if line.strip(" .")]]  # fmt: skip
    assert silent == []


@pytest.fixture(scope="module")
def workplace(demo_run: RunResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demo project in it, as after the first command of the README."""
    folder = tmp_path_factory.mktemp("reader")
    shutil.copytree(demo_run.folder.parents[1], folder / "demo")
    return folder


def test_console_blocks_say_what_happens(workplace: Path) -> None:
    tried = 0
    for step in steps():
        words = step.command.split("  #")[0]
        assert words.startswith("screening "), f"{step.page}: only screening commands: {words}"
        if not (ALL or step.page == "README.md"):
            continue  # the other pages screen the demo four times more
        done = subprocess.run(
            [sys.executable, "-m", "screening.cli.main", *_arguments(words)],
            cwd=workplace, capture_output=True, text=True, timeout=600, check=False,
            env={
                **os.environ, "LANGUAGE": "", "COLUMNS": "100", "PYTHONPATH": str(ROOT),
                "NO_COLOR": "1",
            },
        )  # fmt: skip
        said = done.stdout + done.stderr
        assert done.returncode == step.exit_code, f"{step.page}: {words}\n{said}"
        _assert_said(step, said)
        tried += 1
    assert tried >= 5


def _arguments(words: str) -> list[str]:
    import shlex

    return shlex.split(words)[1:]


def _assert_said(step: Step, said: str) -> None:
    """Every expected line stands in the output, in order; ``...`` stands for any lines."""
    lines = iter(line.rstrip() for line in said.splitlines())
    for expected in step.expected:
        if expected.strip() != "...":
            assert expected.rstrip() in lines, (
                f"{step.page}: {step.command}\n{expected}\n---\n{said}"
            )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_inside_the_repository_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name}: {target}"
