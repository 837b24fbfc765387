"""Queries that stand in no file, and single packs: what tests compile and load by themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from screening.documents.fields import Scalar
from screening.errors import GateError, Where
from screening.language.gate import CHECK_DATE, Query, beyond, select_query
from screening.language.permissions import Permissions
from screening.language.problems import Problems
from screening.packs.load import load_packs
from screening.packs.loaded import Pack

__all__ = ["Query", "compile_query", "load_pack"]


def compile_query(
    text: str,
    *,
    pack: Permissions | None = None,
    parameters: Mapping[str, Scalar] | None = None,
    as_of: dt.date = CHECK_DATE,
    name: str = "query",
) -> Query:
    """Compile a SELECT that stands in no file; same rules, same errors."""
    problems = Problems()
    bound = {**(parameters or {}), "today": as_of}
    try:
        query, _ = select_query(text, name, pack, bound, as_of, problems)
    except Exception as error:
        raise GateError(beyond(name, error, Where())) from error
    if query is None or problems.everything:
        raise GateError(problems.everything)
    return query


def load_pack(folder: Path) -> Pack:
    """The pack in one folder; PackError with every problem of every file."""
    [pack] = load_packs(folder.parent, [folder.name])
    return pack
