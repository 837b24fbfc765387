"""A run is whole or absent, the same everywhere, and silent about what was not flagged."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest

from screening.runs.folder import LOG, PARTIAL, file_hashes
from tests.thorough import some

if TYPE_CHECKING:
    from screening.pipeline import RunResult

ROOT = Path(__file__).resolve().parents[1]
STAGES = [
    "Reading the rule packs",
    "Reading the extracts",
    "Measuring and judging",
    "Combining signals",
    "Making the lists",
    "Writing the run",
]


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "screening.cli.main", *arguments]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}


@pytest.fixture
def project(demo_folder: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    shutil.copytree(demo_folder, folder, ignore=shutil.ignore_patterns("runs"))
    return folder


@pytest.mark.large
def test_two_runs_on_two_places_are_byte_identical(demo_run: RunResult, project: Path) -> None:
    done = subprocess.run(
        command("run", str(project), "--json"),
        env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    folder = Path(json.loads(done.stdout)["run"])
    assert folder.name == demo_run.folder.name
    assert file_hashes(folder) == file_hashes(demo_run.folder)


@pytest.mark.parametrize("stage", some(STAGES))
def test_a_killed_run_leaves_no_run(small_project: Path, stage: str) -> None:
    with subprocess.Popen(
        command("run", str(small_project)), env=environment(),
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    ) as running:  # fmt: skip
        assert running.stderr is not None
        for line in running.stderr:
            if stage in line:
                running.send_signal(signal.SIGKILL)
                break
        else:
            pytest.fail(f"the run never said: {stage}")
    runs = small_project / "runs"
    whole = [path for path in runs.glob("*/") if not path.name.startswith(PARTIAL)]
    assert whole == []


@pytest.mark.large
def test_after_a_kill_the_next_run_is_as_if_nothing_happened(small_project: Path) -> None:
    from screening.pipeline import run
    from screening.project.model import load_project

    first = run(load_project(small_project))
    before = file_hashes(first.folder)
    shutil.rmtree(first.folder)
    leftover = small_project / "runs" / f"{PARTIAL}999999999-{first.folder.name}"
    leftover.mkdir()
    (leftover / "signals.parquet").write_bytes(b"half")
    again = run(load_project(small_project))
    assert again.folder == first.folder
    assert file_hashes(again.folder) == before
    assert not leftover.exists()


@pytest.mark.large
def test_a_disk_without_room_is_one_message_and_no_run(small_project: Path) -> None:
    def little_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    done = subprocess.run(
        command("run", str(small_project)), env=environment(), preexec_fn=little_room,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "cannot be written: File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in (small_project / "runs").iterdir()] == []


@pytest.mark.large
def test_an_interrupted_run_says_that_nothing_was_written(small_project: Path) -> None:
    with subprocess.Popen(
        command("run", str(small_project)), env=environment(),
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    ) as running:  # fmt: skip
        assert running.stderr is not None
        said = []
        for line in running.stderr:
            said.append(line)
            if STAGES[1] in line:
                running.send_signal(signal.SIGINT)
        assert running.wait() == 130
    assert "nothing was written" in "".join(said)
    assert not list((small_project / "runs").glob("*/manifest.json"))


def test_the_manifest_names_everything_that_decides_the_outcome(demo_run: RunResult) -> None:
    manifest = json.loads((demo_run.folder / "manifest.json").read_text("utf-8"))
    assert set(manifest["inputs"]) >= {"as_of", "seed", "engine", "packs", "extracts", "libraries"}
    files = file_hashes(demo_run.folder)
    files.pop("manifest.json")
    assert manifest["files"] == files
    counts = manifest["counts"]
    assert counts["rows_read"] == counts["rows_loaded"] + counts["rows_quarantined"]


@pytest.mark.large
def test_without_durable_rules_a_run_is_the_same_but_for_who_concluded(
    project: Path, demo_run: RunResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    from screening.escalate import choice
    from screening.pipeline import run
    from screening.project.model import load_project

    pytest.importorskip("durable.engine", exc_type=ImportError)
    monkeypatch.setitem(sys.modules, "durable.engine", None)
    choice.chosen.cache_clear()
    try:
        result = run(load_project(project))
    finally:
        choice.chosen.cache_clear()
    assert result.folder.name == demo_run.folder.name
    mine, other = file_hashes(result.folder), file_hashes(demo_run.folder)
    assert mine.pop("manifest.json") != other.pop("manifest.json")
    assert mine == other
    manifests = [
        json.loads((folder / "manifest.json").read_text("utf-8"))
        for folder in (result.folder, demo_run.folder)
    ]
    names = [manifest.pop("evaluator")["name"] for manifest in manifests]
    assert names == ["fixed-point", "durable_rules"]
    assert manifests[0] == manifests[1]


def test_times_stand_in_the_log_only(demo_run: RunResult) -> None:
    lines = (demo_run.folder / LOG).read_text("utf-8").splitlines()
    assert all({"time", "actor", "action"} <= json.loads(line).keys() for line in lines)


def test_nothing_is_kept_about_what_was_not_flagged(demo_run: RunResult) -> None:
    """T53: keys of addresses without a signal stand in no file but the quarantine of bad rows."""
    outcome = demo_run.outcome
    signals = outcome.detection.signals
    addresses = outcome.loaded.registers["bag_object"]["vbo_id"]
    kept = [
        path.read_bytes()
        for path in demo_run.folder.rglob("*")
        if path.is_file() and path.suffix in {".json", ".csv", ".jsonl"}
        and "quarantine" not in path.parts
    ]  # fmt: skip
    text = (
        b"".join(kept) + signals.write_json().encode() + outcome.conclusions.write_json().encode()
    )
    listed = pl.Series(sorted(_ids(text)), dtype=pl.String)
    spoken_of = set(listed.filter(listed.is_in(addresses.implode())).to_list())
    drawn = {
        row["vbo_id"]
        for each in outcome.lists
        for row in each.rows.to_dicts()
        if row.get("origin") == "steekproef"
    }
    flagged = set(signals["subject"].to_list()) | drawn
    unexplained = {each for each in spoken_of if each not in flagged} - _linked(demo_run)
    assert unexplained == set()


def _ids(text: bytes) -> set[str]:
    import re

    return {each.decode() for each in re.findall(rb"\b9999\d{12}\b", text)}


def _linked(demo_run: RunResult) -> set[str]:
    """Addresses of flagged establishments, companies, parks and applications."""
    from screening.escalate.links import build_links

    links = build_links(demo_run.outcome.loaded.registers)
    subjects = demo_run.outcome.detection.signals["subject"].implode()
    return set(
        links.filter((pl.col("to_type") == "address") & pl.col("from_id").is_in(subjects))["to_id"]
    )


def test_quarantine_goes_to_the_owner_of_the_data_in_the_language_of_the_project(
    demo_run: RunResult,
) -> None:
    """Whoever ran it, and whatever their terminal speaks: the tests speak English."""
    files = list((demo_run.folder / "quarantine").glob("*.csv"))
    assert files
    for file in files:
        head, *lines = file.read_text("utf-8-sig").splitlines()
        assert head == "bronbestand;rij;kolom;waarde;reden"
        assert not [line for line in lines if re.search(r"\b(?:the|not|is loaded)\b", line)]
