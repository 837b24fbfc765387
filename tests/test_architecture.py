"""The layout is the order in which knowledge builds up: a room knows the rooms above it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "screening"
ROOMS = [
    "errors", "locale", "faults", "frames", "memory", "files", "documents", "reference", "lists",
    "registers",
    "language", "comparison", "packs", "project", "engines", "detect", "escalate", "ruletests",
    "preparedness", "prioritise", "publish", "runs", "review", "pipeline", "whatif", "batch",
    "api",
    "__init__",
]  # fmt: skip
"""Rooms and single modules of the package, in the order in which they may know each other."""
CEILING = 400
SOURCES = sorted(
    path for top in ("screening", "cli", "fixtures") for path in (ROOT / top).rglob("*.py")
)
LATER = {("run", "stages")}
"""Loaded while extracts are read."""


@cache
def imported(path: Path) -> frozenset[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return frozenset(names)


def tops(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(path)}


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def rooms_known(path: Path) -> set[str]:
    """The rooms a module imports from, besides its own."""
    inside = {name.split(".")[1] for name in imported(path) if name.startswith("screening.")}
    return inside & set(ROOMS) - {room_of(path)}


def test_every_room_has_its_place_in_the_order() -> None:
    found = {room_of(path) for path in PACKAGE.rglob("*.py")}
    assert not found - set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_knows_only_the_rooms_above_it(room: str) -> None:
    below = set(ROOMS[ROOMS.index(room) + 1 :])
    for path in PACKAGE.rglob("*.py"):
        if room_of(path) == room:
            known = {name for name in rooms_known(path) if (room, name) not in LATER}
            assert not known & below, f"{path.relative_to(ROOT)} knows {sorted(known & below)}"


def test_only_one_place_reads_yaml() -> None:
    reading = {path.parent.name for path in SOURCES if "yaml" in tops(path)}
    assert reading == {"documents"}


def test_nothing_knows_the_command_line_and_the_engine_knows_no_fixtures() -> None:
    for path in PACKAGE.rglob("*.py"):
        assert not tops(path) & {"cli", "fixtures", "benchmarks", "tests"}, path.relative_to(ROOT)


@pytest.mark.parametrize("top", ["cli", "fixtures"])
def test_what_is_installed_under_another_name_imports_its_own_by_place(top: str) -> None:
    """``cli`` is ``screening.cli`` when installed: a name would be another module, or none."""
    for path in (ROOT / top).rglob("*.py"):
        names = {name for name in imported(path) if name.startswith("screening.")}
        assert not tops(path) & {"cli", "fixtures", "rules"}, path.relative_to(ROOT)
        assert not {n.split(".")[1] for n in names} & {"cli", "fixtures"}, path.relative_to(ROOT)


def test_only_one_file_knows_durable_rules() -> None:
    knowing = [path.name for path in SOURCES if "durable" in tops(path)]
    assert knowing == ["durable.py"]


def test_files_stay_small() -> None:
    ours = [path for path in SOURCES if path.parent.name != "migrations"]  # Django writes these
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in ours}
    assert len(lines) > 500
    assert {path for path, count in lines.items() if count > CEILING} == set()


def test_no_drawer_for_leftovers() -> None:
    names = {part for path in SOURCES for part in (*path.parts, path.stem)}
    assert not names & {"utils", "helpers", "common", "misc"}
    assert not [path for path in SOURCES if path.stem.endswith("_more")]


def test_a_kind_of_comparison_is_one_file() -> None:
    from screening.comparison.kinds import KINDS

    folder = PACKAGE / "comparison" / "kinds"
    assert len(KINDS) == len(list(folder.glob("[a-z]*.py"))) > 5
    for path in PACKAGE.rglob("*.py"):
        if path.parent != folder:
            names = {name.rsplit(".", 1)[-1] for name in imported(path)}
            assert not names & {kind.__name__ for kind in KINDS}, path.relative_to(ROOT)


def test_a_list_is_one_file() -> None:
    from screening.lists import LISTS

    own = {"screening/lists", "screening/packs/lint/checks"}
    named = {kind.name for kind in LISTS.values()} - {"care", "bibob"}  # also packs and regimes
    packs = PACKAGE / "packs" / "shipped.py"  # the pack of the board is called as its list
    for path in {*PACKAGE.rglob("*.py")} - {packs}:
        if path.parent.relative_to(ROOT).as_posix() not in own:
            tree = ast.parse(path.read_text("utf-8"))
            texts = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)}
            assert not {text for text in texts if isinstance(text, str)} & named, path


def test_a_format_is_one_file() -> None:
    from screening.publish.formats import FORMATS

    folder = PACKAGE / "publish" / "formats"
    files = {path.stem for path in folder.glob("[a-z]*.py")}
    assert {each.suffix for each in FORMATS} == files >= {"csv", "json", "xlsx"}
    assert "FORMATS" in (PACKAGE / "publish" / "run.py").read_text("utf-8")
    assert not texts_of(PACKAGE / "publish" / "run.py") & files


def test_an_engine_is_one_file() -> None:
    from screening.engines import ENGINES, get_engine, second_of

    folder = PACKAGE / "engines" / "kinds"
    assert set(ENGINES) == {path.stem for path in folder.glob("[a-z]*.py")} >= {"polars", "duckdb"}
    for name in ENGINES:
        assert get_engine(name).name == name
        assert second_of(name) in set(ENGINES) - {name}
    for path in (PACKAGE / "pipeline.py", PACKAGE / "whatif.py", *(ROOT / "cli").glob("*.py")):
        known = {name.rsplit(".", 1)[-1] for name in imported(path) if ".engines.kinds" in name}
        assert not known, f"{path.relative_to(ROOT)} knows {known}"


def texts_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    values = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    return {value for value in values if isinstance(value, str)}
