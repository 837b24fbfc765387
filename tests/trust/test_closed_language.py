"""T15, T33: the code has nothing that decides, sends, starts or learns.

That no text of a rule reaches a file, the network or an import is held by ``tests/fuzz``.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from cli.main import app

ROOT = Path(__file__).resolve().parents[2]

MODULES = sorted(
    path for top in ("screening", "cli") for path in (ROOT / top).rglob("*.py")
)  # fmt: skip
REACH_OUT = {"socket", "http", "urllib", "smtplib", "ftplib", "telnetlib", "requests", "httpx",
             "aiohttp", "subprocess", "ctypes", "pickle", "marshal", "shelve", "webbrowser",
             "multiprocessing", "sklearn", "torch", "tensorflow"}  # fmt: skip

JUDGED = {
    # takes text apart, asks nobody
    "screening/registers/reading/database_url.py": {"urllib.parse"},
    # its own reader, held to memory and time
    "screening/registers/reading/workbooks/read.py": {"subprocess"},
    # the one that sends: the summary of a batch, which names nobody, when --mail asks for it
    "screening/batch/mail.py": {"smtplib"},
}
"""Modules that do use one of these, and what was judged."""


def reaching_out(path: Path) -> Iterator[str]:
    """What of a module could send, start or learn something, and was not judged."""
    judged = JUDGED.get(path.relative_to(ROOT).as_posix(), set())
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = {alias.name for alias in node.names} - judged
            yield from {name.split(".")[0] for name in names} & REACH_OUT
        elif isinstance(node, ast.ImportFrom) and node.module not in judged:
            yield from {(node.module or "").split(".")[0]} & REACH_OUT
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield from {node.func.id} & {"eval", "exec", "compile", "__import__"}


def test_no_module_can_send_start_or_learn_anything() -> None:
    assert len(MODULES) > 500
    assert {path: found for path in MODULES if (found := [*reaching_out(path)])} == {}


@pytest.mark.parametrize(
    "text", ["import socket", "from urllib import request", "eval('1')", "def f():\n import pickle"]
)
def test_what_reaches_out_is_seen(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    (tmp_path / "a.py").write_text(text)
    assert [*reaching_out(tmp_path / "a.py")]


def test_the_only_program_that_is_started_is_the_reader_of_workbooks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Isolated, with nothing of a workbook among its arguments."""
    from screening.registers.reading.limits import Limits
    from screening.registers.reading.workbooks import read

    started: list[Any] = []

    def note(arguments: Any, **how: Any) -> Any:
        started.append((arguments, how.get("shell")))
        return subprocess.CompletedProcess(arguments, 1, b"", b"")

    monkeypatch.setattr(read.subprocess, "run", note)
    with pytest.raises(read.RefusedError):
        list(read.read_sheet(b"PK; rm -rf /", "Blad; true", 1, Limits()))
    ((program, *options, code, asked, root), shell) = started[0]
    assert (program, options, shell) == (sys.executable, ["-I", "-c"], None)
    assert code.split("\n")[-3:-1] == [
        "from screening.registers.reading.workbooks.child import main",
        "main()",
    ]
    assert json.loads(asked)["sheet"] == "Blad; true"
    assert Path(root) == ROOT


def _commands(command: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    for name, sub in getattr(command, "commands", {}).items():
        yield from _commands(sub, f"{path} {name}".strip())
    if not getattr(command, "commands", None):
        yield path, command


def test_every_command_only_reads_checks_computes_or_writes_files_for_people() -> None:
    """T15: a new command fails this test until somebody has judged that it decides nothing."""
    commands = dict(_commands(typer.main.get_command(app)))
    assert set(commands) == {
        "demo", "init", "map", "check", "run", "batch", "lists", "explain", "report", "compare",
        "areas", "diff", "effect",
        "months", "whatif", "rules list", "rules show", "rules test", "rules lint",
        "rules schema", "rules docs", "rules new", "results show", "results import", "serve",
        "review user add", "review user change", "review user end", "review user list",
        "review token add", "review token list", "review token revoke",
    }  # fmt: skip
    words: Callable[[str], bool] = lambda name: any(  # noqa: E731
        word in name for word in ("send", "mail", "approve", "decide", "block", "share", "push")
    )
    options = {parameter.name for command in commands.values() for parameter in command.params}
    assert [name for name in options if words(name)] == ["mail"]
    [command] = [name for name, each in commands.items() if "mail" in {p.name for p in each.params}]
    assert command == "batch"
