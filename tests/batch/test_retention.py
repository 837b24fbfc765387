"""What goes when its term is over: exactly that, with proof and without content."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from screening.batch.retention import Over, due, remove
from screening.packs.load import load_packs
from screening.packs.loaded import Pack
from screening.project.model import load_project
from screening.runs.issued import issued
from screening.runs.latest import latest_of
from screening.runs.ledger import Ledger
from screening.runs.names import RESULTS
from tests.batch.conftest import Do, record_of

Town = Callable[..., Path]
DAYS = [dt.date(2024, 11, 1), dt.date(2024, 12, 31), dt.date(2025, 1, 2), dt.date(2026, 1, 1)]


def packs_of(folder: Path) -> list[Pack]:
    project = load_project(folder)
    return load_packs(project.rule_folders, project.packs, as_of=project.as_of)


def set_terms(folder: Path, **days: int) -> None:
    path = folder / "rules/octopus/pack.yaml"
    head, _, rest = path.read_text("utf-8").partition("retention_days:\n")
    rest = rest[rest.index("registers:") :]
    terms = "".join(f"  {kind}: {count}\n" for kind, count in days.items())
    path.write_text(f"{head}retention_days:\n{terms}{rest}", "utf-8")


def entry(file: Path, time: str, **facts: Any) -> None:
    Ledger(file).add(lambda _: [{"time": time, **facts}])


def names(over: tuple[Over, ...]) -> list[tuple[str, int]]:
    return [(each.name, each.count) for each in over]


@pytest.mark.large
def test_runs_go_when_the_shortest_of_their_terms_is_over(town: Town, do: Do) -> None:
    folder = town()
    early = dt.date(2024, 1, 1)
    runs = [do(folder, as_of=day, today=early).batch.run for day in DAYS]
    assert {run.exists() for run in runs if run} == {True}
    did = do(folder)  # 2 January 2026: 365 days after 2 January 2025
    assert did.stages["retention"]["counts"]["runs"] == 2
    assert [run.exists() for run in runs if run] == [False, False, True, True]
    set_terms(folder, signal=365, run=1)
    did = do(folder, as_of=dt.date(2026, 1, 2))
    assert [run.exists() for run in runs if run] == [False, False, False, True]
    assert "Verwijderd: 1 run" in did.batch.summary


def test_registers_that_were_kept_go_when_no_run_used_them_for_a_term(town: Town, do: Do) -> None:
    folder = town()
    old, new = (folder / ".registers" / "brk_right" / name for name in ("a" * 64, "b" * 64))
    for reading in (old, new):
        reading.mkdir(parents=True)
        (reading / "about.json").write_text("{}", "utf-8")
    last_year = dt.datetime(2024, 12, 31, 12, tzinfo=dt.UTC).timestamp()
    os.utime(old, (last_year, last_year))
    os.utime(new, (last_year + 5 * 86_400, last_year + 5 * 86_400))
    assert old.exists()
    do(folder, dry_retention=True)
    assert old.exists()
    did = do(folder)  # 2 January 2026, of 365 days
    assert (old.exists(), new.exists()) == (False, True)
    assert "Verwijderd: registers zoals ze eerder zijn gelezen" in did.batch.summary
    gone = [each for each in record_of(folder) if each["action"] == "removed"]
    assert gone[-1]["what"] == "registers"


def test_the_last_good_run_stays_whatever_its_age_and_that_is_said(town: Town, do: Do) -> None:
    folder = town()
    only = do(folder, as_of=DAYS[0]).batch.run
    assert only is not None
    did = do(folder, as_of=DAYS[0], today=dt.date(2040, 1, 1))
    assert only.exists()
    assert latest_of(folder / "runs") == only.name
    assert did.stages["retention"]["counts"]["kept_last_good"] == 1
    assert f"De termijn van run {only.name} was voorbij op 01-11-2025; die blijft" in (
        did.batch.summary
    )
    # Where the newest is damaged, the older one is the last good run, and what is damaged goes.
    newer = do(folder, as_of=DAYS[1], today=DAYS[1]).batch.run
    assert newer is not None
    (newer / "lists/octopus.auto.csv").write_text("", "utf-8")
    (folder / "rdw.csv").unlink()
    did = do(folder, today=dt.date(2040, 1, 1))
    assert did.batch.exit_code == 1
    assert only.exists()
    assert not newer.exists()


def test_a_dry_run_tells_the_same_and_removes_nothing(town: Town, do: Do) -> None:
    folder = town()
    old = do(folder, as_of=DAYS[0], today=DAYS[0]).batch.run
    assert old is not None
    did = do(folder, dry_retention=True)
    assert old.exists()
    assert did.stages["retention"]["why"] == "dry run"
    assert did.stages["retention"]["counts"]["runs"] == 1
    assert f"Zou worden verwijderd: 1 run ({old.name})." in did.batch.summary
    assert not [each for each in record_of(folder) if each["action"] in {"removing", "removed"}]


def test_the_proof_says_what_and_why_and_holds_no_content(town: Town, do: Do) -> None:
    folder = town()
    old = do(folder, as_of=DAYS[0], today=DAYS[0]).batch.run
    assert old is not None
    count = sum(path.is_file() for path in old.rglob("*"))
    do(folder)
    proof = [each for each in record_of(folder) if each["action"] in {"removing", "removed"}]
    assert [each["action"] for each in proof] == ["removing", "removed"]
    for each in proof:
        assert each["name"] == old.name
        assert (each["count"], each["until"], each["days"]) == (count, "2025-11-01", 365)
        assert (each["pack"], each["class"]) == ("octopus", "run")
        assert len(each["sha256"]) == 64
    whole = (folder / "batch/log.jsonl").read_text("utf-8")
    assert "Plein" not in whole
    assert "9999" not in whole
    left = [path.name for path in (folder / "runs").rglob("*") if path.is_file()]
    assert old.name not in "".join(left)


def test_records_lose_exactly_what_is_over(town: Town) -> None:
    folder = town()
    place = {"run": "r", "list": "octopus.auto", "place_type": "address", "place": "1",
             "origin": None, "rules": []}  # fmt: skip
    old, young = "2025-01-01T00:00:00+00:00", "2025-12-01T00:00:00+00:00"
    for time in (old, young):
        entry(folder / "issued/log.jsonl", time, action="issued", rows=[{"key": time}])
        entry(folder / "batch/log.jsonl", time, action="began")
        for key, code in (("refuted", "geen_bevinding"), ("other", "misstand_mensen")):
            entry(folder / RESULTS, time, **place, key=f"{time} {key}",
                  answers={"result_findings": [code]})  # fmt: skip
    set_terms(folder, signal=1000, dismissed_signal=300)
    packs, today = packs_of(folder), dt.date(2026, 1, 2)
    found = due(folder, packs, today).over
    assert names(found) == [("results", 1)], "no pack sets a term for logs; signals may stay"
    remove(folder, packs, today, found, "x")
    kept = Ledger(folder / RESULTS).entries()
    assert [each["key"] for each in kept] == [f"{old} other", f"{young} refuted", f"{young} other"]
    set_terms(folder, signal=300, log=300)
    packs = packs_of(folder)
    found = due(folder, packs, today).over
    assert names(found) == [("results", 1), ("issued", 1), ("batch", 1)]
    remove(folder, packs, today, found, "x")
    assert [each["time"] for each in issued(folder).entries()] == [young]
    assert len(Ledger(folder / RESULTS).entries()) == 2
    assert old not in {each["time"] for each in record_of(folder)}
    assert due(folder, packs, today).over == ()


def test_a_pack_that_is_gone_leaves_no_run_without_a_term(town: Town, do: Do) -> None:
    folder = town()
    old = do(folder, as_of=DAYS[0], today=DAYS[0]).batch.run
    newest = do(folder).batch.run
    assert old is not None
    assert newest is not None
    manifest = json.loads((newest / "manifest.json").read_text("utf-8"))
    assert set(manifest["inputs"]["packs"]) == {"octopus"}
    stranger = folder / "runs/2020-01-01-0123456789ab"
    stranger.mkdir()
    found = due(folder, packs_of(folder), dt.date(2026, 1, 2)).over
    assert [each.name for each in found] == [stranger.name]


def test_what_is_no_run_is_left_alone(town: Town, do: Do) -> None:
    folder = town()
    do(folder)
    others = ["notes", "2024-01-01-backup", "2024-13-01-0123456789ab"]
    for name in others:
        (folder / "runs" / name).mkdir()
    assert do(folder).batch.exit_code == 0
    assert [name for name in others if (folder / "runs" / name).exists()] == others
