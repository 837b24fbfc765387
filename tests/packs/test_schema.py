from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from screening.lists import LISTS
from screening.packs.schema import Kind, file_schema, json_schema
from screening.project.schema import project_schema
from screening.registers.schemas import REGISTERS


def keys_of(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every key of every kind of object: the object, the key and what the schema says of it."""
    for name, each in {"root": schema, **schema["$defs"]}.items():
        for key, said in each.get("properties", {}).items():
            yield name, key, said


@pytest.mark.parametrize("kind", ["rule", "escalation", "pack"])
def test_unknown_keys_are_refused_by_the_schema(kind: Kind) -> None:
    schema = json_schema(kind)
    assert schema["additionalProperties"] is False
    assert "id" in schema["required"]


def test_keys_are_written_as_in_the_file() -> None:
    case = json_schema("rule")["$defs"]["NotApplicable"]
    assert set(case["properties"]) == {"if", "reason"}


def test_every_reference_has_a_definition() -> None:
    schema = file_schema()
    references = {part.split('"')[0] for part in json.dumps(schema).split('"#/$defs/')[1:]}
    assert references <= set(schema["$defs"])
    assert {branch["$ref"].rsplit("/", 1)[1] for branch in schema["oneOf"]} == {
        "Rule",
        "Escalation",
        "PackHeader",
    }


@pytest.mark.parametrize(("schema", "least"), [(file_schema(), 162), (project_schema(), 50)])
def test_every_key_is_described_in_one_sentence(schema: dict[str, Any], least: int) -> None:
    found = list(keys_of(schema))
    told = {f"{name}.{key}": said.get("description", "") for name, key, said in found}
    assert [key for key, text in told.items() if not text.endswith(".") or len(text) > 160] == []
    assert len(told) >= least


def test_registers_and_lists_are_named_for_completion() -> None:
    schema = project_schema()
    names = schema["properties"]["registers"]["anyOf"][0]["propertyNames"]["enum"]
    assert set(names) == set(REGISTERS)
    assert schema["properties"]["lists"]["propertyNames"]["anyOf"][0]["enum"] == [*LISTS.shipped]
    rules = file_schema()["$defs"]
    for kind, key in [("PackHeader", "registers"), ("Rule", "needs"), ("RuleTest", "given")]:
        assert rules[kind]["properties"][key]["propertyNames"]["enum"] == names


def test_what_may_be_written_short_is_in_the_schema_of_a_project() -> None:
    schema = project_schema()
    single, several = schema["properties"]["registers"]["anyOf"][0]["additionalProperties"]["anyOf"]
    assert single == several["items"] == {"$ref": "#/$defs/Source"}
    dates = schema["$defs"]["Defaults"]["properties"]["date"]["anyOf"]
    assert [each["type"] for each in dates] == ["string", "array"]
