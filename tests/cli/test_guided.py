"""``init --from`` and ``map``, as somebody without a terminal uses them."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path
from unittest.mock import Mock

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from typer.testing import CliRunner

from cli.main import app
from screening.errors import Problem, ProjectError, Where
from screening.project.model import load_project

ROOT = Path(__file__).resolve().parents[2]
HEADER = "Vestigingsnummer;KVK-nummer;BAG-id;Begin;SBI\n"
ROWS = "".join(f"00000000000{n};0000000{n};999901000000000{n};01-02-2025;56101\n" for n in "123")


def test_init_from_a_folder_then_answers_then_one_more_file(tmp_path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "vestigingen.csv").write_text(HEADER + ROWS)
    project, run = tmp_path / "own" / "project", CliRunner().invoke
    first = run(app, ["init", str(project), "--from", str(tmp_path / "in")])
    assert first.exit_code == 0, first.output
    assert "3 questions are in" in first.output
    assert "Tried: 1 register loads, 3 of 3 rows" in first.output
    assert load_project(project).registers["kvk_establishment"][0].fixed == {"sbi_edition": "2025"}
    questions = project / "vragen.yaml"
    text = questions.read_text("utf-8")
    sbi = text.index('- id: "sbi')
    answered = text[:sbi] + text[sbi:].replace("    answer:", "    answer: '2008'", 1)
    questions.write_text(answered, "utf-8")
    again = ["init", str(project), "--from", str(tmp_path / "in"), "--answers", str(questions)]
    second = run(app, again)
    assert second.exit_code == 0
    assert "Tried: 1 register loads, 3 of 3 rows" in second.output
    assert load_project(project).registers["kvk_establishment"][0].fixed == {"sbi_edition": "2008"}
    file = project / "screening.yaml"
    file.write_text(file.read_text("utf-8") + "# gezien\n", "utf-8")
    changed = run(app, again)
    assert "has changed since the questions" in str(changed.exception)
    more = tmp_path / "sluitingen.csv"
    more.write_text("Sluiting;BAG-id;Dicht vanaf\nS1;9999010000000001;01-02-2025\n")
    added = run(app, ["map", str(project), "closure", str(more)])
    assert added.exit_code == 0, added.output
    assert load_project(project).registers["closure"][0].columns["start_date"] == "Dicht vanaf"
    assert file.read_text("utf-8").endswith("# gezien\n")
    twice = run(app, ["map", str(project), "closure", str(more)])
    assert "mapped already" in str(twice.exception)
    wrong = run(app, ["map", str(project), "closures", str(more)])
    assert "Did you mean 'closure'" in str(wrong.exception)


def test_init_says_what_is_wrong_with_what_it_wrote(tmp_path, monkeypatch) -> None:
    wrong = ProjectError(Problem("no pack may read this", Where("screening.yaml"), "a", "b"))
    monkeypatch.setattr("screening.project.prepare.prepare", Mock(side_effect=wrong))
    said = CliRunner().invoke(app, folder_of(tmp_path))
    assert said.exit_code == 0
    assert "Tried: it cannot be read as it stands" in said.output
    assert "no pack may read this" in said.output


def folder_of(tmp_path: Path) -> list[str]:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "vestigingen.csv").write_text(HEADER + ROWS)
    return ["init", str(tmp_path / "own" / "project"), "--from", str(tmp_path / "in")]


@pytest.mark.parametrize(
    ("keys", "edition"), [("\r", "2025"), ("\x1b[A\r", "2008"), ("1\r", "2008"), ("9\r", "2025")]
)
def test_in_a_terminal_the_questions_are_asked_at_once(
    tmp_path, monkeypatch, keys, edition
) -> None:
    monkeypatch.setattr("cli.guided._by_hand", lambda: True)
    words = folder_of(tmp_path)
    with create_pipe_input() as typed, create_app_session(input=typed, output=DummyOutput()):
        typed.send_text(keys)
        done = CliRunner().invoke(app, words, input="Meerwolde\nTeam toezicht\n")
    assert done.exit_code == 0, done.output
    loaded = load_project(tmp_path / "own" / "project")
    assert loaded.registers["kvk_establishment"][0].fixed == {"sbi_edition": edition}
    assert (loaded.name, loaded.recipient) == ("Meerwolde", "Team toezicht")
    assert not (tmp_path / "own" / "project" / "vragen.yaml").exists()


def on_a_terminal(words: list[str], awaited: str, key: bytes) -> tuple[int, str]:
    """The exit code and what stood on a terminal of 80 columns; the key is for what is awaited."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    child = subprocess.Popen(
        [sys.executable, "-m", "cli.main", *words], cwd=ROOT, stdin=theirs, stdout=theirs,
        stderr=theirs, start_new_session=True, env={**os.environ, "TERM": "xterm"},
    )  # fmt: skip
    os.close(theirs)
    said, end = "", time.monotonic() + 60
    while time.monotonic() < end and (child.poll() is None or select.select([ours], [], [], 0)[0]):
        if not select.select([ours], [], [], 0.2)[0]:
            continue
        try:
            said += os.read(ours, 10_000).decode(errors="replace")
        except OSError:  # nobody writes any more
            break
        if key and awaited in said:
            os.write(ours, key)
            key = b""
    child.kill()
    os.close(ours)
    return child.wait(), said


def test_stopping_at_a_question_writes_no_project(tmp_path) -> None:
    words = folder_of(tmp_path)
    code, said = on_a_terminal(words, "Ctrl-C", b"\x03")
    assert code == 128 + signal.SIGINT, said
    assert "Stopped by SIGINT" in said
    assert not (tmp_path / "own" / "project" / "screening.yaml").exists()
    assert "2008 (tot september 2025)" in said
    assert "999901" not in said  # no example of an address
