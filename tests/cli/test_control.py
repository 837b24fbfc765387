"""A control with a name through the command: its list is written, recorded and shown as made."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from cli.console import PlainConsole
from cli.main import app
from cli.ran import print_run
from screening.pipeline import RunResult
from tests.runs.districts import Town, in_districts, screened
from tests.runs.test_report import small
from tests.trust.conftest import town

__all__ = ["town"]


def asked(*words: object) -> str:
    done = CliRunner().invoke(app, [*map(str, words)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_named_control_is_one_command_and_stands_among_what_was_made(
    town: Town, tmp_path: Path
) -> None:
    folder = in_districts(town)
    screened(folder)
    assert "auto-oost" not in asked("lists", folder, "--made")
    file = tmp_path / "oost.csv"
    told = asked("lists", folder, "--action", "auto-oost", "--out", file)
    assert f"Written: {file}" in told.replace("\n", "")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter=";"))
    assert [row["Nr."] for row in rows] == [str(number) for number in range(1, 11)]
    assert {row["Wijk"] for row in rows} == {"Stad-Oost"}
    assert [row["Herkomst"] for row in rows].count("steekproef") == 2
    assert all("RDW" in row["Partners en hun vraag"] for row in rows)
    made = asked("lists", folder, "--made")
    for words in ("auto-oost", "octopus.auto", "Stad-Oost", "Team Octopus"):
        assert words in made, words


def test_a_control_that_nobody_planned_is_said_with_those_there_are(town: Town) -> None:
    folder = in_districts(town)
    screened(folder)
    done = CliRunner().invoke(app, ["lists", str(folder), "--action", "auto-west"])
    assert done.exit_code != 0
    assert "auto-oost" in str(done.exception) + done.output


def test_a_run_says_what_it_did_in_ten_lines_of_eighty_columns(
    demo_run: RunResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = io.StringIO()
    terminal = PlainConsole(file=screen, width=80, force_terminal=True, no_color=True)
    monkeypatch.setattr("cli.ran.out", terminal)
    monkeypatch.setattr("cli.ran.err", terminal)
    print_run(demo_run)
    shown = screen.getvalue().splitlines()
    told = " ".join(screen.getvalue().split())
    for listed in demo_run.outcome.lists:
        name, _, theme = listed.name.partition(".")
        words = f"{theme or name} {listed.rows.height}"
        assert words in told, listed.name
    assert len(shown) <= 10, "\n".join(shown)
    assert [line for line in shown if len(line) > 80 and "/" not in line] == []


def test_a_report_is_opened_on_a_terminal_unless_that_is_not_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = small(tmp_path).folder
    opened: list[str] = []
    monkeypatch.setattr("typer.launch", opened.append)
    terminal = SimpleNamespace(stdout=SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr("cli.report.sys", terminal)
    asked("report", tmp_path, "--no-open")
    assert opened == []
    asked("report", tmp_path)
    assert opened == [(tmp_path / "reports" / f"{run.name}.html").resolve().as_uri()]


TABLE = "gebied;aantal;inwoners\n" + "".join(
    f"Plaats {number};{90 if number == 7 else 30};10000\n" for number in range(30)
)


@pytest.mark.parametrize(("suffix", "begins"), [("svg", b"<svg "), ("png", b"\x89PNG")])
def test_a_comparison_draws_the_funnel_and_names_the_marked_one(
    suffix: str, begins: bytes, tmp_path: Path
) -> None:
    table, picture = tmp_path / "cijfers.csv", tmp_path / f"trechter.{suffix}"
    table.write_text(TABLE, "utf-8")
    named = ["--key", "gebied", "--count", "aantal", "--per", "inwoners"]
    asked("compare", table, *named, "--plot", picture, "--mark", "Plaats 3")
    content = picture.read_bytes()
    assert content.startswith(begins)
    if suffix == "svg":
        assert ">Plaats 3<" in content.decode()
        asked("compare", table, *named, "--plot", picture)
        assert ">Plaats 3<" not in picture.read_text("utf-8")
    wrong = CliRunner().invoke(
        app, ["compare", str(table), *named, "--plot", str(picture), "--mark", "Plaats 99"]
    )
    assert wrong.exit_code != 0
    assert "Plaats 99" in str(wrong.exception) + wrong.output
