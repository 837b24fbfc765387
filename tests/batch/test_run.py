"""A whole batch: what it tells, what it leaves, and what becomes of a delivery that fails."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.console import ExitCode
from screening.batch.lock import held
from screening.batch.stages import NAMES
from screening.errors import BusyError
from screening.pipeline import run
from screening.project.model import load_project
from screening.runs.latest import latest_of
from tests.batch.conftest import ROOT, Do, command, record_of

Town = Callable[..., Path]
LATER = dt.date(2026, 2, 1)


def without_dealer(folder: Path, number: int) -> None:
    """Take the recognition of one dealer away, so that he is new on the list."""
    path = folder / "rdw.csv"
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join(e for e in lines if f"99000{number:03d}" not in e) + "\n", "utf-8")


@pytest.fixture
def town(whole_town: Town) -> Town:
    return whole_town  # rows are counted here


def test_each_stage_is_a_line_with_counts_and_nothing_of_anybody(town: Town) -> None:
    folder = town()
    done = command(folder)
    assert done.returncode == ExitCode.DONE, done.stderr
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [each["stage"] for each in lines] == [
        name for name in NAMES if name not in {"review", "mail"}
    ]
    for each in lines:
        assert set(each) - {"why"} == {"stage", "started", "seconds", "outcome", "counts"}
        assert all(isinstance(count, int) for count in each["counts"].values())
        assert dt.datetime.fromisoformat(each["started"]).tzinfo is not None
    counts = {each["stage"]: each["counts"] for each in lines}
    assert counts["read"]["rows"] == 460
    assert counts["run"]["signals"] == 40
    assert counts["publish"] == {"lists": 1, "rows": 30}
    for text in (done.stderr, done.stdout, (folder / "batch/log.jsonl").read_text("utf-8")):
        assert not re.search(r"Plein|Auto \d|99000\d|99990", text)


def test_the_summary_counts_the_lists_of_the_run(town: Town, do: Do) -> None:
    folder = town()
    did = do(folder)
    assert did.batch.run is not None
    assert (folder / "batch/samenvatting.txt").read_text("utf-8") == did.batch.summary
    assert did.batch.run.name in did.batch.summary
    table = {line.split()[0]: line.split()[1:] for line in did.batch.summary.splitlines() if line}
    for file in (did.batch.run / "lists").glob("*.json"):
        if not file.stem.endswith("afgeschermd"):
            content = json.loads(file.read_text("utf-8"))
            assert table[content["list"]] == [str(len(content["rows"])), "-", "-", "-"]
    assert "Screening van Proefstad: nieuwe lijsten" in did.batch.summary
    assert "noemt niemand" in did.batch.summary


def test_what_is_new_and_gone_is_counted_and_on_request_written(town: Town, do: Do) -> None:
    folder = town(share=0.0)
    do(folder, as_of=dt.date(2025, 12, 31))
    text = (folder / "screening.yaml").read_text("utf-8")
    (folder / "screening.yaml").write_text(text.replace("capacity: 30", "capacity: 60"), "utf-8")
    did = do(folder, only_new=True)
    assert did.batch.run is not None
    new = folder / "batch" / f"nieuw-{did.batch.run.name}"
    content = json.loads((new / "octopus.auto.json").read_text("utf-8"))
    whole = json.loads((did.batch.run / "lists/octopus.auto.json").read_text("utf-8"))
    assert len(whole["rows"]) == 40
    assert {row["since_previous"] for row in content["rows"]} == {"nieuw"}
    assert len(content["rows"]) == 10 == did.stages["publish"]["counts"]["new_rows"]
    assert content["meta"]["Versmald"].startswith("Alleen wat nieuw of veranderd is sinds de run 2")
    assert re.search(r"octopus.auto +40 +10 +0 +0\n", did.batch.summary)
    [export] = [each for each in record_of(folder) if each["action"] == "export"]
    assert export["recipient"] == "Team Octopus"
    assert set(export["files"]) == {path.name for path in new.iterdir()}

    do(folder)
    assert new.exists(), "the run is the same one"
    do(folder, as_of=LATER)
    assert not new.exists(), "old news is no news"


def test_on_a_blind_list_nothing_tells_what_is_new(town: Town, do: Do) -> None:
    folder = town(extra="blind: true")
    do(folder, as_of=dt.date(2025, 12, 31))
    did = do(folder, only_new=True)
    assert re.search(r"octopus.auto +30 +- +- +-\n", did.batch.summary)
    assert "blind zijn: octopus.auto" in did.batch.summary
    assert not list((folder / "batch").glob("nieuw-*/octopus.auto*"))


def test_a_failed_delivery_leaves_the_last_good_run_and_tells_its_owner(town: Town) -> None:
    folder = town(rdw=", owner: Team Verkeer")
    assert command(folder).returncode == 0
    good = latest_of(folder / "runs")
    (folder / "rdw.csv").unlink()
    done = command(folder, "--as-of", "2026-02-01")
    assert done.returncode == ExitCode.WRONG
    assert latest_of(folder / "runs") == good
    assert [each.name for each in (folder / "runs").iterdir() if each.is_dir()] == [good]
    assert "Screening van Proefstad: geen nieuwe lijsten" in done.stdout
    assert f"De lijsten van run {good} blijven de laatste." in done.stdout
    owner = done.stdout.split("Team Verkeer:\n")[1]
    assert owner.startswith("    rdw_recognition: rdw.csv: ")
    stages = {}
    for line in done.stderr.splitlines():
        if line.startswith("{"):
            stages[json.loads(line)["stage"]] = json.loads(line)
    assert stages["read"]["outcome"] == "failed"
    assert stages["retention"]["outcome"] == "done", "terms run on"
    assert "run" not in stages
    assert "rdw.csv" in done.stderr


def test_half_a_delivery_is_no_delivery(town: Town, do: Do) -> None:
    folder = town()
    do(folder)
    path = folder / "bedrijven.csv"
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join(lines[:50]) + "\n", "utf-8")
    did = do(folder)
    assert did.batch.exit_code == ExitCode.WRONG
    assert "kvk_company: bedrijven.csv: register kvk_company heeft 49 rijen" in did.batch.summary
    text = (folder / "screening.yaml").read_text("utf-8")
    (folder / "screening.yaml").write_text(f"{text}batch: {{least_share: 0.4}}\n", "utf-8")
    assert do(folder).batch.exit_code == ExitCode.DONE


def test_a_late_delivery_is_told_to_its_owner_and_the_rest_goes_on(town: Town, do: Do) -> None:
    did = do(town(rdw=", max_age_days: 30"))
    assert did.batch.exit_code == ExitCode.INCOMPLETE
    assert did.batch.run is not None
    assert did.stages["read"]["counts"]["late"] == 1
    assert "  RDW:\n    rdw_recognition: te oud: van 01-10-2025, 92 dagen" in did.batch.summary
    assert "1 regel is niet gemeten" in did.batch.summary
    assert "niet alles gemeten" in did.batch.summary.splitlines()[0]


def test_the_first_batch_of_all_that_fails_says_there_are_no_lists(town: Town, do: Do) -> None:
    folder = town()
    (folder / "rdw.csv").unlink()
    assert "Er is geen eerdere run, dus er zijn geen lijsten." in do(folder).batch.summary


@pytest.mark.large
def test_a_run_that_was_damaged_is_not_the_last_good_one(town: Town, do: Do) -> None:
    folder = town()
    first = do(folder, as_of=dt.date(2025, 12, 31)).batch.run
    second = do(folder).batch.run
    assert first is not None
    assert second is not None
    (second / "lists/tvo.json").write_text("{}", "utf-8")
    (folder / "rdw.csv").unlink()
    assert f"run {first.name} blijven de laatste" in do(folder).batch.summary


def test_two_at_once_the_second_says_who_is_first(town: Town, do: Do) -> None:
    import os

    folder = town()
    do(folder)
    with held(folder):
        done = command(folder)
        with pytest.raises(BusyError):
            do(folder)
    assert done.returncode == ExitCode.BUSY
    assert f"proces {os.getpid()} op " in done.stderr
    assert done.stdout == ""
    assert len([each for each in record_of(folder) if each["action"] == "began"]) == 1
    assert do(folder).batch.exit_code == ExitCode.DONE


def test_what_a_batch_is_told_changes_no_run(town: Town) -> None:
    """Who is told of a delivery, and where mail goes, decides nothing of an outcome."""
    one = run(load_project(town(name="one"))).folder.name
    mail = "batch: {mail: {sender: a@b.example, to: [c@d.example]}}"
    other = town(name="other", extra=mail, rdw=", owner: Team Verkeer")
    assert run(load_project(other)).folder.name == one


SITE = """
import sys
from pathlib import Path
from screening.project.model import load_project
from screening.review.site.start import configure, prepare
project = load_project(Path(sys.argv[2]))
configure(project)
prepare(project, lambda _: None)
from screening.review.models import CaseSeen
print(CaseSeen.objects.count())
"""


@pytest.mark.large
def test_a_run_goes_to_the_people_who_judge_where_there_is_a_site(town: Town) -> None:
    folder = town(share=0.0)
    first = command(folder, program=SITE)
    assert (first.returncode, first.stdout) == (0, "0\n"), first.stderr
    done = command(folder)
    assert done.returncode == 0, done.stderr
    stages = {each["stage"]: each for each in map(json.loads, done.stderr.splitlines())}
    nothing = {"destroyed_cases": 0, "destroyed_reports": 0}
    assert stages["review"]["counts"] == nothing | {"new": 30, "again": 0, "gone": 0}
    assert command(folder, program=SITE).stdout == "30\n"
    again = command(folder)
    assert '"stage": "review"' in again.stderr
    assert command(folder, program=SITE).stdout == "30\n"
    (folder / "review.sqlite3").write_bytes(b"no database" * 100)
    broken = command(folder, "--as-of", "2026-01-02")
    assert broken.returncode == ExitCode.AFTERWARDS, broken.stderr
    assert "niet in de beoordelingssite geladen" in broken.stderr
    assert "Traceback" not in broken.stderr


def test_every_exit_code_stands_in_the_one_table() -> None:
    page = (ROOT / "docs/batch.md").read_text("utf-8")
    rows = re.findall(r"^\| (\d+) \| `(\w+)` \|", page, re.MULTILINE)
    assert {name: int(code) for code, name in rows} == {each.name: int(each) for each in ExitCode}
    assert BusyError.exit_code == ExitCode.BUSY
