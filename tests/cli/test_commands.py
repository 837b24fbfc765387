from __future__ import annotations

import json
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cli.main import app
from screening.engines import ENGINES
from screening.escalate.fixed_point import FixedPointEvaluator
from screening.packs.shipped import shipped_rules
from screening.runs.exported import exported
from screening.runs.hashes import file_hash
from tests.commands import Ask

if TYPE_CHECKING:
    from screening.pipeline import RunResult


def test_the_version_names_what_combines_signals_here(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    import screening
    from screening.escalate import choice

    one, two = choice.Choice("durable_rules", "1.2", FixedPointEvaluator), choice.Choice(
        "fixed-point", "0", FixedPointEvaluator, "durable_rules cannot be imported: [no] engine"
    )  # fmt: skip
    monkeypatch.setattr(choice, "chosen", lambda: one)
    code, said, _ = ask("--version")
    assert code == 0
    assert said.splitlines()[0] == f"screening {screening.__version__}"
    assert said.splitlines()[-1] == "evaluator durable_rules 1.2"
    monkeypatch.setattr(choice, "chosen", lambda: two)
    assert "cannot be imported: [no] engine; the results are the same" in ask("--version").out


def test_no_command_decides_sends_or_blocks() -> None:
    """T15: every command is known here, and each only reads, checks, runs or writes files."""
    names = {
        command.name or command.callback.__name__
        for command in app.registered_commands
        if command.callback is not None
    }
    assert names == {
        "demo",
        "init",
        "check",
        "run",
        "batch",
        "lists",
        "explain",
        "diff",
        "report",
        "whatif",
        "compare",
        "effect",
        "serve",
        "map",
        "areas",
        "months",
    }


def test_help_loads_no_heavy_library() -> None:
    code = "import sys, screening.cli.main; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert not {"polars", "scipy", "sqlglot", "dataframely"} & set(done.stdout.split())


def test_a_wrong_word_is_a_usage_error(ask: Ask) -> None:
    assert ask("runn").code == 2
    assert ask("run", "--as-of", "31-12-2025").code == 2
    assert "YYYY-MM-DD" in ask("run", "--as-of", "31-12-2025").err


def test_an_engine_that_is_none_tells_which_there_are(ask: Ask) -> None:
    said = ask("run", "--engine", "abacus")
    assert said.code == 2
    assert all(name in said.err for name in ENGINES)


def test_a_folder_without_project_says_what_to_do(ask: Ask, tmp_path: Path) -> None:
    said = ask("run", tmp_path)
    assert said.code == 1
    assert "screening.yaml" in said.err
    assert "screening init" in said.err


def test_lists_before_the_first_run(ask: Ask, tmp_path: Path) -> None:
    said = ask("lists", tmp_path)
    assert said.code == 1
    assert "screening run" in said.err


def test_init_writes_a_project_once(ask: Ask, tmp_path: Path) -> None:
    assert ask("init", tmp_path / "new").code == 0
    assert (tmp_path / "new" / "screening.yaml").exists()
    again = ask("init", tmp_path / "new")
    assert again.code == 1
    assert "already" in again.err


def test_demo_does_not_touch_a_folder_of_somebody_else(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    said = ask("demo", tmp_path)
    assert said.code == 1
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_demo_writes_over_no_project_of_a_municipality_that_exists(
    ask: Ask, tmp_path: Path
) -> None:
    file = tmp_path / "screening.yaml"
    text = "name: x\nmunicipality: GM0114\nas_of: 2026-01-01\npacks: [area]\ndemo: true\n"
    file.write_text(text + "registers: {}\n", "utf-8")
    said = ask("demo", tmp_path)
    assert said.code == 1
    assert "holds no demo" in said.err
    assert file.read_text("utf-8") == text + "registers: {}\n"


def test_lists_names_every_list_and_shows_one(ask: Ask, demo_run: RunResult) -> None:
    project = demo_run.folder.parents[1]
    names = {each["list"] for each in json.loads(ask("lists", project, "--json").out)}
    assert {"tvo", "bibob", "designation", "octopus.auto"} <= names
    one = json.loads(ask("lists", project, "tvo", "--json").out)
    assert one["rows"]
    assert ask("lists", project, "tvo").code == 0
    wrong = ask("lists", project, "tvoo")
    assert wrong.code == 1
    assert "tvo" in wrong.err


def test_a_list_is_written_again_as_the_run_wrote_it(
    ask: Ask, demo_run: RunResult, tmp_path: Path
) -> None:
    project, lists = demo_run.folder.parent.parent, demo_run.folder / "lists"
    for ending in ("xlsx", "csv", "json"):
        assert ask("lists", project, "octopus.kamer", "--out", tmp_path / f"k.{ending}").code == 0
        for annex in ("", "-afgeschermd"):
            again = (tmp_path / f"k{annex}.{ending}").read_bytes()
            assert again == (lists / f"octopus.kamer{annex}.{ending}").read_bytes()


@pytest.mark.large
def test_a_list_is_set_on_paper_with_or_without_why(
    ask: Ask, demo_run: RunResult, tmp_path: Path
) -> None:
    project = demo_run.folder.parent.parent
    assert ask("lists", project, "tvo", "--out", tmp_path / "tvo.pdf").code == 0
    whole = (tmp_path / "tvo.pdf").read_bytes()
    assert whole.startswith(b"%PDF-1.7")
    ask("lists", project, "tvo", "--out", tmp_path / "tvo.pdf", "--no-selection")
    assert len((tmp_path / "tvo.pdf").read_bytes()) < len(whole)
    assert stat.S_IMODE((tmp_path / "tvo.pdf").stat().st_mode) == 0o600
    assert ask("lists", project, "--out", tmp_path / "all.pdf").code != 0
    wrong = ask("lists", project, "tvo", "--out", tmp_path / "tvo.docx")
    assert wrong.code == 1
    assert ".pdf" in wrong.err


def test_the_schema_of_a_list_needs_no_run(ask: Ask, tmp_path: Path) -> None:
    told = json.loads(ask("lists", tmp_path, "tvo", "--schema").out)
    assert "case" in told["properties"]["rows"]["items"]["properties"]
    assert ask("lists", tmp_path, "tvoo", "--schema").code == 1


def test_explain_answers_from_frozen_values(ask: Ask, demo_run: RunResult) -> None:
    project = demo_run.folder.parents[1]
    first = demo_run.outcome.detection.signals.filter(
        demo_run.outcome.detection.signals["rule"] == "address.many_companies"
    ).to_dicts()[0]
    said = ask("explain", first["subject"], project)
    assert said.code == 0
    assert first["text"] in re.sub(r"\s+", " ", said.out)
    found = json.loads(ask("explain", first["subject"], project, "--json").out)
    signal = next(each for each in found["signals"] if each["rule"] == "address.many_companies")
    assert signal["conditions"]
    for value in signal["values"]:
        assert value["source"]
        assert value["reference_date"]


def test_explain_of_what_was_not_flagged(ask: Ask, demo_run: RunResult) -> None:
    said = ask("explain", "9999000000000000", demo_run.folder.parents[1])
    assert said.code == 1
    assert "Nothing is kept about what was not flagged" in re.sub(r"\s+", " ", said.err)
    assert ask("explain", "9999000000000000", demo_run.folder.parents[1], "--json").code == 1


@pytest.mark.large
def test_check_says_per_rule_what_can_run(ask: Ask, demo_folder: Path) -> None:
    said = ask("check", demo_folder, "--json")
    content = json.loads(said.out)
    states = {rule["rule"]: rule["status"] for rule in content["rules"]}
    assert states["address.many_companies"] in {"ready", "partly"}
    assert said.code in {0, 3}


@pytest.mark.large
def test_check_says_what_a_missing_column_is_taken_for(ask: Ask, tmp_path: Path) -> None:
    head = "name: V\nmunicipality: GM9001\nas_of: 2026-01-01\npacks: [octopus]\n"
    source = "registers:\n  inspection: {path: i.csv, max_quarantined: 1}\n"
    (tmp_path / "screening.yaml").write_text(head + source)
    rows = "I1;01-06-2025;999900000001;4\nI2;01-06-2025;999900000001;.\n"
    header = "inspection_id;inspection_date;est_nr;vehicles_seen\n"
    (tmp_path / "i.csv").write_text(header + rows)
    said = " ".join(ask("check", tmp_path, "--all").out.split())
    assert "no caused_by_selection, read as: no, there was no earlier selection" in said
    assert "marked as unknown: vehicles_seen 1" in said
    assert "caused_by_selection was not delivered" not in said
    report = json.loads(ask("check", tmp_path, "--json").out)["registers"][0]
    assert report["assumed"] == {"caused_by_selection": "no, there was no earlier selection"}
    assert (report["unknown"], report["values_quarantined"]) == ({"vehicles_seen": 1}, {})


def test_rules_list_show_and_a_wrong_id(ask: Ask) -> None:
    rules = json.loads(ask("rules", "list", "--json").out)
    assert len(rules) >= 45
    assert "min_companies" in ask("rules", "show", "address.many_companies").out
    assert "SELECT" in ask("rules", "show", "address.many_companies", "--sql").out
    wrong = ask("rules", "show", "address.many_company")
    assert wrong.code == 1
    assert "address.many_companies" in wrong.err


def test_rules_lint_of_the_shipped_rules_is_clean(ask: Ask) -> None:
    said = ask("rules", "lint", "--json")
    assert [each for each in json.loads(said.out) if each["severity"] == "error"] == []
    assert said.code == 0


def test_rules_test_of_one_rule(ask: Ask) -> None:
    said = ask("rules", "test", "address.many_companies", "--json")
    assert said.code == 0
    assert {each["kind"] for each in json.loads(said.out)} >= {"hit", "near_miss", "null"}


def test_rules_schema_is_json_schema(ask: Ask) -> None:
    assert set(json.loads(ask("rules", "schema").out)["$defs"]) >= {"Rule", "PackHeader"}
    assert "as_of" in json.loads(ask("rules", "schema", "--project").out)["properties"]


def test_rules_new_writes_a_rule_that_tests_and_lints_and_never_over_another(
    ask: Ask, tmp_path: Path
) -> None:
    (tmp_path / "tvo").mkdir()
    shutil.copy(shipped_rules() / "tvo" / "pack.yaml", tmp_path / "tvo")
    wanted = ["rules", "new", "fresh.rule", "--pack", "tvo", "--subject", "company"]
    said = ask(*wanted, "--rules", tmp_path)
    assert said.code == 0
    file = tmp_path / "tvo" / "fresh" / "rule.yaml"
    assert str(file) in said.out
    [line] = [each for each in said.out.splitlines() if "screening rules test" in each]
    tried = ask(*line.split(": screening ")[1].split())
    assert (tried.code, "Tests: 3, rules: 1, failed: 0" in tried.out) == (0, True)
    assert ask("rules", "lint", "--rules", tmp_path).code == 0
    before = file.read_bytes()
    again = ask(*wanted, "--rules", tmp_path)
    assert again.code == 1
    assert "taken" in again.err
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "pack", "subject", "told"),
    [
        ("Fresh.rule", "tvo", "company", "cannot be the id of a rule"),
        ("fresh.rule", "tov", "company", "Did you mean 'tvo'?"),
        ("fresh.rule", "tvo", "director", "never about a person"),
        ("fresh.rule", "care", "park", "reads no register about the subject 'park'"),
    ],
)
def test_rules_new_says_what_is_wrong(
    ask: Ask, tmp_path: Path, name: str, pack: str, subject: str, told: str
) -> None:
    for each in ("tvo", "care"):
        (tmp_path / each).mkdir()
        shutil.copy(shipped_rules() / each / "pack.yaml", tmp_path / each)
    said = ask("rules", "new", name, "--pack", pack, "--subject", subject, "--rules", tmp_path)
    assert said.code == 1
    assert told in said.err
    assert "expected" in said.err
    assert [each.name for each in tmp_path.rglob("*.yaml")] == ["pack.yaml"] * 2


def test_compare_judges_a_table(ask: Ask, tmp_path: Path) -> None:
    rows = [f"GM9{index:03d};{40 if index else 400};100000" for index in range(40)]
    table = tmp_path / "counts.csv"
    table.write_text("\n".join(["gebied;aantal;inwoners", *rows]))
    said = ask(
        "compare", table, "--key", "gebied", "--count", "aantal", "--per", "inwoners", "--json"
    )
    content = json.loads(said.out)
    assert [row["key"] for row in content["rows"] if row["flag998"] == "high"] == ["GM9000"]
    written = ask(
        "compare", table, "--key", "gebied", "--count", "aantal", "--per", "inwoners",
        "--out", tmp_path / "out.csv",
    )  # fmt: skip
    assert written.code == 0
    told = (tmp_path / "out.csv").read_bytes()
    assert told.startswith(b"\xef\xbb\xbf")
    lines = told.decode("utf-8-sig").splitlines()
    assert len(lines) == 41
    assert lines[0].split(";")[0] == "key"
    assert re.search(r";\d+,\d+;", lines[1])
    again = ask(
        "compare",
        tmp_path / "out.csv",
        "--key",
        "key",
        "--count",
        "count",
        "--per",
        "per",
        "--json",
    )
    assert again.code == 0


def test_compare_says_where_it_cannot_write(ask: Ask, tmp_path: Path) -> None:
    table = tmp_path / "counts.csv"
    table.write_text("gebied;aantal;inwoners\nx;10;1000\ny;12;1000\n")
    named = ["--key", "gebied", "--count", "aantal", "--per", "inwoners", "--out"]
    for place in (tmp_path / "nowhere" / "out.csv", tmp_path):
        said = ask("compare", table, *named, place)
        assert said.code == 1
        assert "cannot be written" in said.err
        assert "Traceback" not in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["counts.csv"]


def test_results_of_a_project_are_shown_without_saying_show(
    ask: Ask, demo_run: RunResult, tmp_path: Path
) -> None:
    project = demo_run.folder.parents[1]
    said = ask("results", "show", project)
    assert ask("results", project) == said
    assert said.code == 0
    unknown = ask("results", tmp_path / "nergens")
    assert unknown.code != 0
    assert "nergens" in unknown.err


@pytest.mark.large
def test_whole_lists_and_reports_are_recorded_for_whom_they_are(
    ask: Ask, demo_run: RunResult, tmp_path: Path
) -> None:
    project = demo_run.folder.parents[1]
    before = len(exported(project).entries())
    ask("lists", project, "octopus.kamer", "--out", tmp_path / "k.csv", "--no-selection")
    ask("report", project, "--out", tmp_path / "r.html", "--no-open")
    listed, report = exported(project).entries()[before:]
    assert (listed["what"], listed["list"], listed["selection"]) == ("list", "octopus.kamer", False)
    assert {"k.csv", "k-afgeschermd.csv"} <= {*listed["files"]}
    assert report["what"] == "report"
    assert report["files"] == {"r.html": file_hash(tmp_path / "r.html")}
    assert {each["recipient"] for each in (listed, report)} == {demo_run.outcome.project.recipient}
    assert all(each["actor"] and each["run"] == demo_run.folder.name for each in (listed, report))


def test_what_cannot_be_recorded_is_not_kept(
    ask: Ask, demo_run: RunResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from screening.runs import ledger

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ledger, "write_private", full)
    project = demo_run.folder.parents[1]
    assert ask("lists", project, "adr", "--out", tmp_path / "a.csv").code != 0
    assert list(tmp_path.iterdir()) == []
