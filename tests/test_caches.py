"""What is kept between calls is bounded, so that a process that reads much does not grow."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = [
    path
    for top in ("screening", "cli", "catalogue", "fixtures")
    for path in sorted((ROOT / top).rglob("*.py"))
]
FEW = {
    "_mean_square": "shares that the program itself names",
    "register_relation": "a name of a register",
    "_class": "a name of a column of a register",
    "_parsed": "a name of a view",
    "_alphabets": "functions of the program",
    "catalogue": "a language",
    "_words_of": "a register and a column",
    "names_of": "a register and a column",
    "_letter": "one sign",
    "workflow_of": "a name of a workflow",
    "cell_kinds": "a name of a register",
    "no_rows": "a register",
    "_placed": "a schema of a register",
    "menu_for": "a set of roles",
}
"""Functions of which the arguments are few, whatever is read, and what these are."""


def _unbounded(function: ast.FunctionDef) -> bool:
    said = {ast.unparse(each) for each in function.decorator_list}
    return bool(said & {"cache", "functools.cache", "lru_cache(maxsize=None)", "lru_cache(None)"})


def test_what_is_kept_without_end_has_no_argument_or_few_values() -> None:
    kept = [
        (node.name, node.args)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and _unbounded(node)
    ]
    assert len(kept) > len(FEW)
    asked = {name for name, args in kept if args.args or args.kwonlyargs or args.vararg}
    assert asked == FEW.keys()
