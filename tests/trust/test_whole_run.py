"""What a whole run must hold to, from extract to file: T1, T3, T7, T46, T56, T60."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import polars as pl
import pytest
import yaml

from screening.errors import PackError, ProjectError
from screening.lists.shared import TRADE_NAME
from screening.pipeline import run
from screening.project.model import load_project
from screening.publish.notice import NOTICE

if TYPE_CHECKING:
    from screening.pipeline import RunResult

Town = Callable[..., Path]
RunTown = Callable[..., "RunResult"]
FORMULA, FORBIDDEN, UNDECLARED = "=HYPERLINK(0)", "Zwaluwland", "Okergeel"
KEPT = re.compile(r"\t\d")
"""A tab before a digit keeps a spreadsheet from changing the number; neither begins a formula."""


def texts(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every file of a run as text, workbooks and parquet files opened."""
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        raw = path.read_bytes()
        if path.suffix == ".parquet":
            yield path, pl.read_parquet(io.BytesIO(raw)).write_json()
        elif path.suffix == ".xlsx":
            with zipfile.ZipFile(io.BytesIO(raw)) as book:
                yield path, "".join(book.read(name).decode() for name in book.namelist())
        else:
            yield path, raw.decode("utf-8-sig")


@pytest.mark.parametrize("key", ["purpose", "task", "controller", "owner", "contact", "bases"])
def test_a_pack_without_purpose_or_basis_stops_the_run_and_nothing_is_written(
    town: Town, key: str
) -> None:
    folder = town()
    file = folder / "rules/octopus/pack.yaml"
    header = yaml.safe_load(file.read_text("utf-8"))
    header[key] = [] if key == "bases" else ""
    file.write_text(yaml.safe_dump(header, allow_unicode=True), "utf-8")
    with pytest.raises(
        PackError, match="no legal basis" if key == "bases" else f"'{key}' is empty"
    ):
        run(load_project(folder))
    assert not (folder / "runs").exists()


def test_a_forbidden_column_reaches_no_file_and_is_counted(run_town: RunTown) -> None:
    folder = run_town().folder
    holding = [
        (path.name, value)
        for path, text in texts(folder)
        for value in (FORBIDDEN, UNDECLARED)
        if value in text
    ]
    assert holding == []
    assert any("Plein 1" in text for _, text in texts(folder)), "the search sees no values at all"
    quality = json.loads((folder / "quality.json").read_text("utf-8"))["bag_object"]
    assert quality["blocked_columns"] == ["geboorteland"]
    assert quality["dropped_columns"] == ["kleur"]
    counts = json.loads((folder / "manifest.json").read_text("utf-8"))["counts"]
    assert counts["columns_blocked"] == 1
    assert counts["columns_dropped"] >= 1


def test_the_fictional_municipality_delivers_a_forbidden_column_too(demo_run: RunResult) -> None:
    quality = json.loads((demo_run.folder / "quality.json").read_text("utf-8"))
    assert quality["brp_count"]["blocked_columns"] == ["geboorteland"]
    assert [path.name for path, text in texts(demo_run.folder) if "Fantasië" in text] == []


def test_a_one_person_business_is_marked_as_personal_data(run_town: RunTown) -> None:
    (made,) = run_town().outcome.lists
    marked = made.rows.filter(pl.col("personal_data") == "ja")["kvk_nr"].to_list()
    assert marked == [["99000002"]]


def test_no_recipient_no_run(town: Town) -> None:
    folder = town(recipient=" ")
    with pytest.raises(ProjectError, match="no recipient"):
        run(load_project(folder))
    assert not (folder / "runs").exists()


def test_every_export_stands_in_the_log_with_its_recipient(run_town: RunTown) -> None:
    folder = run_town().folder
    lines = [json.loads(line) for line in (folder / "log.jsonl").read_text("utf-8").splitlines()]
    exports = {line["file"]: line for line in lines if line["action"] == "export"}
    published = sorted(f"lists/{path.name}" for path in (folder / "lists").iterdir())
    assert sorted(exports) == published != []
    for line in exports.values():
        assert line["recipient"] == "Team Octopus"
        assert line["actor"] == "medewerker"
        assert line["time"]


def test_no_published_cell_is_a_formula(run_town: RunTown) -> None:
    folder = run_town().folder / "lists"
    table = pl.read_csv(folder / "octopus.auto.csv", separator=";", infer_schema=False)
    names = table[TRADE_NAME.heading]
    assert f"'{FORMULA}" in names.to_list()
    risky = [
        cell for column in table for cell in column.drop_nulls()
        if cell[:1] in set("=+-@\t\r") and not KEPT.match(cell)
    ]  # fmt: skip
    assert risky == []
    for sheet in openpyxl.load_workbook(folder / "octopus.auto.xlsx"):
        for row in sheet.iter_rows():
            assert [cell.coordinate for cell in row if cell.data_type == "f"] == []


def test_an_extract_older_than_the_project_allows_skips_the_rule_with_the_reason(
    run_town: RunTown,
) -> None:
    assert run_town().complete
    result = run_town(rdw=", max_age_days: 30", name="stale")
    assert not result.complete
    (reason,) = result.outcome.detection.skipped.values()
    assert reason == "register rdw_recognition is older than the 30 days that this project allows"
    assert result.outcome.detection.signals.is_empty()
    counts = json.loads((result.folder / "manifest.json").read_text("utf-8"))["counts"]
    assert counts["rules_skipped"] == {"car.no_recognition": reason}


def test_every_file_of_every_list_says_what_it_is(demo_run: RunResult) -> None:
    said = ["Gemeentelijk signaal", "geen vaststelling", "Niet overnemen in andere systemen"]
    assert all(words in NOTICE for words in said)
    labels = ["Status", "Doel", "Ontvanger", "Peildatum", "Geldig tot", "Regelpakket", "Run"]
    lists = dict(texts(demo_run.folder / "lists"))
    assert {path.suffix for path in lists} == {".csv", ".json", ".xlsx"}
    for path, text in lists.items():
        if path.suffix == ".csv" and text.count("\n") <= 1:
            continue  # a csv without rows holds nothing to share
        named = path.stem.removesuffix("-gemeten")
        meta = json.loads((path.parent / f"{named}.json").read_text("utf-8"))["meta"]
        assert meta["Status"] == NOTICE
        plain = html.unescape(text)
        missing = [label for label in labels if label not in plain or meta[label] not in plain]
        assert missing == [], path.name


def test_a_list_names_only_the_purposes_and_sources_of_its_own_packs(demo_run: RunResult) -> None:
    lists = demo_run.folder / "lists"
    metas = {
        path.stem: json.loads(path.read_text("utf-8"))["meta"] for path in lists.glob("*.json")
    }
    assert "bibob" in metas["bibob"]["Regelpakket"]
    others = {name: meta for name, meta in metas.items() if name != "bibob"}
    assert [name for name, meta in others.items() if "bibob" in json.dumps(meta).lower()] == []
