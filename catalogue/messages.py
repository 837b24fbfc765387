"""What the program says about problems and data, found in the source as texts with holes.

A message is written where it arises, as a literal or an f-string, and travels as text. So every
literal that reads as English prose is a message, unless it stands where only code is read.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PLACES = ["cli", "fixtures/generate.py", "screening"]
ELSEWHERE = [
    "screening/detect/explain",  # Dutch from the start, as are the next
    "screening/escalate/explain.py",
    "screening/comparison/kind.py",
    "screening/comparison/kinds",
    "screening/comparison/peers.py",
    "screening/comparison/statistics",
    "screening/detect/excused.py",
    "screening/lists",
    "screening/language/grounds.py",  # patterns, as the next
    "screening/language/nationals.py",
    "screening/language/peoples.py",
    "screening/packs/lint/pitches.py",  # codes of a register
    "screening/preparedness/measured.py",
    "screening/prioritise",
    "screening/publish",
    "screening/reference",
    "screening/runs/report.py",
    "screening/registers/schemas",  # descriptions, for the data dictionary
    "screening/language/meanings.py",  # a page of the documentation
    "screening/project/keys.py",  # a page of the documentation
    "screening/project/mapping/asked_text.py",  # Dutch from the start, as are the next
    "screening/project/mapping/coded.py",
    "screening/project/mapping/deliver.py",
    "screening/project/mapping/head.py",
    "screening/project/mapping/notes.py",
    "screening/project/mapping/text.py",
    "screening/project/mapping/unsure.py",
    "screening/registers/known",  # said to who adds a shape only
    "screening/review/api",  # what the site says is Dutch from the start, as are the next
    "screening/review/deciding.py",
    "screening/review/destroying.py",
    "screening/review/effect_in_words.py",
    "screening/review/forms.py",
    "screening/review/meetings",
    "screening/review/migrations",
    "screening/review/quality_in_words.py",
    "screening/review/models",
    "screening/review/pages",
    "screening/review/places.py",
    "screening/review/presenting.py",
    "screening/review/reporting.py",
    "screening/review/roles.py",
    "screening/review/site/oidc.py",  # said to the log only, by its kind
    "screening/review/site/page.py",
    "screening/review/site/pages.py",
    "screening/review/site/standalone.py",
    "screening/review/site/viewer.py",
    "screening/review/suppressing.py",
    "screening/review/timeline.py",
]
"""Where no English message for a user arises."""
LIBRARIES = [
    "Missing argument {0}.",
    "Missing option {0}.",
    "Missing argument {0}. {1}",
    "Missing option {0}. {1}",
    "Invalid value: {0}",
    "Invalid value for {0}: {1}",
    "No such option: {0}",
    "{0} (Possible options: {1})",
    "{0} Did you mean {1}?",
    "Option {0} does not take a value.",
    "Option {0} requires an argument.",
    "Got unexpected extra argument ({0})",
    "Got unexpected extra arguments ({0})",
    "Map it under columns:, as {0}: HEADER",
    "SELECT without FROM",
    "UNION without ALL",
    "WITH query named '{0}'",
    "UTF-8 text",
    "a file",
    "{0} is always NULL",
    "{0} asks something of NULL",
    "subject: {0}, over {1}, which numbers: {2}",
    "greater than {0}",
    "greater than or equal to {0}",
    "less than {0}",
    "less than or equal to {0}",
    "{0} is not a valid integer.",
    "{0} is not a valid float.",
]
"""What Typer and pydantic say, and what is put together from pieces of one word."""
SYSTEM = [
    "No such file or directory",
    "Permission denied",
    "Is a directory",
    "Not a directory",
    "No space left on device",
    "File name too long",
    "File exists",
    "Read-only file system",
    "Input/output error",
]
"""What the system says of a file."""
GROUNDS = [
    "nationality", "country of birth", "origin", "ethnicity", "skin colour",
    "migration background", "name-based origin", "religion", "belief", "political view", "sex",
    "orientation", "civil status", "through the branch",
]  # fmt: skip
"""What may never be asked of people, as messages name it; the patterns beside them are code."""
Part = str | None
"""Text, or the hole of a value."""
_CODE = re.compile(
    r"\(\?|\\[bdws]|\[\^|(?:[\w?]+\|){3}|^\^|\$$|^\s*(?:SELECT|WITH|CREATE|SET|COPY|import) "
    r"|\bSELECT\b.*\bFROM\b"
)
_WORD = re.compile(r"(?<![\w.{/<-])[A-Za-z]?[a-z]{2,}(?![\w}(=_/])|\b(?:is|in|to|of|no)\b")
_DUTCH = re.compile(
    r"\b(?:de|het|een|niet|zijn|voor|wordt|geen|regels|naar|van|zoals|onbekend|mei|erbij|weg|peildatum|ontbreekt|versie)\b"
)
_ENGLISH = re.compile(r"\b(?:the|a|an|not|with|and|or|to|that|it|as|be|by)\b")
SILENT = {
    "bold red",
    "  expected: {0}",
    "  remedy:   {0}",
    "Value error, ",
    "chmod 600 {0}",
    "evaluator {0} {1}{2}",
    "python {0}",
    "screening {0}",
    "conversion from",
    "could not convert",
    "cannot compare",
    "cannot cast",
    "out of range",
    "found more fields than",
    "out of memory",
    "no space left",
    "decode to UTF-8",
    "Input should be ",
    "'**' stands for folders, so it can only be an entire path component",
}
"""What is compared with, or looked for in what a library says."""


def messages() -> Iterator[tuple[str, str]]:
    """File and text of every message, ``{0}``, ``{1}`` for its values."""
    for place in PLACES:
        whole = ROOT / place
        for path in sorted(whole.rglob("*.py")) if whole.is_dir() else [whole]:
            name = path.relative_to(ROOT).as_posix()
            if not any(name == each or name.startswith(f"{each}/") for each in ELSEWHERE):
                for text in _of(ast.parse(path.read_text("utf-8"))):
                    yield name, text
    yield from (("", text) for text in [*LIBRARIES, *SYSTEM, *GROUNDS])


def _of(tree: ast.Module) -> Iterator[str]:
    skipped = {id(node) for node in _unsaid(tree)}
    stack: list[ast.AST] = [tree]
    while stack:
        node = stack.pop()
        if id(node) in skipped:
            continue
        found = _parts(node, formats=False)
        if found is None:
            stack += reversed(list(ast.iter_child_nodes(node)))
            continue
        text = template(found)
        if is_prose(text):
            yield text
        stack += _values(node)


def _unsaid(tree: ast.Module) -> Iterator[ast.AST]:
    """Docstrings, what ``tr`` and help translate themselves, patterns, and names of keys."""
    for node in ast.walk(tree):
        for each in _statements(node):
            if isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant):
                yield each.value
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in {"tr", "trn", "compile", "sub", "col", "execute", "sql", "parse_one"}:
                yield from node.args
            if name in {"Option", "Argument", "Typer"}:
                yield from (keyword.value for keyword in node.keywords)
        if isinstance(node, ast.Subscript):
            yield node.slice
        if isinstance(node, ast.Dict):
            yield from (key for key in node.keys if key is not None)
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "description":
            yield node.value  # of a check, for its reader


def _statements(node: ast.AST) -> list[Any]:
    body = getattr(node, "body", None)
    return body if isinstance(body, list) else []


def _parts(node: ast.AST, *, formats: bool) -> list[Part] | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _holes(node.value) if formats else [node.value]
    if isinstance(node, ast.JoinedStr):
        return [
            each.value if isinstance(each, ast.Constant) and isinstance(each.value, str) else None
            for each in node.values
        ]
    if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "format":
        func = node.func
        own = func.value if isinstance(func, ast.Attribute) else None
        text = own if isinstance(own, ast.Constant) else next(iter(node.args), None)
        return _parts(text, formats=True) if isinstance(text, ast.Constant) else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = (_parts(side, formats=False) for side in (node.left, node.right))
        if left is None and right is None:
            return None
        return [*(left or [None]), *(right or [None])]
    return None


def _holes(text: str) -> list[Part]:
    pieces = re.split(r"(\{\w*\})", text)
    return [None if re.fullmatch(r"\{\w*\}", piece) else piece for piece in pieces if piece]


def _values(node: ast.AST) -> Iterator[ast.AST]:
    """What stands in the holes, where other messages may be."""
    if isinstance(node, ast.JoinedStr):
        yield from (each for each in node.values if isinstance(each, ast.FormattedValue))
    elif isinstance(node, ast.Call):
        yield from (each for each in node.args if not isinstance(each, ast.Constant))
    elif isinstance(node, ast.BinOp):
        for side in (node.left, node.right):
            if _parts(side, formats=False) is None:
                yield side
            else:
                yield from _values(side)


def template(parts: list[Part]) -> str:
    """The text with numbered holes; braces that are text stand double."""
    numbers = iter(range(len(parts)))
    return "".join(
        f"{{{next(numbers)}}}" if part is None else part.replace("{", "{{").replace("}", "}}")
        for part in parts
    )


def is_prose(text: str) -> bool:
    """Whether a text reads as an English message."""
    bare = re.sub(r"\{\d+\}", " ", text)
    words = _WORD.findall(bare)
    if _CODE.search(bare) or not words:
        return False
    told = "{0}" in text or re.match("(?:an?|the|no|one) ", text)
    if len(words) == 1 and not (told and " " in text.strip()):
        return False  # a word alone says nothing
    return text not in SILENT and len(_DUTCH.findall(bare)) <= len(_ENGLISH.findall(bare))
