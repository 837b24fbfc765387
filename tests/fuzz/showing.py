"""Evidence: compiled in a rule, where it stands, and asked for subjects of the tables."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import polars as pl
from pydantic import ValidationError

from screening.errors import GateError, Problem
from screening.language.evidence import listed_of
from screening.language.gate import Query
from screening.packs.compiled import compile_rule
from screening.packs.loaded import LoadedRule
from screening.packs.models import PackHeader, Rule
from tests.fuzz.data import KEYS, REGISTERS, Tables
from tests.fuzz.grammar import Statement
from tests.fuzz.grammar.literals import TODAY

_RULE = {
    "id": "fuzz.evidence", "title": "t", "status": "active", "version": 1, "subject": "address",
    "severity": 1, "basis": "G-HR", "why": "w", "when": "n > 0", "explain": "{n}",
    "select": "SELECT b.vbo_id AS subject, COUNT(*) AS n FROM bag_object b GROUP BY b.vbo_id",
}  # fmt: skip
LISTED = listed_of(str(_RULE["id"]))


def shown(statement: Statement) -> Query:
    """The evidence query, if the gate lets it pass."""
    parameters = {
        name: {"value": value, "unit": "x", "why": "w"}
        for name, value in statement.parameters.items()
    }
    try:
        rule = Rule.model_validate({**_RULE, "evidence": statement.text, "parameters": parameters})
    except ValidationError as error:  # a text that looks like a number is none that a file may hold
        raise GateError([Problem("a parameter that no rule file may hold")]) from error
    loaded = LoadedRule(
        rule=rule, file=Path("rule.yaml"), hash="x", lines={}, text_lines={}, pack=_pack()
    )
    query = compile_rule(loaded, as_of=TODAY).evidence_query
    assert query is not None
    return query


def listed() -> Tables:
    """The flagged subjects."""
    return {LISTED: pl.DataFrame({"subject": [*KEYS[:3], "5"]})}


@lru_cache(maxsize=1)
def _pack() -> PackHeader:
    return PackHeader.model_validate(
        {
            "id": "fuzz", "version": 1, "title": "t", "purpose": "p", "task": "t",
            "bases": [{"code": "G-HR", "article": "a"}], "controller": "c", "owner": "o",
            "contact": "c", "registers": dict.fromkeys(REGISTERS, "all"),
        }
    )  # fmt: skip
