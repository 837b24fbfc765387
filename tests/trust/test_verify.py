"""A rule flags nothing while two independent engines do not say the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from sqlglot import exp
from typer.testing import CliRunner

from cli.main import app
from screening.detect import verify
from screening.detect.predicate import Predicates
from screening.engines.kinds.duckdb import DuckDBEngine
from screening.errors import EngineError, Problem
from screening.pipeline import RunResult, run
from screening.project.model import load_project

Town = Callable[..., Path]
Change = Callable[[pl.DataFrame], pl.DataFrame | EngineError]
RULE = "car.no_recognition"


def lost(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.tail(frame.height - 1)


def invented(frame: pl.DataFrame) -> pl.DataFrame:
    more = frame.tail(1).with_columns(subject=pl.lit("999900009999"))
    return pl.concat([frame, more])


def miscounted(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col("vehicles") + 1)


def broken(_frame: pl.DataFrame) -> EngineError:
    return EngineError(Problem("the second engine could not run it"))


def lying(change: Change) -> type[DuckDBEngine]:
    class Liar(DuckDBEngine):
        def run(self, queries, registers):
            found = super().run(queries, registers)
            return {rule: change(frame) for rule, frame in found.items()}

    return Liar


def verified(folder: Path, **how: object) -> RunResult:
    return run(load_project(folder), verify=True, **how)


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_engines_that_agree_change_nothing(town: Town, engine: str) -> None:
    plain = run(load_project(town()), engine=engine)
    checked = verified(town(name="again"), engine=engine)
    assert checked.complete
    for file in ("signals.parquet", "outcomes.csv"):
        assert (checked.folder / file).read_bytes() == (plain.folder / file).read_bytes()


def test_a_verified_run_says_so_and_has_a_name_of_its_own(town: Town) -> None:
    plain, checked = run(load_project(town())), verified(town(name="again"))
    inputs = json.loads((checked.folder / "manifest.json").read_text("utf-8"))["inputs"]
    assert inputs["verified_by"] == "duckdb"
    assert plain.folder.name != checked.folder.name


@pytest.mark.parametrize("change", [lost, invented, miscounted, broken])
def test_a_rule_on_which_they_differ_flags_nothing_and_is_named(
    town: Town, monkeypatch: pytest.MonkeyPatch, change: Change
) -> None:
    monkeypatch.setattr(verify, "get_engine", lambda *_, **__: lying(change)())
    result = verified(town())
    assert not result.complete
    assert result.outcome.detection.signals.is_empty()
    assert RULE not in set(result.outcome.detection.outcomes["rule"])
    told = " ".join(str(problem) for problem in result.outcome.detection.failures[RULE])
    assert "9999" not in told
    manifest = json.loads((result.folder / "manifest.json").read_text("utf-8"))
    assert list(manifest["counts"]["rules_failed"]) == [RULE]


@pytest.mark.large
@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize("about", ["vehicles", "group_recognitions"], ids=["when", "exemption"])
def test_a_judge_who_lies_is_found_whichever_engine_measured(
    town: Town, monkeypatch: pytest.MonkeyPatch, engine: str, about: str
) -> None:
    honest = Predicates.expr

    def lies(self: Predicates, node: exp.Expr) -> pl.Expr:
        told = honest(self, node)
        return ~told if isinstance(node, exp.And) and f" {about} " in f" {node.sql()} " else told

    monkeypatch.setattr(Predicates, "expr", lies)
    result = verified(town(), engine=engine)
    assert result.outcome.detection.signals.is_empty()
    assert " differ on rule " in str(result.outcome.detection.failures[RULE][0])


def test_those_who_are_only_counted_are_verified_too(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def one_clear_less(frame: pl.DataFrame) -> pl.DataFrame:
        lawful = frame.filter(pl.col("recognitions") > 0)
        return pl.concat([frame.filter(pl.col("recognitions") == 0), lawful.tail(-1)])

    monkeypatch.setattr(verify, "get_engine", lambda *_, **__: lying(one_clear_less)())
    (problem,) = verified(town()).outcome.detection.failures[RULE]
    assert "60 and 59 subjects are clear" in problem.found


@pytest.mark.large
@pytest.mark.parametrize("change", [lost, broken])
def test_source_rows_that_only_one_engine_finds_prove_nothing(
    town: Town, monkeypatch: pytest.MonkeyPatch, change: Change
) -> None:
    class Unproven(DuckDBEngine):
        def ask(self, queries, registers, asked, then):
            def told(key, answer):
                if "group_recognitions" in queries[key].kinds:  # what the rule measures
                    return then(key, answer)
                changed = change(answer[0])
                return then(key, changed if isinstance(changed, EngineError) else [changed])

            return super().ask(queries, registers, asked, told)

    assert not verified(town(name="honest")).signals.is_empty()
    monkeypatch.setattr(verify, "get_engine", lambda *_, **__: Unproven())
    result = verified(town())
    assert not result.complete
    assert result.signals.is_empty()
    assert RULE not in set(result.outcomes["rule"])
    told = " ".join(str(problem) for problem in result.outcome.detection.failures[RULE])
    assert "9999" not in told


def test_the_command_names_the_rule_and_exits_with_3(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "get_engine", lambda *_, **__: lying(lost)())
    said = CliRunner().invoke(app, ["run", str(town()), "--verify"])
    assert said.exit_code == 3
    assert f"differ on rule {RULE}: another outcome for 1 subject" in said.stderr


def test_without_a_second_engine_nothing_runs(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    folder = town()
    with pytest.raises(EngineError, match="duckdb engine is not installed"):
        verified(folder)
    assert not list(folder.glob("runs/2*"))
