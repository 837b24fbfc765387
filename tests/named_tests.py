"""Pages that name tests: each named one exists, and is asked."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def named_in(page: str) -> list[tuple[str, str]]:
    """The tests that a page names, as file and function."""
    return sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", page)))


def left_out(file: str, name: str) -> bool:
    """Whether a test is skipped or expected to fail. Raises KeyError where there is none."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    marks = " ".join(ast.unparse(each) for each in functions[name].decorator_list)
    return "skip" in marks or "xfail" in marks
