"""Columns of a list are fixed: the declared ones, filled or not, in every file of every run."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
import python_calamine

from screening.lists import LISTS
from screening.lists.kind import laid_out
from screening.publish.notice import ANNEX
from screening.publish.run import notes
from screening.runs.read import list_names

if TYPE_CHECKING:
    from screening.pipeline import RunResult

RunTown = Callable[..., "RunResult"]


def headings(path: Path) -> list[str]:
    """The heading row of a csv or of the sheet with the list."""
    if path.suffix == ".csv":
        return next(csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))
    sheet = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(1)
    return [str(cell) for cell in sheet.to_python(skip_empty_area=False)[2]]


def files(run: Path) -> Iterator[tuple[str, Path, bool]]:
    """Every list of a run with its json file, and that of its annex."""
    for name in list_names(run):
        for annex in (False, True):
            path = run / "lists" / f"{name}{ANNEX if annex else ''}.json"
            if path.exists():
                yield name, path, annex


def assert_declared(run: Path) -> None:
    seen = 0
    for name, path, annex in files(run):
        kind = LISTS[name]
        columns = kind.annex_columns if annex else kind.open_columns
        layout = [each.heading for each in laid_out(columns, () if annex else kind.form)]
        content = json.loads(path.read_text("utf-8"))
        meta = [label for label in content["meta"] if label != "Bronnen"]
        assert headings(path.with_suffix(".csv")) == [*layout, *meta], path.name
        sheet = headings(path.with_suffix(".xlsx"))
        assert sheet[: len(layout)] == layout, path.name
        assert sheet[len(layout) :] in ([], ["key"]), path.name  # by which a row is found back
        keys = [column.key for column in columns]
        assert [each["key"] for each in content["columns"]] == keys
        assert [row for row in content["rows"] if list(row) != keys] == []
        seen += 1
    assert seen


def test_on_the_demo(demo_run: RunResult) -> None:
    assert_declared(demo_run.folder)


def test_a_park_of_the_demo_says_where_it_is_and_who_came_there(demo_run: RunResult) -> None:
    parks = demo_run.lists["octopus.park"].filter(pl.col("place_type") == "park")
    assert parks.height > 10
    for key in ("district", "neighbourhood", "x_rd", "y_rd", "map_link", "visits"):
        assert parks[key].null_count() == 0, key
    lacking = parks["missing"].list.eval(pl.element().struct.field("what"))
    unknown = parks["owners"].is_null()
    assert lacking.list.contains("soort eigenaar").equals(unknown, check_names=False)


@pytest.mark.parametrize("name", [name for name in LISTS if name.startswith("octopus.")])
def test_most_places_of_a_control_list_of_the_demo_have_an_owner(
    name: str, demo_run: RunResult
) -> None:
    owners = demo_run.lists[name]["owners"]
    assert owners.is_not_null().sum() > owners.len() / 2


def test_on_a_blind_run(run_town: RunTown) -> None:
    assert_declared(run_town(extra="blind: true").folder)


def test_on_an_empty_list(run_town: RunTown) -> None:
    found = run_town(rdw=", max_age_days: 1", share=0.0)
    assert found.lists["octopus.auto"].is_empty()
    assert_declared(found.folder)


def test_with_registers_missing(town: Callable[..., Path]) -> None:
    from screening.pipeline import run
    from screening.project.model import load_project

    folder = town()
    whole = run(load_project(folder))
    text = (folder / "screening.yaml").read_text("utf-8")
    less = [line for line in text.splitlines() if not line.startswith("  inspection:")]
    (folder / "screening.yaml").write_text("\n".join(less), "utf-8")
    part = run(load_project(folder))
    for each in (whole, part):
        assert_declared(each.folder)
    missing = whole.lists["octopus.auto"]["missing"].explode().struct.field("what").to_list()
    assert "vergunningen (niet aangeleverd)" in missing
    assert "eerdere bezoeken (niet aangeleverd)" not in missing


@pytest.mark.parametrize("suffix", ["csv", "json", "xlsx"])
def test_what_is_protected_stands_in_the_annex_alone(demo_run: RunResult, suffix: str) -> None:
    folder = demo_run.folder / "lists"
    for name, path, annex in files(demo_run.folder):
        kept = [column for column in LISTS[name].columns if column.protected]
        if annex:
            assert "AFGESCHERMD" in path.with_suffix(".xlsx").name.upper()
            continue
        said = text_of(folder / f"{name}.{suffix}")
        assert not [c.key for c in kept if c.heading in said or f'"{c.key}"' in said], name
        if kept:
            marked = text_of(folder / f"{name}{ANNEX}.{suffix}")
            assert "Niet uitdelen" in marked or (suffix == "csv" and marked.count("\n") <= 1)
            assert suffix != "csv" or "Afgeschermd" in marked
            assert [c.heading for c in kept if c.heading not in marked] == []


def text_of(path: Path) -> str:
    if path.suffix != ".xlsx":
        return path.read_text("utf-8-sig")
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    return "\n".join(
        str(cell)
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for cell in row
        if cell != ""
    )


def test_the_queue_of_applications_is_whole_and_in_order_of_deadline(demo_run: RunResult) -> None:
    [listed] = [each for each in demo_run.outcome.lists if each.name == "bibob"]
    rows = listed.rows
    assert rows.height == listed.total_candidates > 40
    due = rows["decision_due"]
    assert due.drop_nulls().is_sorted()
    assert due.head(due.len() - due.null_count()).null_count() == 0
    assert rows["rank"].to_list() == list(range(1, rows.height + 1))
    guarded = rows.filter(rows["rules"].list.contains("bibob.deadline_guard"))
    assert guarded.height
    assert guarded["deadline_guard"].null_count() == 0
    near = rows.filter(rows["answered"].is_null() & (rows["days_left"] <= 14))
    assert near.filter(near["days_left"] < 0).height
    assert near["deadline_guard"].null_count() == 0, "it never falls off"
    gone = rows.filter(rows["answered"].is_not_null())
    assert rows.filter(rows["answered"].is_null())["when_passed"].null_count() == 0
    assert {*gone["answered"]} == {*gone["term"]} == {"ingetrokken"}
    assert {*gone["rank"]} == {*range(rows.height - gone.height + 1, rows.height + 1)}, "behind it"
    for name in ("decision_due", "when_passed", "suspension", "own_investigation_rules"):
        assert gone[name].null_count() == gone.height, f"{name}: nothing is to be decided of it"
    steps = {"Eigen onderzoek doen", "Verdiept eigen onderzoek doen"}
    told = rows.filter(rows["own_investigation"] == "ja")["own_investigation_rules"]
    assert told.list.len().min()
    assert not steps & {*told.explode()}, "a step is not its own ground"
    assert {*gone["own_investigation"]} == {*gone["advice_wanted"]} == {"nee"}
    said = " ".join(notes(listed))
    assert f"Achter de wachtrij: {gone.height} aanvragen" in said


def test_every_open_application_with_a_signal_of_the_list_stands_in_the_queue_and_no_other(
    demo_run: RunResult,
) -> None:
    found = pl.concat(
        frame.filter(pl.col("lists").list.contains("bibob")).select("subject_type", "subject")
        for frame in (demo_run.signals, demo_run.conclusions)
    )
    flagged = {kind: {*rows["subject"]} for (kind,), rows in found.group_by("subject_type")}
    registers = demo_run.outcome.loaded.frames
    shops = registers["kvk_establishment"].filter(
        pl.col("est_nr").is_in(flagged.get("establishment", set()))
    )
    firms = flagged.get("company", set()) | {*shops["kvk_nr"]}
    asked = registers["permit_application"].with_columns(
        awaited=pl.col("status").is_in(["received", "in_progress"]),
        reason=pl.col("application_id").is_in(flagged["application"])
        | pl.col("applicant_kvk").is_in(firms).fill_null(value=False),
    )
    listed = demo_run.lists["bibob"]["application_id"]
    assert listed.n_unique() == len(listed)
    answered = asked.filter(~pl.col("awaited"))["application_id"]
    withdrawn = demo_run.signals.filter(pl.col("rule") == "bibob.withdrawn_after_questions")
    assert {*listed} & {*answered} == {*withdrawn["subject"]}, "one rule is about who withdrew"
    assert {*listed} - {*answered} == {*asked.filter("awaited", "reason")["application_id"]}
    assert asked.filter("awaited", ~pl.col("reason")).height, "who has no reason is not on it"


def test_a_row_names_the_bases_of_its_own_rules_alone(demo_run: RunResult) -> None:
    signals = demo_run.signals.select("rule", "basis").unique()
    concluded = demo_run.conclusions.select("rule", "basis").unique()
    basis = dict([*signals.iter_rows(), *concluded.iter_rows()])
    for listed in demo_run.outcome.lists:
        for rules, bases in listed.rows.select("rules", "bases").iter_rows():
            codes = {text.split(":")[0] for text in bases or []}
            assert codes == {basis[rule] for rule in rules or []}, listed.name


def test_people_at_risk_come_first_on_the_board(demo_run: RunResult) -> None:
    rows = demo_run.lists["tvo"]
    marks = rows["people_at_risk"].to_list()
    assert marks == sorted(marks, key=["ja", "nee"].index)
    assert {"ja", "nee"} == {*marks}
    with_why = rows.filter(rows["people_at_risk_why"].list.len() > 0)
    assert with_why["people_at_risk"].unique().to_list() == ["ja"]


def test_a_conclusion_says_from_what_it_follows_and_when(demo_run: RunResult) -> None:
    texts = demo_run.lists["tvo"]["conclusions"].explode().drop_nulls().to_list()
    assert texts
    assert [text for text in texts if " Dat volgt uit: " not in text] == []
    dated = [text for text in texts if any(f" {year})" in text for year in (2024, 2025))]
    assert len(dated) > len(texts) / 2


def test_no_other_object_of_an_owner_is_named(demo_run: RunResult) -> None:
    """Who is not flagged leaves no trace: other objects are a number (T53)."""
    told: set[str] = set()
    for each in demo_run.outcome.lists:
        if "owner_listed" in each.rows.columns:
            told |= {*each.rows["owner_listed"].explode().drop_nulls()}
    register = demo_run.outcome.loaded.registers["bag_object"]
    flagged = register.filter(register["vbo_id"].is_in(demo_run.signals["subject"].to_list()))
    addresses = {
        text for each in demo_run.outcome.lists if "address" in each.rows.columns
        for text in each.rows["address"].drop_nulls()
    }  # fmt: skip
    without_postcode = {text.rpartition(", ")[0] for text in addresses}
    known = addresses | without_postcode | {*flagged["address"]}
    assert told
    assert {text for text in told if text.split(" (nr.")[0] not in known} == set()
