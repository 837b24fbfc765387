from __future__ import annotations

import io
import json

import pytest
from rich.table import Table
from rich.text import Text

from cli import console
from cli.console import PlainConsole, print_json, print_problems, progress
from screening.errors import Problem, ScreeningError, Where

HOSTILE = [
    "\x1b[31mred", "\x9b2J", "\u202egnp.exe", "a\x08b", "[bold]b[/]", "[/]", "[link=x]", ":beer:",
    "a\rerror: b", "\udcff",
]  # fmt: skip


def said(*things: object) -> str:
    written = io.StringIO()
    asked = PlainConsole(file=written, width=200, force_terminal=True, color_system="standard")
    for thing in things:
        asked.print(thing)
    return written.getvalue()


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_markup_or_steers_the_terminal(text: str) -> None:
    table = Table(text, title=text)
    table.add_row(text)
    for spoken in (said(text), said(Text.assemble((text, "bold"))), said(table)):
        plain = spoken.replace("\x1b[1m", "").replace("\x1b[3m", "").replace("\x1b[0m", "")
        assert not set(plain) & set("\x1b\x9b\u202e\x08\r\udcff"), plain
        for shown in ("[bold]b[/]", "[/]", "[link=x]", ":beer:"):
            assert (shown in plain) is (shown in text)


@pytest.mark.parametrize("text", HOSTILE)
def test_problems_and_progress_neither(
    text: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    print_problems(ScreeningError(Problem(text, Where(text), text, text)))
    with progress() as say:
        say(text)
    written = io.StringIO()
    monkeypatch.setattr(console, "err", PlainConsole(file=written, force_terminal=True))
    with progress() as say:
        say(text)
    assert not set(capsys.readouterr().err) & set("\x1b\x9b\u202e\x08\r\udcff")
    assert not set(written.getvalue()) & set("\x9b\u202e\x08\udcff")


def test_json_on_the_terminal_is_exact_and_steers_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_json({"x": "\x1b[31m\x9b\u202e\u2028é"})
    text = capsys.readouterr().out
    assert json.loads(text) == {"x": "\x1b[31m\x9b\u202e\u2028é"}
    assert not set(text) & set("\x1b\x9b\u202e\u2028")
