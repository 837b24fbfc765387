"""What ``tr`` and the help of the commands say: found in the source of the command line."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLACES = ["cli", "fixtures", "screening"]
TYPER = [
    "Arguments",
    "Commands",
    "Error",
    "Options",
    "Aborted.",
    "[default: {}]",
    "[required]",
    "(deprecated) ",
    "Try [blue]'{command_path} {help_option}'[/] for help.",
    "Show this message and exit.",
    "Install completion for the current shell.",
    "Show completion for the current shell, to copy it or customize the installation.",
    "Missing command.",
    "No such command {name!r}.",
]
"""What Typer itself says through gettext, or puts as help beside ours."""
Message = str | tuple[str, str]
"""One message, or two where it differs between one and more."""


def terminal_messages() -> Iterator[tuple[str, Message]]:
    """File and message of everything in the catalogue ``terminal``."""
    for place in PLACES:
        for path in sorted((ROOT / place).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            tree = ast.parse(path.read_text("utf-8"))
            yield from ((name, message) for message in _of(tree, help_too=place == "cli"))
    yield from (("", message) for message in TYPER)


def _of(tree: ast.Module, *, help_too: bool) -> Iterator[Message]:
    named = _commands(tree) if help_too else set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _of_call(node, help_too=help_too)
        elif isinstance(node, ast.FunctionDef) and (node.name in named or _is_command(node)):
            text = ast.get_docstring(node) if help_too else None
            if text:
                yield " ".join(text.split())


def _of_call(node: ast.Call, *, help_too: bool) -> Iterator[Message]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    texts = [text for text in map(text_of, node.args) if text is not None]
    if name == "tr" and texts:
        yield texts[0]
    elif name == "trn" and len(texts) > 1:
        yield texts[0], texts[1]
    elif help_too:
        for keyword in node.keywords:
            text = text_of(keyword.value)
            if keyword.arg in {"help", "show_default"} and text:
                yield text


def _commands(tree: ast.Module) -> set[str]:
    """Functions that are made a command by ``app.command("name")(function)``."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    made = {
        arg.id
        for call in calls
        if isinstance(call.func, ast.Call) and _registers(call.func)
        for arg in call.args
        if isinstance(arg, ast.Name)
    }
    return made | {"new", "docs", "list_rules"}  # those of another module


def _is_command(node: ast.FunctionDef) -> bool:
    return any(isinstance(each, ast.Call) and _registers(each) for each in node.decorator_list)


def _registers(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in {"command", "callback"}


def text_of(node: ast.expr) -> str | None:
    """The text of a literal."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
