"""A batch of a region: one in each municipality, and one of what they may put together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.console import ExitCode
from cli.main import app
from fixtures.region import NAMES, generate_region
from screening.batch.lock import held

pytest.importorskip("duckdb")


@pytest.fixture
def region(tmp_path: Path) -> Path:
    generate_region(tmp_path / "region")
    return tmp_path / "region"


@pytest.mark.large
def test_each_municipality_has_its_batch_and_none_keeps_another_from_it(region: Path) -> None:
    busy, *others = sorted(path.parent.name for path in region.glob("*/screening.yaml"))
    assert len(others) == len(NAMES) - 1
    with held(region / busy):
        done = CliRunner().invoke(app, ["batch", str(region), "--as-of", "2026-01-01"])
    assert done.exit_code == ExitCode.WRONG
    for name in (*others, "."):
        assert (region / name / "runs" / "latest").exists()
        assert (region / name / "batch" / "samenvatting.txt").exists()
    assert not (region / busy / "runs").exists()
    lines = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    assert len({line["project"] for line in lines}) == len(NAMES) + 1
