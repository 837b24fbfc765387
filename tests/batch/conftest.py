"""A batch of the town of car dealers, in this process and as a command."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from screening.batch.run import Asked, Batch, run_batch
from tests.trust.conftest import town as whole_town

__all__ = ["whole_town"]

ROOT = Path(__file__).resolve().parents[2]
TODAY = dt.date(2026, 1, 2)


class Did(NamedTuple):
    """What became of a batch, and its lines of JSON by stage."""

    batch: Batch
    stages: dict[str, dict[str, Any]]


Do = Callable[..., Did]


@pytest.fixture
def town(whole_town: Callable[..., Path]) -> Callable[..., Path]:
    """Of which the list is short: half of a run of the whole town is its pages to fill in."""
    return partial(whole_town, capacity=8)


@pytest.fixture
def do() -> Do:
    def go(folder: Path, **asked: Any) -> Did:
        lines: list[str] = []
        batch = run_batch(folder, Asked(**{"today": TODAY, **asked}), lines.append)
        stages = [json.loads(line) for line in lines]
        return Did(batch, {each["stage"]: each for each in stages})

    return go


def command(
    folder: Path, *words: str, program: str = "from cli.main import main; main()"
) -> subprocess.CompletedProcess[str]:
    """``screening batch`` in a process of its own; ``program`` may bring it to grief."""
    return subprocess.run(
        [sys.executable, "-c", program, "batch", str(folder), *words],
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "LANGUAGE": ""},
        capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip


def record_of(folder: Path) -> list[dict[str, Any]]:
    text = (folder / "batch/log.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]
