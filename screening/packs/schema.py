"""JSON Schema of rule, escalation and pack files, for completion and checking in editors."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

from screening.packs.models import Escalation, PackHeader, Rule

Kind = Literal["rule", "escalation", "pack"]
_MODELS: dict[Kind, type[BaseModel]] = {"rule": Rule, "escalation": Escalation, "pack": PackHeader}
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(kind: Kind) -> dict[str, Any]:
    """The JSON Schema (2020-12) of one kind of file."""
    schema = _MODELS[kind].model_json_schema(by_alias=True, mode="validation")
    return {"$schema": DIALECT, **schema}


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
        "$schema": DIALECT,
        "title": "Rule packs",
        "oneOf": branches,
        "$defs": dict(sorted(definitions.items())),
    }
