"""Commands as a user starts them: a new process, nothing in memory, two cores at most."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from fixtures.generate import generate_project

MOST_SECONDS = 12.0
MOST_MEGABYTES = 700
MOST_SECONDS_HELP = 0.5
CORES = 2


def started(*arguments: str) -> tuple[int, float, float]:
    """Exit code, peak memory in megabytes, and processor seconds of a command."""
    command = [sys.executable, "-m", "cli.main", *arguments]
    quiet = os.open(os.devnull, os.O_WRONLY)
    silenced = [(os.POSIX_SPAWN_DUP2, quiet, 1), (os.POSIX_SPAWN_DUP2, quiet, 2)]
    child = os.posix_spawn(command[0], command, os.environ, file_actions=silenced)
    _, status, used = os.wait4(child, 0)
    os.close(quiet)
    return os.waitstatus_to_exitcode(status), used.ru_maxrss / 1024, used.ru_utime + used.ru_stime


@pytest.fixture(scope="module")
def municipality(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("municipality")
    generate_project(folder)
    return folder


@pytest.fixture(autouse=True)
def two_cores() -> Any:
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(before)[:CORES])
    yield
    os.sched_setaffinity(0, before)


@pytest.mark.benchmark(group="cold start")
def test_screening_run(benchmark: Any, municipality: Path) -> None:
    measured: list[tuple[int, float, float]] = []

    def run() -> None:
        measured.append(started("run", str(municipality)))

    def clean() -> None:
        shutil.rmtree(municipality / "runs", ignore_errors=True)

    benchmark.pedantic(run, setup=clean, rounds=3)
    assert {code for code, _, _ in measured} == {0}
    peak = max(megabytes for _, megabytes, _ in measured)
    benchmark.extra_info["peak_megabytes"] = round(peak)
    benchmark.extra_info["processor_seconds"] = round(min(seconds for *_, seconds in measured), 1)
    assert peak <= MOST_MEGABYTES
    assert benchmark.stats.stats.min <= MOST_SECONDS


@pytest.mark.benchmark(group="cold start")
def test_screening_help(benchmark: Any) -> None:
    benchmark.pedantic(lambda: started("--help"), rounds=5)
    assert benchmark.stats.stats.min <= MOST_SECONDS_HELP
