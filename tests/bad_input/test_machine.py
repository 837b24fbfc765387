"""Disks, rights, links, names and terminals as they come."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
import yaml

from tests.bad_input.project import (
    EST,
    PACK,
    RULE,
    SETTINGS,
    Make,
    establishments,
    signals_of_a_run,
    write_pack,
)


def test_links_in_circles_and_things_of_the_wrong_kind(case: Make, tmp_path: Path) -> None:
    made = case()
    loop = tmp_path / "loop"
    loop.symlink_to("loop")
    for command in ("run", "check", "lists", "init", "demo"):
        said = made.ask(command, loop)
        assert said.code == 1, command
        assert "remedy:" in said.err
        assert "Traceback" not in said.err
    (made.folder / "est.csv").unlink()
    (made.folder / "est.csv").symlink_to("est.csv")
    made.refused("est.csv", "cannot be used")
    made = case(folder=tmp_path / "other")
    (made.folder / "rules" / "proef" / "address" / "loop.yaml").symlink_to("loop.yaml")
    made.refused("loop.yaml", "link out of the pack")
    (made.folder / "screening.yaml").unlink()
    (made.folder / "screening.yaml").mkdir()
    made.refused("screening.yaml is not a file")
    assert made.ask("run", "x" * 5_000).code == 1


@pytest.mark.parametrize("kind", ["file", "dangling link"])
def test_a_runs_folder_that_is_none(case: Make, kind: str) -> None:
    made = case()
    runs = made.folder / "runs"
    if kind == "file":
        runs.write_text("mine")
    else:
        runs.symlink_to("nowhere")
    said = made.run()
    assert said.code == 1
    assert "this is not a folder" in said.err
    assert runs.is_symlink() or runs.read_text() == "mine"


def test_a_project_that_may_not_be_written(case: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a read-only folder; the right itself cannot be taken from whoever runs as root."""
    made = case()

    def denied(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(Path, "mkdir", denied)
    made.refused("runs", "Permission denied", "rights on this folder")


def test_an_extract_that_may_not_be_read(case: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    made = case()
    read = Path.read_bytes

    def denied(path: Path) -> bytes:
        if path.name == "est.csv":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", denied)
    made.refused("est.csv", "Permission denied", "rights on this file")


FULL = {
    "parquet": "polars.DataFrame.write_parquet",
    "list": "screening.publish.formats.csv.write_private",
    "workbook": "xlsxwriter.Workbook.close",
    "manifest": "screening.runs.record.write_manifest",
}


@pytest.mark.parametrize("where", FULL)
def test_a_full_disk_at_any_file_leaves_no_run(
    case: Make, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    from xlsxwriter.exceptions import FileCreateError

    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    raised: Exception = full
    if where == "parquet":
        raised = pl.exceptions.ComputeError(f"underlying IO error: {full.strerror} (os error 28)")
    if where == "workbook":
        raised = FileCreateError(full)

    def fail(*_: object, **__: object) -> None:
        raise raised

    made = case()
    monkeypatch.setattr(FULL[where], fail)
    made.refused("runs", "the disk is full", "make room")


def test_names_with_spaces_signs_and_great_length(case: Make, tmp_path: Path) -> None:
    odd = tmp_path / "gemeente Ünïcödé 🏘 [rood]; met spaties" / ("diep" * 40) / ("dieper" * 30)
    name = "vestigingen (één) ☃.csv"
    made = case({name: establishments()}, {"kvk_establishment": {"path": name}}, folder=odd)
    assert made.finished()["signals"] == 1
    assert made.ask("lists", odd, "tvo").code == 0
    assert made.ask("explain", "9999010000000001", odd).code == 0
    registers = {"kvk_establishment": {"path": "vestigingen*.csv"}}
    assert case(registers=registers, folder=odd).finished()["signals"] == 1


def test_two_runs_at_once_leave_one_whole_run(case: Make) -> None:
    made = case()
    context = multiprocessing.get_context("spawn")
    with context.Pool(2) as pool:
        jobs = [pool.apply_async(signals_of_a_run, (str(made.folder),)) for _ in range(2)]
        assert [job.get(timeout=120) for job in jobs] == [1, 1]
    inside = sorted(path.name for path in (made.folder / "runs").iterdir())
    assert len(inside) == 2
    assert inside[1] == "latest"
    assert made.ask("lists", made.folder).code == 0


def test_a_damaged_run_is_named(case: Make) -> None:
    made = case()
    folder = made.finished()["run"]
    for name, arguments in (
        ("lists/tvo.json", ("lists", made.folder, "tvo")),
        ("signals.parquet", ("explain", "9999010000000001", made.folder)),
    ):
        whole = (folder / name).read_bytes()
        (folder / name).write_bytes(whole[:40])
        said = made.ask(*arguments)
        assert said.code == 1
        assert Path(name).name in said.err
        assert "run the screening again" in said.err
        (folder / name).write_bytes(whole)
    (made.folder / "runs" / "latest").write_bytes(b"\xff\xfe")
    said = made.ask("lists", made.folder)
    assert said.code == 1
    assert folder.name in said.err


ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def finished_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("terminal") / "Ünïcödé"
    folder.mkdir()
    (folder / "est.csv").write_text(establishments(), encoding="utf-8")
    (folder / "screening.yaml").write_text(yaml.safe_dump({**SETTINGS, "registers": EST}))
    write_pack(folder / "rules" / "proef", PACK, {"address/many": RULE})
    from screening.pipeline import run
    from screening.project.model import load_project

    run(load_project(folder))
    return folder


POOR = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def in_shell(arguments: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    given = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(
        [sys.executable, "-m", "screening.cli.main", *arguments],
        env=given, capture_output=True, text=True, errors="replace", check=False,
    )  # fmt: skip


def test_a_terminal_without_accents_gets_the_rest(finished_project: Path) -> None:
    project = str(finished_project)
    for arguments in (["run", project], ["explain", "9999010000000001", project]):
        done = in_shell(arguments, **POOR, COLUMNS="40")
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
    done = in_shell(["explain", "9999010000000001", project, "--json"], **POOR)
    assert json.loads(done.stdout)["signals"][0]["title"] == RULE["title"]


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_goes_away_and_a_full_output_end_without_a_traceback(
    finished_project: Path, unbuffered: str
) -> None:
    command = f"{sys.executable} -m screening.cli.main check '{finished_project}' --json"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": unbuffered}
    piped = subprocess.run(
        ["/bin/sh", "-c", f"{command} | head -c 1"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in piped.stderr
    assert "Exception ignored" not in piped.stderr
    if Path("/dev/full").exists():
        full = subprocess.run(
            ["/bin/sh", "-c", f"{command} > /dev/full"],
            env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert full.returncode == 1
        assert "No space left" in full.stderr
        assert "Traceback" not in full.stderr
        assert "Exception ignored" not in full.stderr
