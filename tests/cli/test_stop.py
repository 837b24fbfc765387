"""A command that is told to stop: nothing half-written, one sentence, 128 + the signal."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from screening.runs.names import MANIFEST
from tests.bad_input.project import EST, PACK, RULE, SETTINGS, establishments, write_pack
from tests.thorough import some

ROOT = Path(__file__).resolve().parents[2]
SIGNALS = ["SIGTERM", "SIGHUP", "SIGINT"]
STARTED = """
import sys, time
from cli import main, stop
def wait(*_):
    print("here", flush=True)
    while True:
        time.sleep(0.01)
"""
IN_WRITING = f"""{STARTED}
import screening.runs.record as record
record.write_manifest = wait
main.main()
"""
IN_READING = f"""{STARTED}
import screening.project.model as project
project.load_project = wait
main.main()
"""
DEAF = f"""{STARTED}
import screening.runs.record as record
def deaf(*_):
    try:
        wait()
    except BaseException:
        while True:
            time.sleep(0.01)
stop.GRACE = 0.2
record.write_manifest = deaf
main.main()
"""
AFTERWARDS = f"""{STARTED}
import screening.pipeline as stages
stages.mark_latest = wait
main.main()
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "est.csv").write_text(establishments(), encoding="utf-8")
    (folder / "screening.yaml").write_text(yaml.safe_dump({**SETTINGS, "registers": EST}))
    write_pack(folder / "rules" / "proef", PACK, {"address/many": RULE})
    return folder


@contextmanager
def started(program: str, project: Path, *before: str) -> Iterator[subprocess.Popen[str]]:
    """``screening run`` that has come where the program waits."""
    with subprocess.Popen(
        [*before, sys.executable, "-c", program, "run", str(project)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),  # noqa: PLW1509 - nohup
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        yield process
        process.kill()


def told(process: subprocess.Popen[str], name: str) -> str:
    """What a process says that is told to stop; the last sentence."""
    number = getattr(signal, name)
    process.send_signal(number)
    _, said = process.communicate()
    assert process.returncode == 128 + number, said
    assert "Traceback" not in said
    sentences = re.findall(rf"^Stopped by {name}: .*\.$", said, flags=re.MULTILINE)
    assert len(sentences) == 1, said
    assert said.rstrip().endswith(sentences[0])
    return str(sentences[0])


@pytest.mark.parametrize(
    ("program", "name"),
    some(
        [
            pytest.param(program, name, id=f"{how}-{name}")
            for how, program in {"writing": IN_WRITING, "deaf": DEAF}.items()
            for name in SIGNALS
        ],
        of=2,
    ),
)
def test_a_run_that_is_stopped_while_it_writes(project: Path, program: str, name: str) -> None:
    runs = project / "runs"
    with started(program, project) as process:
        assert [path.name[:9] for path in runs.iterdir()] == [".partial-"]
        assert "of a run nothing was written" in told(process, name)
    assert list(runs.iterdir()) == []


@pytest.mark.parametrize("name", some(SIGNALS))
def test_a_run_that_is_stopped_before_it_writes(project: Path, name: str) -> None:
    with started(IN_READING, project) as process:
        told(process, name)
    assert not (project / "runs").exists()


@pytest.mark.large
def test_a_second_signal_ends_at_once(project: Path) -> None:
    with started(DEAF.replace("stop.GRACE = 0.2", ""), project) as process:
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGTERM)
        assert "of a run nothing was written" in told(process, "SIGTERM")
    assert list((project / "runs").iterdir()) == []


def test_a_run_that_was_just_finished_is_said_to_be(project: Path) -> None:
    with started(AFTERWARDS, project) as process:
        assert "the run was finished" in told(process, "SIGTERM")
    assert len(list((project / "runs").glob(f"*/{MANIFEST}"))) == 1
    assert not list((project / "runs").glob(".*"))


def test_a_hang_up_that_is_ignored_stays_so(project: Path) -> None:
    with started(IN_WRITING, project, "nohup") as process:
        process.send_signal(signal.SIGHUP)
        assert process.poll() is None
        told(process, "SIGTERM")


def test_a_command_gives_the_signals_back() -> None:
    from cli.stop import SIGNALS, stopping

    before = [signal.getsignal(number) for number in SIGNALS]
    with stopping():
        assert [signal.getsignal(number) for number in SIGNALS] != before
    assert [signal.getsignal(number) for number in SIGNALS] == before
