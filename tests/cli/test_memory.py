"""A command that needs more memory than it may ends in one sentence and leaves nothing behind."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from cli import memory
from cli.main import app
from screening.engines import get_engine
from screening.engines.underway import rules_underway, underway
from screening.errors import EngineError
from tests.compiled import compile_query
from tests.example_pack import HEADER, RULE
from tests.thorough import some

pytest.importorskip("duckdb")
ADDRESSES = 7_000
"""Joined with each other they make 49 million rows, which the row budget allows."""
JOIN = "FROM bag_object a JOIN bag_object b ON b.usage = a.usage"
EATS = {
    "distinct": f"SELECT a.vbo_id AS subject, COUNT(DISTINCT a.vbo_id || b.vbo_id) AS companies "
    f"{JOIN} GROUP BY a.vbo_id",
    "rows": f"SELECT a.vbo_id || b.vbo_id AS subject, a.floor_m2 AS companies {JOIN}",
    "window": "WITH x AS (SELECT a.vbo_id AS k, ROW_NUMBER() OVER (PARTITION BY b.vbo_id ORDER BY "
    f"a.floor_m2 DESC) AS r {JOIN}) SELECT x.k AS subject, COUNT(*) AS companies FROM x "
    "WHERE x.r > 1 GROUP BY x.k",
}


def project(folder: Path, *eaters: str) -> Path:
    """A project with a rule that is fine and those that eat memory."""
    rows = [f"{9999010000000001 + n};winkelfunctie;{n % 90 + 1}" for n in range(ADDRESSES)]
    (folder / "panden.csv").write_text("\n".join(["vbo_id;usage;floor_m2", *rows]) + "\n", "utf-8")
    settings = {
        "name": "Proefstad", "municipality": "GM9001", "as_of": "2026-01-01", "packs": ["demo"],
        "recipient": "Team", "operator": "medewerker", "rules": "rules",
        "registers": {
            "bag_object": {"path": "panden.csv", "source": "BAG", "reference_date": "2025-12-31"}
        },
    }  # fmt: skip
    (folder / "screening.yaml").write_text(yaml.safe_dump(settings), "utf-8")
    rules = folder / "rules" / "demo" / "address"
    rules.mkdir(parents=True)
    (rules.parent / "pack.yaml").write_text(yaml.safe_dump(HEADER), "utf-8")
    fine = "SELECT b.vbo_id AS subject, COUNT(*) AS companies FROM bag_object b GROUP BY b.vbo_id"
    for name, sql in {"fine": fine, **{name: EATS[name] for name in eaters}}.items():
        content = {**RULE, "id": f"address.{name}", "select": sql, "tests": []}
        text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
        (rules / f"{name}.yaml").write_text(text, "utf-8")
    return folder


def screening(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "screening.cli.main", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    """What a stopped command said last; and that it said nothing else of it."""
    assert done.returncode == 1, done.stderr
    *before, last = done.stderr.splitlines()
    assert last.startswith("Stopped: ")
    assert last.endswith(".")
    assert not re.search("Traceback|panicked|abort|error", "\n".join(before))
    return last


@pytest.mark.parametrize("eater", some(EATS, of=3))
def test_a_run_that_eats_memory_ends_in_a_sentence(eater: str, tmp_path: Path) -> None:
    folder = project(tmp_path, eater)
    said = sentence(screening("run", folder, "--max-memory", "600MB"))
    assert f"address.{eater}" in said
    assert "600 MB is allowed (--max-memory)" in said
    assert "nothing was written, earlier runs are untouched" in said
    assert "allow more with --max-memory" in said
    assert list((folder / "runs").glob("*")) == []


def test_duckdb_keeps_to_it_itself_and_ends_that_rule_only(tmp_path: Path) -> None:
    folder = project(tmp_path, "distinct")
    done = screening("run", folder, "--max-memory", "700MB", "--engine", "duckdb")
    assert done.returncode == 3, done.stderr
    assert "failed: address.distinct" in done.stderr
    assert "the memory is full" in done.stderr
    outcomes = next((folder / "runs").glob("*/outcomes.csv")).read_text("utf-8")
    assert "address.fine" in outcomes


@pytest.mark.parametrize(
    "words", [("check",), ("whatif", "address.rows", "--set", "max_companies=1..3")]
)
def test_every_command_that_measures_can_be_bounded(words: tuple[str, ...], tmp_path: Path) -> None:
    name, *rest = words
    asked = [*rest[:1], project(tmp_path, "rows"), *rest[1:], "--max-memory", "400MB"]
    said = sentence(screening(name, *asked))
    assert "400 MB is allowed" in said
    assert "address.rows" in said


@pytest.mark.large
def test_the_tests_of_rules_can_be_bounded_too() -> None:
    assert "100 MB is allowed" in sentence(screening("rules", "test", "--max-memory", "100MB"))


def test_enough_memory_changes_nothing(tmp_path: Path) -> None:
    folder = project(tmp_path)
    assert screening("run", folder, "--max-memory", "4GB").returncode == 0
    (run,) = (folder / "runs").glob("2026*")
    before = (run / "manifest.json").read_bytes()
    assert screening("run", folder).returncode == 0
    assert (run / "manifest.json").read_bytes() == before


@pytest.mark.parametrize("size", ["", "veel", "-1GB", "10", "99MB", "0"])
def test_what_is_no_size_is_a_usage_error(size: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["run", str(tmp_path), "--max-memory", size])
    assert done.exit_code == 2
    assert "3GB or 800MB" in done.output


def test_elsewhere_than_on_linux_it_says_that_it_does_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "used", lambda: None)
    monkeypatch.setattr(memory, "free", lambda: None)
    folder = project(tmp_path)
    done = CliRunner().invoke(app, ["run", str(folder), "--max-memory", "100MB"])
    assert done.exit_code == 0
    assert "--max-memory is kept on Linux only" in done.output
    assert "kept on Linux" not in CliRunner().invoke(app, ["run", str(folder)]).output


def test_by_default_three_quarters_of_what_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "used", lambda: 1_000)
    monkeypatch.setattr(memory, "free", lambda: 4_000)
    assert memory._allowed(None) == (4_000, "three quarters of what was free")


@given(left=st.integers(-(10**9), 10**12))
def test_between_two_looks_no_more_is_taken_than_what_was_left(left: int) -> None:
    """Unless a look could not come sooner; and never long, since others take memory too."""
    wait = memory.until_next(left)
    assert memory.SOONEST <= wait <= memory.LATEST
    assert wait == memory.SOONEST or wait * memory.FASTEST <= left


def test_rules_are_named_while_they_are_worked_on() -> None:
    with underway(["b.two", "a.one"]), underway(["a.one"]):
        assert rules_underway() == ["a.one", "b.two"]
    assert rules_underway() == []
    with pytest.raises(ValueError, match="no"), underway(["a.one"]):
        raise ValueError("no")
    assert rules_underway() == []


def test_duckdb_writes_nothing_beside_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    many = pl.DataFrame({"vbo_id": [f"{n:016d}" for n in range(4_000)], "usage": ["a"] * 4_000})
    query = compile_query(EATS["distinct"], name="address.distinct")
    found = get_engine("duckdb", max_memory=1).run({"q": query}, {"bag_object": many})["q"]
    assert isinstance(found, EngineError)
    assert "the memory is full" in str(found)
    assert list(tmp_path.iterdir()) == []
