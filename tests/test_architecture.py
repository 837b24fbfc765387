"""The layout is the pipeline: a stage knows the stages before it, never after."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
STAGES = [
    "registers",
    "packs",
    "engines",
    "detect",
    "escalate",
    "prioritise",
    "publish",
    "review",
    "audit",
]
BASE = {"errors", "faults", "memory", "neutralise", "project", "project_check", "project_words", ""}
CEILING = 400
SOURCES = sorted(
    path for top in ("screening", "cli", "fixtures") for path in (ROOT / top).rglob("*.py")
)


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return names


def tops(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(path)}


def stages_of(names: set[str]) -> set[str]:
    return {name.split(".")[1] for name in names if name.startswith("screening.")} & set(STAGES)


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_knows_only_the_stages_before_it(stage: str) -> None:
    later = set(STAGES[STAGES.index(stage) + 1 :])
    for path in (ROOT / "screening" / stage).rglob("*.py"):
        known = stages_of(imported(path))
        assert not known & later, f"{path.relative_to(ROOT)} knows {sorted(known & later)}"


def test_the_base_knows_no_stage_but_the_register_schemas() -> None:
    for path in (ROOT / "screening").glob("*.py"):
        if path.stem in BASE:
            for name in imported(path):
                stage = stages_of({name})
                assert not stage or name.startswith("screening.registers."), f"{path.name}: {name}"


def test_the_reader_of_documents_knows_nothing_that_is_read_with_it() -> None:
    for path in (ROOT / "screening" / "documents").rglob("*.py"):
        rooms = {name for name in imported(path) if name.startswith("screening.")}
        assert all(name.startswith(("screening.documents", "screening.errors")) for name in rooms)


def test_only_one_place_reads_yaml() -> None:
    reading = {path.parent.name for path in SOURCES if "yaml" in tops(path)}
    assert reading == {"documents"}


def test_nothing_knows_the_command_line_and_the_engine_knows_no_fixtures() -> None:
    for path in (ROOT / "screening").rglob("*.py"):
        assert not tops(path) & {"cli", "fixtures", "benchmarks", "tests"}, path.relative_to(ROOT)


def test_only_one_file_knows_durable_rules() -> None:
    knowing = [path.name for path in SOURCES if "durable" in tops(path)]
    assert knowing == ["durable.py"]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_stay_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= CEILING


def test_no_drawer_for_leftovers() -> None:
    names = {part for path in SOURCES for part in (*path.parts, path.stem)}
    assert not names & {"utils", "helpers", "common", "misc"}
