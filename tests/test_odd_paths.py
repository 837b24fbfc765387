"""A folder may be called anything that the system allows: every command works in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from screening.runs.read import read_list

if TYPE_CHECKING:
    from screening.pipeline import RunResult

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.large
@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_commands_in_a_folder_whose_name_is_no_text(demo_run: RunResult, tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"map\xff \x1b[2J [*] \n")
    shutil.copytree(demo_run.folder.parents[1], folder)
    run = demo_run.folder.name
    street = read_list(demo_run.folder, "octopus.auto")["rows"][0]["address"].rsplit(" ", 1)[0]
    for arguments in (
        ["check", folder], ["lists", folder], ["lists", folder, "tvo"], ["diff", run, run, folder],
        ["explain", street, folder],
        ["whatif", "address.many_companies", folder, "--set", "min_companies=10"],
    ):  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "screening.cli.main", *map(os.fsencode, arguments)],
            cwd=ROOT, capture_output=True, check=False, timeout=240,
            env={**os.environ, "NO_COLOR": "1", "COLUMNS": "100"},
        )  # fmt: skip
        said = (done.stdout + done.stderr).decode("utf-8", "replace")
        assert done.returncode in (0, 3), said
        assert "\x1b" not in said
        assert "program failed" not in said
