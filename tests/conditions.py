"""Conditions as their authors write them."""

from __future__ import annotations

from sqlglot import exp

from screening.language.parse import parse_condition
from screening.language.problems import Problems


def parsed(text: str) -> exp.Expr:
    tree = parse_condition(text, Problems())
    assert tree is not None
    return tree
