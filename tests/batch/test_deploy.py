"""The units for systemd and the line for cron, as the tools that read them judge them."""

from __future__ import annotations

import os
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


FIELDS = {"minute": (0, 59), "hour": (0, 23), "day": (1, 31), "month": (1, 12), "weekday": (0, 7)}
"""The five fields of a line of crontab(5), with their least and most."""
PART = re.compile(r"(?:\*|(?P<first>\d+)(?:-(?P<last>\d+))?)(?:/(?P<step>[1-9]\d*))?")


def crontab(line: str) -> tuple[dict[str, set[int]], str, str]:
    """When, as whom and what, of a line for /etc/cron.d. Raises ValueError for no such line."""
    *fields, user, command = line.split(None, 6)
    when = {}
    for (name, (least, most)), field in zip(FIELDS.items(), fields, strict=True):
        when[name] = set()
        for part in field.split(","):
            found = PART.fullmatch(part)
            if found is None:
                raise ValueError(f"no {name}: {part}")
            first = int(found["first"] or least)
            last = int(found["last"] or (first if found["first"] else most))
            if not least <= first <= last <= most:
                raise ValueError(f"no {name}: {part}")
            when[name] |= {*range(first, last + 1, int(found["step"] or 1))}
    return when, user, command


@pytest.mark.parametrize(
    "line", ["60 3 * * * u c", "30 24 * * * u c", "30 3 0 * * u c", "30 3 * 13 * u c",
             "30 3 * * u c", "30 3 * * 8 u c", "half drie * * * u c", "30 5-3 * * * u c"],
)  # fmt: skip
def test_a_line_that_is_none_would_be_seen(line: str) -> None:
    with pytest.raises(ValueError, match=r"no |argument|unpack"):
        crontab(line)


def line_for_cron() -> tuple[dict[str, set[int]], str, str]:
    lines = (DEPLOY / "screening-batch.cron").read_text("utf-8").splitlines()
    [line] = [each for each in lines if each and not each.startswith("#")]
    return crontab(line)


def test_the_line_for_cron_has_a_time_a_user_and_a_command() -> None:
    when, user, command = line_for_cron()
    assert (when["minute"], when["hour"]) == ({30}, {3})
    assert all(len(when[name]) > 6 for name in ("day", "month", "weekday")), "every night"
    assert user == "screening"
    assert "%" not in command, "cron would end the line there"


def test_the_line_for_cron_starts_the_batch_and_logs_what_it_says(tmp_path: Path) -> None:
    """As cron does: in a shell with a small path, the program and the log put in their places."""
    _, _, command = line_for_cron()
    made, asked = tmp_path / "made", tmp_path / "asked"
    stub = f"#!/bin/sh\nprintf '%s\\n' \"$@\" >{asked}; umask >{made}; echo told; echo wrong >&2\n"
    for name, text in (("screening", stub), ("logger", f"#!/bin/sh\ncat >{tmp_path}/log\n")):
        (tmp_path / name).write_text(text, "utf-8")
        (tmp_path / name).chmod(0o700)
    done = subprocess.run(
        ["/bin/sh", "-c", command.replace(PROGRAM, str(tmp_path / "screening"))],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "log").read_text("utf-8").split() == ["told", "wrong"]
    assert made.read_text("utf-8").strip() == "0077"
    name, *words = asked.read_text("utf-8").split()
    assert name == "batch"
    held = subprocess.run(
        [sys.executable, "-m", "screening.cli.main", name, str(tmp_path / "none"), *words[1:]],
        capture_output=True, text=True, check=False, env={**os.environ, "LANGUAGE": "en"},
    )  # fmt: skip
    assert "no such option" not in held.stderr.lower()
    assert "screening.yaml" in held.stderr, "the options are right; there is no project here"
