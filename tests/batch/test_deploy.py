"""The units for systemd and the line for cron, as the tools that read them judge them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "docs/deploy"
PROGRAM = "/opt/screening/bin/screening"
UNITS = ("screening-batch.service", "screening-batch.timer")


def verified(folder: Path) -> subprocess.CompletedProcess[str]:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("systemd-analyze is not on this machine (apt-get install systemd)")
    return subprocess.run(
        [tool, "verify", *(str(folder / name) for name in UNITS)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_units_hold(tmp_path: Path) -> None:
    for name in UNITS:
        text = (DEPLOY / name).read_text("utf-8")
        (tmp_path / name).write_text(text.replace(PROGRAM, sys.executable), "utf-8")
    done = verified(tmp_path)
    ours = [line for line in done.stderr.splitlines() if "screening-batch" in line]
    assert (done.returncode, ours) == (0, [])
    broken = (tmp_path / UNITS[0]).read_text("utf-8").replace("Type=oneshot", "Type=often")
    (tmp_path / UNITS[0]).write_text(broken.replace("ProtectHome", "ProtectHoem"), "utf-8")
    assert "ProtectHoem" in verified(tmp_path).stderr, "what is wrong in them would be seen"


def test_what_they_start_is_a_command_with_options_that_there_are() -> None:
    from typer.main import get_command

    from cli.main import app

    options = {
        each
        for parameter in get_command(app).commands["batch"].params  # type: ignore[attr-defined]
        for each in parameter.opts
    }
    for name in ("screening-batch.service", "screening-batch.cron"):
        text = (DEPLOY / name).read_text("utf-8")
        [words] = re.findall(rf"{PROGRAM} batch (.*?)(?: 2>&1.*)?$", text, re.MULTILINE)
        assert words.startswith("/srv/screening/project ")
        assert set(re.findall(r"--[\w-]+", words)) <= options
    service = (DEPLOY / UNITS[0]).read_text("utf-8")
    assert "SuccessExitStatus=3\n" in service


def test_the_line_for_cron_has_a_time_a_user_and_a_command() -> None:
    lines = (DEPLOY / "screening-batch.cron").read_text("utf-8").splitlines()
    [line] = [each for each in lines if not each.startswith("#")]
    minute, hour, *days, user, command = line.split(None, 6)
    assert int(minute) in range(60)
    assert int(hour) in range(24)
    assert days == ["*", "*", "*"]
    assert user == "screening"
    assert "%" not in command, "cron would end the line there"
    shell = subprocess.run(["sh", "-n", "-c", command], capture_output=True, check=False)
    assert shell.returncode == 0, shell.stderr
