"""The town of car dealers with two districts, East and West, and neighbourhoods in them."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

from screening.pipeline import RunResult, run
from screening.project.model import Project, load_project
from screening.runs.hashes import file_hash
from screening.runs.names import RUNS
from tests import made_once

Town = Callable[..., Path]
EAST = 30
"""Dealers with a number up to this are in East; 24 of them have reasons."""
ACTIONS = """\
actions:
  auto-oost: {date: 2026-03-12, area: Stad-Oost, themes: [auto], capacity: 10, partners: [rdw]}
"""
_AREAS = """\
area_code;name;level;parent_code
GM9001;Proefstad;municipality;
WK900101;Stad-Oost;district;GM9001
WK900102;Stad-West;district;GM9001
BU90010101;Kade;neighbourhood;WK900101
BU90010102;Dorp;neighbourhood;WK900102
BU90010103;Dorp;neighbourhood;WK900101
GM9002;Elders;municipality;
WK900201;Stad-Noord;district;GM9002
"""


def in_districts(
    town: Town, *, extra: str = ACTIONS, share: float = 0.2, name: str = "town"
) -> Path:
    """The folder of the town; a quarter of the dealers in East have no reason."""
    folder = town(extra=extra, share=share, name=name)
    (folder / "gebieden.csv").write_text(_AREAS, "utf-8")
    lines = (folder / "adressen.csv").read_text("utf-8").splitlines()
    kept = [f"{lines[0]};area_code"]
    for number, line in enumerate(lines[1:], 1):
        east = number <= EAST - 6 or number > 94
        kept.append(f"{line};{'BU90010101' if east else 'BU90010102'}")
    (folder / "adressen.csv").write_text("\n".join(kept) + "\n", "utf-8")
    with (folder / "screening.yaml").open("a") as file:
        file.write("  area: {path: gebieden.csv, source: CBS, reference_date: 2025-12-31}\n")
    return folder


def screened(folder: Path) -> tuple[Project, RunResult]:
    """The project and its run, made once for all towns that are the same to the last byte."""
    if (folder / RUNS).exists():  # one more beside others is another question
        return load_project(folder), run(load_project(folder))
    ready = made_once.shared(f"town-{_name(folder)}", lambda place: _screened(folder, place))
    shutil.copytree(ready, folder, dirs_exist_ok=True)
    return load_project(folder), made_once.kept(ready, folder)


def _screened(folder: Path, place: Path) -> None:
    shutil.copytree(folder, place)
    made_once.keep(run(load_project(place)), place)


def _name(folder: Path) -> str:
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    told = [f"{file.relative_to(folder)} {file_hash(file)}" for file in files]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()
