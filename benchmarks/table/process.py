"""A worker as who measures sees it: what it answers, what processor time and memory it takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_TICKS = os.sysconf("SC_CLK_TCK")
_SECONDS_TO_END = 30


class Worker:
    """A fresh process that answers one way; what it starts itself (Java) counts as a part of it."""

    def __init__(self, way: str, folder: Path, log: Path) -> None:
        with log.open("ab") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.table.worker", way, str(folder)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )  # fmt: skip
        self.way = way
        self.refused: str | None = self._line().get("not_installed")

    def ask(self, workload: str, *, check: bool = False) -> dict[str, Any]:
        """Its answer, with ``cpu`` seconds of all cores; raises RuntimeError when it failed."""
        assert self._process.stdin is not None
        before = self._cpu_of_others()
        self._process.stdin.write(json.dumps({"workload": workload, "check": check}) + "\n")
        self._process.stdin.flush()
        answer = self._line()
        if "failed" in answer:
            raise RuntimeError(f"{self.way}, {workload}: {answer['failed']}")
        return {**answer, "cpu": answer["cpu"] + self._cpu_of_others() - before}

    def peak(self) -> int:
        """The most bytes of memory that it has held at a time; 0 on other systems than Linux."""
        return sum(_status(pid, "VmHWM:") for pid in _family(self._process.pid))

    def end(self) -> None:
        """End the process, and wait until it is gone."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()

    def _line(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.way} ended without an answer ({self._process.wait()})")
        told: dict[str, Any] = json.loads(line)
        return told

    def _cpu_of_others(self) -> float:
        """Seconds of what it started; its own it tells by itself, to the microsecond."""
        return sum(map(_ticks, _family(self._process.pid)[1:])) / _TICKS


def _family(pid: int) -> list[int]:
    """A process and all that it started and that still runs."""
    found = [pid]
    try:
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in children.read_text().split():
                found += _family(int(child))
    except OSError:  # it has just ended
        pass
    return found


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def _status(pid: int, key: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(key))
