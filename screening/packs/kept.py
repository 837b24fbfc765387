"""Packs that passed the gate and every check before are not checked again.

Kept per set of packs and reference date, under a name made of everything that has a say in the
outcome: the files of the packs, this program's own files, and the libraries that read SQL. Another
letter in any of them is another name. What is kept is data; see :mod:`screening.language.stored`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from pydantic import TypeAdapter

from screening.files.cache import keep, kept
from screening.files.program import PROGRAM as _CODE
from screening.language.gate import CHECK_DATE
from screening.language.stored import (
    NotStoredError,
    restored_predicate,
    restored_query,
    stored_predicate,
    stored_query,
)
from screening.packs.compiled import CompiledRule, Made, compiled_as_shipped
from screening.packs.loaded import LoadedRule, Pack
from screening.packs.resolved import resolved

_SORT = "packs"
_LIBRARIES = ("sqlglot", "confusable-homoglyphs", "pydantic", "polars")
_JSON = TypeAdapter[Any](Any)


def checked_before(packs: Sequence[Pack]) -> bool:
    """Whether exactly these packs passed; their rules then know what the gate made of them."""
    content = kept(_SORT, _name(packs))
    if content is None:
        return False
    lines = {
        name: line for name, _, line in (each.partition(b" ") for each in content.splitlines())
    }
    for loaded in _rules(packs):
        line = lines.get(loaded.id.encode())
        if line is not None:
            day = loaded.day or CHECK_DATE
            loaded.made[day] = partial(_restored, loaded, day, line)
    return True


def remember(packs: Sequence[Pack]) -> None:
    """Keep what the gate made of packs that passed, for the next time they are loaded."""
    lines = []
    for loaded in _rules(packs):
        compiled = compiled_as_shipped(loaded)
        try:
            held = (
                None if compiled is None else json.dumps(_stored(compiled), separators=(",", ":"))
            )
        except NotStoredError:
            held = None
        if held is not None:
            lines.append(f"{loaded.id} {held}")
    keep(_SORT, _name(packs), "\n".join(lines).encode())


def _rules(packs: Sequence[Pack]) -> list[LoadedRule]:
    return [loaded for pack in packs for loaded in pack.rules]


def _name(packs: Sequence[Pack]) -> str:
    days = {(loaded.day or CHECK_DATE).isoformat() for loaded in _rules(packs)}
    said = [[pack.id, pack.folder.name, pack.hash] for pack in packs]
    text = json.dumps([sorted(days), said, PROGRAM])
    return hashlib.sha256(text.encode()).hexdigest()


def _version(library: str) -> str:
    try:
        return f"{library} {version(library)}"
    except PackageNotFoundError:
        return library


def _stored(compiled: CompiledRule) -> dict[str, Any]:
    evidence = compiled.evidence_query
    return {
        "query": stored_query(compiled.query),
        "evidence": None if evidence is None else stored_query(evidence),
        "when": stored_predicate(compiled.when),
        "exempt": [stored_predicate(condition) for condition, _ in compiled.not_applicable],
    }


def _restored(loaded: LoadedRule, day: dt.date, line: bytes) -> Made | None:
    """What the gate made of the rule; None when it cannot be read, and is to be made anew."""
    try:
        held = _JSON.validate_json(line)
        conditions = [restored_predicate(each) for each in held["exempt"]]
        reasons = [each.reason for each in loaded.rule.not_applicable]
        given = resolved(loaded.rule, {}, day)
        evidence = held["evidence"]
        compiled = CompiledRule(
            rule_id=loaded.rule.id,
            query=restored_query(held["query"]),
            when=restored_predicate(held["when"]),
            not_applicable=tuple(zip(conditions, reasons, strict=True)),
            evidence_query=None if evidence is None else restored_query(evidence),
            parameters=given.values,
            as_of=day,
            dated=given.dated,
            undated=given.undated,
        )
    except (ValueError, LookupError, TypeError, AttributeError, NotStoredError):
        return None
    return Made(compiled, [], {})


PROGRAM = [_CODE, *map(_version, _LIBRARIES)]
"""What this program is and what it reads SQL with, to the letter."""
