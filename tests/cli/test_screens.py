"""What people see: in Dutch, within 80 columns on a terminal, plain and whole in a pipe."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import termios
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from cli.rule_list import READABLE
from screening.preparedness.check import check_project
from screening.project.model import load_project
from tests.shipped import shipped_packs
from tests.thorough import some

if TYPE_CHECKING:
    from screening.pipeline import RunResult

ROOT = Path(__file__).resolve().parents[2]
COLUMNS, LINES = 80, 24
"""A terminal as it opens."""
SIGNS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
ENGLISH = re.compile(r"\b(?:the|rows|not|with|Show|Folder|Written)\b")


def on_a_terminal(*words: object, columns: int = COLUMNS) -> list[str]:
    """What a command writes on a terminal of so many columns, without colours."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, columns, 0, 0))
    left_out = {"COLUMNS", "LANGUAGE", "NO_COLOR"}
    known = {name: text for name, text in os.environ.items() if name not in left_out}
    with subprocess.Popen(
        [sys.executable, "-m", "screening.cli.main", *map(str, words)],
        stdout=theirs, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, cwd=ROOT,
        env={**known, "TERM": "xterm-256color"},
    ):  # fmt: skip
        os.close(theirs)
        content = b""
        while True:
            try:
                content += (part := os.read(ours, 65536))
            except OSError:  # the other side is gone
                break
            if not part:
                break
    os.close(ours)
    return SIGNS.sub("", content.decode("utf-8")).replace("\r", "").splitlines()


def in_a_pipe(*words: object) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "screening.cli.main", *map(str, words)],
        capture_output=True, text=True, check=False, cwd=ROOT,
        env={**os.environ, "LANGUAGE": "", "COLUMNS": "80"},
    )  # fmt: skip
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def every_rule() -> list[str]:
    """The lines of all rules in a pipe."""
    return in_a_pipe("rules", "list")


def test_rules_list_is_a_line_per_rule_with_the_whole_id(every_rule: list[str]) -> None:
    shown = on_a_terminal("rules", "list")
    whole = [line.split()[0] for line in every_rule[1:]]
    ids = [name for name in whole if re.fullmatch(r"[a-z_]+\.[a-z_0-9]+", name)]
    assert len(ids) > 150
    at = {line.split(" ")[0]: line for line in shown}
    assert set(ids) <= set(at)
    assert all(len(line) <= COLUMNS for line in shown)
    assert any(line.endswith("…") for line in shown)
    assert shown[0].split() == ["Regel", "Zw.", "Titel"]
    assert any(re.match(r"property\.unexplained_portfolio +\d +\(uit\) ", each) for each in shown)
    cut = [line.split(maxsplit=2)[2] for line in shown if line.endswith("…")]
    assert all(len(title) >= READABLE - 4 for title in cut), "a word is not broken"
    wide = on_a_terminal("rules", "list", columns=120)
    assert wide[0].split() == ["Regel", "Status", "Zw.", "Lijsten", "Titel"]


@pytest.mark.parametrize(
    ("words", "expected"),
    some(
        [
            (["--pack", "care"], lambda row: row[0].startswith("care.")),
            (["--list", "octopus"], lambda row: row[1] in {"actief", "uit"}),
            (["--status", "disabled"], lambda row: row[1] == "uit"),
            (["--search", "RECYCLING"], lambda row: "recycling" in " ".join(row).lower()),
        ],
        of=4,
    ),
)
def test_rules_list_shows_what_is_asked_for(
    words: list[str], expected, every_rule: list[str]
) -> None:
    found = [line.split() for line in in_a_pipe("rules", "list", *words)]
    rows = [row for row in found[1:] if "." in row[0] and len(row) > 1 and not row[1].endswith(":")]
    assert 0 < len(rows) < len(every_rule)
    assert all(expected(row) for row in rows)


def test_a_filter_that_fits_nothing_tells_what_there_is() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "screening.cli.main", "rules", "list", "--pack", "zorg"],
        capture_output=True, text=True, check=False, cwd=ROOT, env={**os.environ, "LANGUAGE": ""},
    )  # fmt: skip
    assert done.returncode == 2
    assert "bestaat niet; kies uit: area, bibob, care" in done.stderr


def test_check_is_one_screen_and_says_what_would_help(demo_folder: Path) -> None:
    shown = on_a_terminal("check", demo_folder)
    assert 15 <= len(shown) < LINES, "and a line to type the next command on"
    assert all(len(line) <= COLUMNS for line in shown)
    text = "\n".join(shown)
    assert "Wat het meest zou helpen:" in text
    names = re.findall(r"(?m)(?:^|  )([a-z.]+) +\d+", text)
    assert {"octopus.kamer", "tvo", "bibob", "designation", "care"} <= {*names}
    assert not ENGLISH.search(text)


@pytest.mark.large
def test_the_three_deliveries_that_are_told_unlock_most_and_as_many_as_is_said(
    demo_folder: Path, tmp_path: Path
) -> None:
    lacking = ("signal", "kvk_role", "dor_registration", "turnover")
    project = tmp_path / "project"
    shutil.copytree(demo_folder, project, ignore=shutil.ignore_patterns("runs"))
    file = project / "screening.yaml"
    settings = yaml.safe_load(file.read_text("utf-8")) | {"packs": ["octopus"]}
    held = {name: settings["registers"].pop(name) for name in lacking}
    file.write_text(yaml.safe_dump(settings, allow_unicode=True), "utf-8")
    shown = on_a_terminal("check", project)
    assert len(shown) < LINES
    at = shown.index("Wat het meest zou helpen:")
    told = re.findall(r"(?m)^(\w+) .*: (\d+) regels? gaa?n? draaien", "\n".join(shown[at:]))
    assert len(told) == 3
    counts = [int(count) for _, count in told]
    assert counts == sorted(counts, reverse=True)
    before = running(project)
    [left_out, *_] = {*lacking} - {name for name, _ in told}
    for name, least, most in ((told[0][0], counts[0], counts[0]), (left_out, 0, counts[-1])):
        more = {**settings, "registers": {**settings["registers"], name: held[name]}}
        file.write_text(yaml.safe_dump(more, allow_unicode=True), "utf-8")
        assert least <= running(project) - before <= most


def running(folder: Path) -> int:
    """How many rules run on the data of a project, or run in part."""
    checked = check_project(load_project(folder))
    return sum(rule.status in {"ready", "partly", "never_matches"} for rule in checked.rules)


RULE_ID = re.compile(r"(?<![\w.])[a-z]+\.[a-z0-9_]{3,}(?![\w.])")
SCREENS = {
    "check": ("check", "{project}", "--all"),
    "lists": ("lists", "{project}"),
    "one list": ("lists", "{project}", "octopus.kring"),
    "lists that were made": ("lists", "{project}", "--made"),
    "explanation": ("explain", "{subject}", "{project}"),
    "difference": ("diff", "{name}", "{name}", "{project}"),
    "areas": ("areas", "{project}"),
    "months": ("months", "{project}"),
    "what if": ("whatif", "address.many_companies", "{project}", "--set", "min_companies=5..7"),
    "results": ("results", "show", "{project}"),
    "a rule": ("rules", "show", "address.many_companies"),
    "lint": ("rules", "lint"),
    "help": ("--help",),
    "help of a command": ("compare", "--help"),
}
"""Commands by what they show; of these one keeps what it shows in the project."""


LONG = {"check", "areas", "what if", "lint"}
"""Those that measure or read the whole again."""


@pytest.mark.large
@pytest.mark.parametrize(
    "named",
    [
        pytest.param(words, id=name, marks=[pytest.mark.large] if name in LONG else [])
        for name, words in SCREENS.items()
    ],
)
def test_every_screen_fits_and_cuts_no_name_of_a_rule(
    named: tuple[str, ...], demo_run: RunResult, tmp_path: Path
) -> None:
    project = demo_run.folder.parents[1]
    if "months" in named:
        project = shutil.copytree(project, tmp_path / "project")
    known = {
        "project": project,
        "name": demo_run.folder.name,
        "subject": demo_run.outcome.detection.signals["subject"][0],
    }
    words = [word.format_map(known) for word in named]
    shown = on_a_terminal(*words)
    assert shown
    assert [line for line in shown if len(line) > COLUMNS and "/" not in line] == []
    plain = in_a_pipe(*words)
    assert longest_words(plain[:3]) <= {*re.findall(r"\w+", " ".join(shown))}, "broken"
    whole = {name for line in plain for name in RULE_ID.findall(line)}
    rules = {name for name in whole if name in every_id()}
    assert rules <= {name for line in shown for name in RULE_ID.findall(line)}


def longest_words(lines: list[str]) -> set[str]:
    """Words of a heading that a column too narrow for them would break."""
    return {word for line in lines for word in re.findall(r"(?<!\w)[^\W\d_]{7,16}(?!\w)", line)}


@cache
def every_id() -> frozenset[str]:
    """The ids of all rules."""
    return frozenset(rule.rule.id for pack in shipped_packs().values() for rule in pack.rules)


def test_in_a_pipe_a_row_is_a_line_and_nothing_is_cut(demo_run: RunResult) -> None:
    project = demo_run.folder.parents[1]
    lines = in_a_pipe("lists", project, "octopus.kring")
    assert max(map(len, lines)) > 2 * COLUMNS
    assert not [line for line in lines if "…" in line or set(line) & set("│─┃━")]
    assert not [line for line in lines if line != line.rstrip()]


def test_help_is_dutch_and_english_for_who_asks() -> None:
    dutch = "\n".join(in_a_pipe("--help"))
    assert all(word in dutch for word in ("Opdrachten", "Opties", "Voer de screening uit"))
    assert not ENGLISH.search(dutch)
    for words in (["--lang", "en", "--help"], ["--help", "--lang=en"]):
        assert "Run the screening and write the lists." in "\n".join(in_a_pipe(*words))


def test_a_language_there_is_none_of_is_refused() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "screening.cli.main", "--lang", "fy", "rules", "list"],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert (done.returncode, "--lang nl" in done.stderr) == (1, True)


@pytest.mark.parametrize(
    ("words", "said"),
    some(
        [
            (["runn"], "Er is geen opdracht 'runn'"),
            (["run", "--as-of", "31-12-2025"], "is geen datum"),
            (["run", "--nonsense"], "Er is geen optie --nonsense"),
            (["explain"], "Argument 'subject' ontbreekt."),
        ],
        of=4,
    ),
)
def test_usage_errors_are_dutch(words: list[str], said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "screening.cli.main", *words],
        capture_output=True, text=True, check=False, cwd=ROOT,
        env={**os.environ, "LANGUAGE": "", "COLUMNS": "200"},
    )  # fmt: skip
    assert done.returncode == 2
    assert said in done.stderr


def test_a_project_says_its_language_also_of_faults_in_its_own_file(tmp_path: Path) -> None:
    def said(language: str) -> str:
        (tmp_path / "screening.yaml").write_text(f"{language}name: X\ntitel: Y\n")
        done = subprocess.run(
            [sys.executable, "-m", "screening.cli.main", "check", str(tmp_path)],
            capture_output=True, text=True, check=False, cwd=ROOT,
            env={**os.environ, "LANGUAGE": ""},
        )  # fmt: skip
        return done.stderr

    assert "fout: screening.yaml:2: onbekende sleutel 'titel'" in said("")
    assert "error: screening.yaml:3: unknown key 'titel'" in said("language: en\n")
