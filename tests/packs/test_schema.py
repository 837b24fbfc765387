from __future__ import annotations

import json

import pytest

from screening.packs.schema import Kind, file_schema, json_schema, schema_text


@pytest.mark.parametrize("kind", ["rule", "escalation", "pack"])
def test_unknown_keys_are_refused_by_the_schema(kind: Kind) -> None:
    schema = json_schema(kind)
    assert schema["additionalProperties"] is False
    assert "id" in schema["required"]


def test_keys_are_written_as_in_the_file() -> None:
    case = json_schema("rule")["$defs"]["NotApplicable"]
    assert set(case["properties"]) == {"if", "reason"}


def test_every_reference_has_a_definition() -> None:
    text = schema_text()
    schema = json.loads(text)
    references = {part.split('"')[0] for part in text.split('"#/$defs/')[1:]}
    assert references <= set(schema["$defs"])
    assert {branch["$ref"].rsplit("/", 1)[1] for branch in file_schema()["oneOf"]} == {
        "Rule",
        "Escalation",
        "PackHeader",
    }


def test_the_text_is_stable() -> None:
    assert schema_text("rule") == schema_text("rule")
    assert schema_text("pack").endswith("}\n")
