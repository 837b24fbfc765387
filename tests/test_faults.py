"""What is told of an error over rows: rule, step and type, and never a value."""

from __future__ import annotations

import ast
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.engines.base import failure
from screening.faults import cause_of, told
from tests.compiled import compile_query

ROOT = Path(__file__).resolve().parents[1]
NAME = "Bakkerij Geheim"
QUERY = compile_query("SELECT b.vbo_id AS subject, b.floor_m2 AS m2 FROM bag_object b", name="a.b")
ERRORS = [
    pl.exceptions.InvalidOperationError(f'conversion from `str` to `f64` failed: ["{NAME}"]'),
    pl.exceptions.ComputeError(NAME),
    pl.exceptions.SchemaError(NAME),
    pl.exceptions.ColumnNotFoundError(NAME),
    pl.exceptions.PanicException(NAME),
    ValueError(NAME),
    KeyError(NAME),
    MemoryError(NAME),
    RuntimeError(),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_engine_error_tells_rule_type_and_remedy_and_no_value(error: BaseException) -> None:
    problem = failure(QUERY, error).problems[0]
    assert "rule 'a.b' could not be measured" in problem.found
    assert type(error).__name__ in problem.found
    assert problem.remedy
    assert NAME not in str(problem)


@given(st.text(min_size=4))
def test_whatever_an_error_says_is_not_repeated(text: str) -> None:
    same = told(ValueError("nothing")) + cause_of(ValueError("nothing")).remedy
    for kind in (ValueError, pl.exceptions.ComputeError, OSError):
        said = told(kind(text))
        assert text not in said or text in same or said == told(kind(text + " and more"))


OUR_OWN = {"RefusedError", "NotAPointError"}
"""Sentences of our own, made for whoever filled in the form or wrote the file."""


def _says_an_error(tree: ast.AST) -> list[int]:
    """Lines where the text of a caught error is made, as ``str(error)`` or ``{error!r}``."""
    found = []
    for handler in ast.walk(tree):
        if not isinstance(handler, ast.ExceptHandler) or handler.name is None:
            continue
        if handler.type is not None and ast.unparse(handler.type) in OUR_OWN:
            continue
        for node in ast.walk(handler):
            inside = node.args if isinstance(node, ast.Call) else []
            shown = isinstance(node, ast.Call) and ast.unparse(node.func) in ("str", "repr")
            if isinstance(node, ast.FormattedValue):
                inside, shown = [node.value], True
            named = [each for each in inside if isinstance(each, ast.Name)]
            if shown and any(each.id == handler.name for each in named):
                found.append(node.lineno)
    return found


ALLOWED = {
    "screening/language/parse.py": "the text of a rule, which holds no rows",
    "screening/language/macros.py": "our own error, over the text of a rule",
    "screening/escalate/durable.py": "facts are ids of rules and conclusions",
    "screening/project/model.py": "a path, as the project writes it",
    "screening/registers/reading/found_files.py": "the pattern of a path, as the project writes it",
    "screening/review/site/start.py": "why a file of the project cannot be opened",
    "screening/escalate/choice.py": "why a library cannot be imported",
}


def test_only_errors_that_never_saw_a_row_are_repeated() -> None:
    telling = {
        path.relative_to(ROOT).as_posix()
        for top in ("screening", "cli")
        for path in (ROOT / top).rglob("*.py")
        if _says_an_error(ast.parse(path.read_text()))
    }
    assert telling <= set(ALLOWED)
