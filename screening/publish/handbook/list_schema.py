"""The JSON Schema of a list as json, from what the list declares: for who reads it by program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from screening.lists import ListKind
from screening.lists.column import Column, Plain, Shape

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PLAIN: Mapping[Plain, dict[str, Any]] = {
    "text": {"type": ["string", "null"]},
    "whole": {"type": ["integer", "null"]},
    "number": {"type": ["number", "null"]},
    "date": {"type": ["string", "null"], "format": "date"},
    "texts": {"type": ["array", "null"], "items": {"type": "string"}},
}
_FACTS: Mapping[str, dict[str, Any]] = {
    "meta": {"type": "object", "additionalProperties": {"type": "string"}},
    "list": {"type": "string"},
    "title": {"type": "string"},
    "notes": {"type": "array", "items": {"type": "string"}},
    "protected": {"type": "boolean"},
    "columns": {
        "type": "array",
        "items": {"type": "object", "required": ["key", "heading", "kind"]},
    },
    "form": {
        "type": "array",
        "items": {"type": "object", "required": ["key", "heading", "answer"]},
    },
}


def schema_of(kind: ListKind, *, annex: bool = False) -> dict[str, Any]:
    """The schema of ``<list>.json`` or of its protected annex; rows have every column and no other.

    Facts that only some lists have, such as the draw, are allowed and not described.
    """
    columns = kind.annex_columns if annex else kind.open_columns
    told = {column.key: _values(column) for column in columns}
    row = {
        "type": "object",
        "properties": told,
        "required": list(told),
        "additionalProperties": False,
    }
    properties = {**_FACTS, "list": {"const": kind.name}, "rows": {"type": "array", "items": row}}
    return {
        "$schema": DIALECT,
        "title": kind.title,
        "type": "object",
        "properties": properties,
        "required": list(properties),
    }


def _values(column: Column) -> dict[str, Any]:
    kind = column.kind
    if not isinstance(kind, Shape):
        return {"title": column.heading, **_PLAIN[kind]}
    fields = {name: _PLAIN[each] for name, each in kind.fields}
    value = {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }
    return {"title": column.heading, "type": ["array", "null"], "items": value}
