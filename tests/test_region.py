"""A region: each municipality by itself, and together only what a pack allows."""

from __future__ import annotations

import csv
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

import screening
from cli.main import app
from fixtures.region import NAMES, generate_region
from screening.errors import ProjectError, ScreeningError
from screening.lists import LISTS
from screening.project.model import Project, load_project
from screening.registers.reading.kept_registers import FOLDER as REGISTERS
from screening.registers.reading.key_file import write_key
from tests.bad_input.project import PACK, write_pack
from tests.own_list import NAME, OWN

RULES = ("care.paid_above_turnover", "care.next_municipality")
Change = Callable[[str], str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("region") / "region"
    generate_region(folder)
    return folder


@pytest.fixture(scope="module")
def run(made: Path) -> Path:
    result = CliRunner().invoke(app, ["run", str(made)])
    assert result.exit_code == 0, result.output
    return made


@pytest.fixture
def region(made: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "region"
    shutil.copytree(made, folder, ignore=shutil.ignore_patterns("runs"))
    return folder


def latest(folder: Path) -> Path:
    return folder / "runs" / (folder / "runs" / "latest").read_text("utf-8").strip()


def signals(folder: Path) -> pl.DataFrame:
    return pl.read_parquet(latest(folder) / "signals.parquet")


def planted(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader((folder / "truth" / "planted.csv").read_text("utf-8").splitlines()))


def change(file: Path, how: Change) -> None:
    file.write_text(how(file.read_text("utf-8")), "utf-8")


def problems(folder: Path) -> list[str]:
    with pytest.raises(ScreeningError) as caught:
        screening.check(load_project(folder))
    return [str(each) for each in caught.value.problems]


def contents(folder: Path) -> bytes:
    """Everything in the files of a folder, workbooks unpacked; not what it was delivered itself."""
    parts = []
    for file in sorted(folder.rglob("*")):
        if not file.is_file() or {"extracts", REGISTERS} & {*file.parts}:
            continue
        parts.append(file.read_bytes())
        if file.suffix == ".xlsx":
            with zipfile.ZipFile(file) as packed:
                parts += [packed.read(name) for name in packed.namelist()]
        if file.suffix == ".parquet":
            parts.append(pl.read_parquet(file).write_ndjson().encode())
    return b"\n".join(parts)


def business(folder: Path) -> set[str]:
    """The trade-register numbers in the deliveries of a municipality."""
    project = load_project(folder)
    frames = screening.load_registers(project).frames
    return set(frames["kvk_company"]["kvk_nr"]) | set(frames["care_contract"]["provider_kvk"])


def test_what_only_shows_together_is_found_together_and_by_nobody_alone(run: Path) -> None:
    found = signals(run)
    for each in planted(run):
        flagged = set(found.filter(rule=each["rule"])["subject"])
        assert (each["subject"] in flagged) == (each["kind"] == "hit"), each
    hits = {each["subject"] for each in planted(run) if each["kind"] == "hit"}
    for name in NAMES.values():
        alone = signals(run / name.lower()).filter(pl.col("rule").is_in(RULES))
        assert not set(alone["subject"]) & hits


def test_nothing_of_one_municipality_is_in_the_files_of_another(run: Path) -> None:
    folders = {name: run / name.lower() for name in NAMES.values()}
    numbers = {name: business(folder) for name, folder in folders.items()}
    for name, folder in folders.items():
        held = contents(folder)
        for other in numbers.keys() - {name}:
            foreign = numbers[other] - numbers[name]
            assert len(foreign) > 100
            leaked = {number for number in foreign if number.encode() in held}
            assert not leaked, f"{other} in the files of {name}"
            assert other.encode() not in held


def test_the_search_finds_what_is_there(run: Path) -> None:
    assert b"99800001" in contents(run / "runs")
    assert b"Toezicht zorg Oosterlo" in contents(run / "oosterlo")


def test_each_keeps_its_own_parameters_recipient_and_lists(run: Path) -> None:
    found = {name: load_project(run / name.lower()) for name in NAMES.values()}
    limits = {each.parameters["care.solo_turnover"]["max_turnover"] for each in found.values()}
    assert len(limits) == len(found)
    for name in found:
        told = (latest(run / name.lower()) / "lists" / "care.json").read_text("utf-8")
        assert f"Toezicht zorg {name}" in told
    joint = (latest(run) / "lists" / "care.json").read_text("utf-8")
    assert "Toezicht zorg Regio Zandwolde" in joint


def test_who_paid_is_the_municipality_of_the_extract(run: Path) -> None:
    frames = screening.load_registers(load_project(run)).frames
    assert set(frames["care_contract"]["municipality"]) == set(NAMES)
    own = screening.load_registers(load_project(run / "oosterlo")).frames["care_contract"]
    assert set(own["municipality"]) == {"GM9202"}


def test_another_engine_finds_the_same(run: Path) -> None:
    project = load_project(run)
    columns = ["rule", "subject"]
    other = screening.run(project, engine="duckdb", write=False).signals.select(columns)
    assert other.sort(columns).equals(signals(run).select(columns).sort(columns))


def test_the_region_has_a_key_of_its_own(region: Path) -> None:
    def holders(folder: Path) -> set[str]:
        project = load_project(folder)
        return set(screening.load_registers(project).frames["kvk_role"]["person_key"].drop_nulls())

    write_key(region / "own.key")
    change(region / "screening.yaml", lambda text: text.replace("demo.key", "own.key"))
    assert not holders(region) & holders(region / "oosterlo")


def test_a_pack_that_may_not_join_is_refused(region: Path) -> None:
    change(region / "screening.yaml", lambda t: t.replace("packs: [care]", "packs: [care, tvo]"))
    (said,) = problems(region)
    assert "pack 'tvo' screens each municipality by itself" in said
    assert "screening.yaml" in said


def test_without_an_agreement_nothing_is_put_together(region: Path) -> None:
    change(
        region / "screening.yaml",
        lambda text: "\n".join(x for x in text.splitlines() if not x.startswith("agreement")),
    )
    (said,) = problems(region)
    assert "no agreement is named" in said


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        (lambda t: t.replace("kraanwolde]", "kraan]"), "no screening.yaml in this folder"),
        (lambda t: t.replace("kraanwolde]", "oosterlo]"), "has the code GM9202, as Oosterlo has"),
        (lambda t: t.replace("kraanwolde]", '"."]'), "region itself"),
        (
            lambda t: t.replace("demo: true", "").replace(": demo.key", ": ../a.key"),
            "are not both of invented data",
        ),
    ],
)
def test_a_municipality_that_does_not_fit_is_named(
    region: Path, how: Change, expected: str
) -> None:
    change(region / "screening.yaml", how)
    with pytest.raises(ProjectError) as caught:
        load_project(region)
    assert expected in "\n".join(map(str, caught.value.problems))


def test_an_own_list_is_one_list_wherever_it_has_the_same_name(region: Path) -> None:
    folders = [region / name for name in ("oosterlo", "kraanwolde")]
    for folder, title in zip(folders, ("Horeca", "Horeca in het centrum"), strict=True):
        header = {**PACK, "lists": {NAME: {**OWN, "title": title}}}
        write_pack(folder / "rules" / "proef", header, {})
        change(folder / "screening.yaml", lambda text: f"{text}\nrules: [shipped, ./rules]\n")
    with pytest.raises(ProjectError) as caught:
        load_project(region)
    (problem,) = caught.value.problems
    assert f"a list '{NAME}' that is another in a municipality before it" in problem.found
    header["lists"][NAME]["title"] = "Horeca"
    write_pack(folders[1] / "rules" / "proef", header, {})
    assert load_project(region).members
    LISTS.forget()


def test_a_fault_in_a_municipality_stands_in_its_own_file(region: Path) -> None:
    change(region / "oosterlo" / "screening.yaml", lambda t: t.replace("packs: [care]", "packs: 3"))
    with pytest.raises(ProjectError) as caught:
        load_project(region)
    (said,) = map(str, caught.value.problems)
    assert "oosterlo/screening.yaml" in said


def test_one_that_cannot_be_run_keeps_no_other_from_it(region: Path) -> None:
    change(
        region / "oosterlo" / "screening.yaml",
        lambda t: t.replace("recipient: Toezicht zorg Oosterlo", 'recipient: ""'),
    )
    result = CliRunner().invoke(app, ["run", str(region), "--lang", "en"])
    assert result.exit_code == 1
    assert "the lists have no recipient" in result.output
    assert "Without a run: Oosterlo" in result.output
    for name in ("zandermeer", "kraanwolde", "."):
        assert (region / name / "runs" / "latest").exists()
    assert not (region / "oosterlo" / "runs").exists()


def test_a_database_of_a_municipality_is_found_from_the_region(region: Path) -> None:
    folder = region / "oosterlo"
    frame = pl.read_csv(
        folder / "extracts" / "zorg" / "zorgcontracten.csv", separator=";", infer_schema=False
    )
    with sqlite3.connect(folder / "zorg.sqlite") as database:
        database.execute(f"CREATE TABLE zorg ({', '.join(map(repr, frame.columns))})")
        marks = ", ".join("?" * frame.width)
        database.executemany(f"INSERT INTO zorg VALUES ({marks})", frame.rows())
    before = screening.load_registers(load_project(region)).frames["care_contract"]
    change(
        folder / "screening.yaml",
        lambda text: text.replace(
            "path: extracts/zorg/zorgcontracten.csv",
            "database: sqlite:///zorg.sqlite\n    table: zorg",
        ),
    )
    after = screening.load_registers(load_project(region)).frames["care_contract"]
    assert after.sort(after.columns).equals(before.sort(after.columns))


def test_a_project_of_one_municipality_has_no_members(made: Path) -> None:
    alone: Project = load_project(made / "oosterlo")
    assert alone.members == ()
