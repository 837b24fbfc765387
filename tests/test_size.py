"""Files and functions stay small, and no ten lines of code stand in two places."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path
from statistics import median

from tests.test_architecture import ROOT, SOURCES

PROGRAM = [path for path in SOURCES if path.relative_to(ROOT).parts[0] in {"screening", "cli"}]
MEDIAN_FILE, MEDIAN_FUNCTION, SHARED = 100, 8, 10
MADE = "migrations"
"""Written by Django."""


def lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


def code(path: Path) -> list[tuple[int, str]]:
    """Its lines with their numbers, without those that are blank, imports, or signs alone."""
    tree = ast.parse(path.read_text("utf-8"))
    left_out = {
        number
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for number in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    told = [(number, line.strip()) for number, line in enumerate(lines(path), 1)]
    return [(n, line) for n, line in told if n not in left_out and any(map(str.isalnum, line))]


def test_files_and_functions_are_small() -> None:
    files = [path for path in PROGRAM if path.stat().st_size]
    assert median(len(lines(path)) for path in files) < MEDIAN_FILE
    functions = [
        (node.end_lineno or node.lineno) - node.lineno + 1
        for path in files
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]
    assert median(functions) <= MEDIAN_FUNCTION


def test_no_two_places_share_ten_lines() -> None:
    seen: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for path in PROGRAM:
        if MADE in path.parts:
            continue
        told = code(path)
        for at in range(len(told) - SHARED + 1):
            part = told[at : at + SHARED]
            seen[tuple(line for _, line in part)].add(f"{path.relative_to(ROOT)}:{part[0][0]}")
    assert not [sorted(places) for places in seen.values() if len(places) > 1]
