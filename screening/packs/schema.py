"""JSON Schema of rule, escalation and pack files, for completion and checking in editors."""

from __future__ import annotations

import json
from typing import Any, Literal

from pydantic import BaseModel

from screening.packs.models import Escalation, PackHeader, Rule

Kind = Literal["rule", "escalation", "pack"]
_MODELS: dict[Kind, type[BaseModel]] = {"rule": Rule, "escalation": Escalation, "pack": PackHeader}
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(kind: Kind) -> dict[str, Any]:
    """The JSON Schema (2020-12) of one kind of file."""
    schema = _MODELS[kind].model_json_schema(by_alias=True, mode="validation")
    return {"$schema": _DIALECT, **schema}


def file_schema() -> dict[str, Any]:
    """One schema for every YAML file under ``rules/``: a rule, an escalation or a pack header."""
    definitions: dict[str, Any] = {}
    branches = []
    for kind in _MODELS:
        schema = json_schema(kind)
        definitions.update(schema.pop("$defs", {}))
        del schema["$schema"]
        name = str(schema["title"])
        definitions[name] = schema
        branches.append({"$ref": f"#/$defs/{name}"})
    return {
        "$schema": _DIALECT,
        "title": "Rule packs",
        "oneOf": branches,
        "$defs": dict(sorted(definitions.items())),
    }


def schema_text(kind: Kind | None = None) -> str:
    """The schema as text, the same on every machine; all kinds together without ``kind``."""
    schema = file_schema() if kind is None else json_schema(kind)
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
