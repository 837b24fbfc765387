"""What a run says about itself: T2, T9, T12, T14, T30, T35, T53, T57, T62."""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl
import pytest

from screening.errors import ProjectError
from screening.escalate.links import build_links
from screening.packs.lint import lint_packs
from screening.project.model import load_project
from screening.project.regimes import check_source_regimes
from screening.runs.explain import explain_subject
from screening.runs.read import read_list
from tests.shipped import shipped_packs

if TYPE_CHECKING:
    from screening.pipeline import RunResult

MOST = 5
"""Signals per rule that are recomputed one by one."""


def signals_of(run: RunResult) -> pl.DataFrame:
    return pl.read_parquet(run.folder / "signals.parquet")


def rows_of(run: RunResult) -> dict[str, list[dict[str, Any]]]:
    files = sorted((run.folder / "lists").glob("*.json"))
    return {path.stem: json.loads(path.read_text("utf-8"))["rows"] for path in files}


# T2


def test_a_source_under_another_law_than_the_pack_is_refused_and_named(tmp_path: Path) -> None:
    text = (
        "name: V\nmunicipality: GM9001\nas_of: 2026-01-01\npacks: [tvo, bibob]\nregisters:\n"
        "  kvk_company:\n    - {path: a.csv}\n    - {path: b.csv, regime: bibob}\n"
    )
    (tmp_path / "screening.yaml").write_text(text, "utf-8")
    project = load_project(tmp_path)
    packs = [shipped_packs()[name] for name in ("tvo", "bibob")]
    with pytest.raises(ProjectError) as caught:
        check_source_regimes(project, packs)
    (problem,) = caught.value.problems
    assert "pack 'tvo' reads register 'kvk_company'" in problem.found
    assert "regime 'bibob'" in problem.found
    check_source_regimes(project, [pack for pack in packs if pack.header.id == "bibob"])


# T9


def test_the_reason_for_a_sensitive_feature_is_shown_where_the_signal_is_explained(
    demo_run: RunResult, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from cli.main import main

    signal = signals_of(demo_run).filter(pl.col("proxies") != "{}").row(0, named=True)
    reasons = json.loads(signal["proxies"])
    assert all(len(reason) >= 15 for reason in reasons.values())
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(
        sys, "argv", ["screening", "explain", signal["subject"], str(demo_run.folder.parents[1])]
    )
    with pytest.raises(SystemExit):
        main()
    said = re.sub(r"\s+", " ", capsys.readouterr().out)
    for feature, reason in reasons.items():
        plain = re.sub(r"\s+", " ", reason).strip()
        assert f"Why the sensitive feature '{feature}' is used: {plain}" in said


# T12


def test_every_shipped_rule_leaves_own_output_out_or_says_so() -> None:
    findings = lint_packs(list(shipped_packs().values()))
    assert [each for each in findings if each.check == "own_output"] == []
    labelled = [each for each in findings if each.check == "feedback"]
    assert all("labelled use" in each.problem.found for each in labelled)


# T14


def test_the_order_without_weights_stands_beside_the_order_with_them(demo_run: RunResult) -> None:
    seen = 0
    for name, rows in rows_of(demo_run).items():
        selected = [row for row in rows if row.get("points") is not None]
        for row in selected:
            assert row["rank_without_weights"] >= 1, name
        plain = sorted(selected, key=lambda row: row["rank_without_weights"])
        first = {"tvo": "people_at_risk", "bibob": "days_left"}.get(name, "place_type")
        groups = groupby(plain, key=lambda row: row[first])
        for _, group in groups:  # what goes before points goes before their absence too
            families = [row["families_count"] for row in group]
            assert families == sorted(families, reverse=True), name
        seen += len(selected)
    assert seen > 50


def test_every_shipped_weight_has_its_motivation() -> None:
    for pack in shipped_packs().values():
        if "priority" in pack.header.model_fields_set:
            assert len(pack.header.priority.motivation) > 30
        else:
            unweighted = {"area", "profile", "youth"}  # which rank nobody
            assert pack.header.id in unweighted, "this pack would use default weights unmotivated"


# T30, T57


def literal(value: str | None) -> str:
    if value is None:
        return "NULL"
    if value in {"true", "false"} or re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", value):
        return f"({value})"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return f"DATE '{value}'"
    return "'" + value.replace("'", "''") + "'"


def test_the_frozen_values_of_a_run_give_the_same_outcome(demo_run: RunResult) -> None:
    signals = signals_of(demo_run)
    few = signals.group_by("rule", maintain_order=True).head(MOST)
    engine = duckdb.connect(":memory:")
    tried = 0
    for signal in few.to_dicts():
        columns = ", ".join(f'{literal(v["value"])} AS "{v["name"]}"' for v in signal["values"])
        for condition in signal["conditions"]:
            asked = f"SELECT {condition['expression']} FROM (SELECT {columns})"
            ((found,),) = engine.execute(asked).fetchall()
            assert bool(found) == condition["met"], (signal["rule"], condition)
            assert condition["false_when"], signal["rule"]
            tried += 1
        assert any(condition["met"] for condition in signal["conditions"])
        assert signal["version"] >= 1
        assert re.fullmatch("[0-9a-f]{64}", signal["rule_hash"])
    assert tried > 60


def test_every_value_of_every_signal_has_its_source_and_date(demo_run: RunResult) -> None:
    values = signals_of(demo_run).select("rule", "values").explode("values").unnest("values")
    assert values.height > 1_000
    lacking = values.filter(
        pl.col("source").fill_null("").str.strip_chars().eq("")
        | pl.col("reference_date").is_null()
        | pl.col("label").fill_null("").eq("")
    )
    assert lacking.is_empty(), lacking.select("rule", "name").unique()
    known = {report.source for report in demo_run.outcome.loaded.reports.values()}
    sources = set(values["source"].str.split(" + ").explode())
    assert sources <= {part for source in known for part in source.split(" + ")}


# T35


def test_the_manifest_says_for_what_who_and_with_which_draw(demo_run: RunResult) -> None:
    manifest = json.loads((demo_run.folder / "manifest.json").read_text("utf-8"))
    assert set(manifest["purposes"]) == set(manifest["inputs"]["packs"])
    assert all(manifest["purposes"].values())
    assert manifest["inputs"]["settings"]["operator"] == "demo"
    assert manifest["inputs"]["seed"] == manifest["counts"]["draws"]["octopus.auto"]["seed"]
    assert "polars" in manifest["inputs"]["libraries"]


# T53

KEY = re.compile(r"(?<!\d)(?:9999\d{12}|9999\d{8}|99\d{6})(?!\d)")


def whole_text(path: Path) -> str:
    raw = path.read_bytes()
    if path.suffix == ".parquet":
        return pl.read_parquet(io.BytesIO(raw)).write_json()
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            return " ".join(book.read(name).decode() for name in book.namelist())
    return raw.decode("utf-8-sig")


def keys_in(folder: Path) -> set[str]:
    files = [
        path for path in folder.rglob("*") if path.is_file() and path.parent.name != "quarantine"
    ]
    return {key for path in files for key in KEY.findall(whole_text(path))}


def test_what_was_not_flagged_stands_in_no_file_of_the_run(demo_run: RunResult) -> None:
    """Addresses, establishments and companies; also in parquet files and workbooks.

    Allowed: what was flagged, what a stated link ties to it in up to three steps (the company of an
    establishment at a flagged address, shown as context or evidence), who bought a flagged object,
    the companies that direct a flagged company, and the random part.
    """
    outcome = demo_run.outcome
    drawn = {row["vbo_id"] for rows in rows_of(demo_run).values() for row in rows
             if row.get("origin") == "steekproef"}  # fmt: skip
    allowed = set(outcome.detection.signals["subject"]) | (drawn - {None})
    links = build_links(outcome.loaded.registers)
    held = outcome.loaded.registers
    both = pl.concat([
        links.select("from_id", "to_id"),
        links.select(from_id="to_id", to_id="from_id"),
        held["brk_transfer"].select(from_id="vbo_id", to_id="buyer_kvk").drop_nulls(),
        held["kvk_role"].select(from_id="kvk_nr", to_id="company_key").drop_nulls(),
    ])  # fmt: skip
    for _ in range(3):
        allowed |= set(both.filter(pl.col("from_id").is_in(sorted(allowed)))["to_id"].drop_nulls())
    known = {
        *held["bag_object"]["vbo_id"],
        *held["kvk_establishment"]["est_nr"],
        *held["kvk_company"]["kvk_nr"],
    }
    spoken_of = keys_in(demo_run.folder) & known
    assert len(spoken_of) > 500
    assert sorted(spoken_of - allowed) == []
    assert len(known - spoken_of) > 0.9 * len(known)


# T62


@pytest.mark.parametrize("sealed", ["bibob", "care"])
def test_rules_under_a_sector_law_feed_the_list_of_that_law_only(
    demo_run: RunResult, sealed: str
) -> None:
    own = {rule.id for rule in shipped_packs()[sealed].rules}
    lists = rows_of(demo_run)
    assert any(own & set(row["rules"]) for row in lists[sealed])
    for name, rows in lists.items():
        if name != sealed:
            assert not [row for row in rows if own & set(row.get("rules") or [])], name
    conclusions = demo_run.outcome.conclusions
    for row in conclusions.filter(pl.col("pack") != sealed).to_dicts():
        assert not own & {reason["rule"] for reason in row["reasons"]}


def test_every_place_of_a_blind_run_can_be_asked_about(
    run_town: Callable[..., RunResult],
) -> None:
    run = run_town(extra="blind: true").folder
    rows = read_list(run, "octopus.auto")["rows"]
    assert rows
    for row in rows:
        listed = explain_subject(run, row["address"])["listed"]
        assert ("octopus.auto", row["address"]) in {(each["list"], each["name"]) for each in listed}
