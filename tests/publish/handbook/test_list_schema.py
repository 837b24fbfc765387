from __future__ import annotations

import importlib
import json
from pathlib import Path

import pytest

from screening.lists import LISTS
from screening.publish.formats.json import write_json
from screening.publish.handbook.list_schema import schema_of
from tests.publish.test_paper import listed

jsonschema = importlib.import_module("jsonschema")
"""Comes with altair, which screening runs on; so it is no tool of the tests alone."""


@pytest.mark.parametrize("name", LISTS)
def test_what_is_written_is_what_the_schema_says(name: str, tmp_path: Path) -> None:
    kind = LISTS[name]
    write_json(listed(kind), tmp_path / "a.json")
    content = json.loads((tmp_path / "a.json").read_text("utf-8"))
    schema = schema_of(kind)
    jsonschema.Draft202012Validator.check_schema(schema)
    found = jsonschema.Draft202012Validator(schema)
    found.validate(content)
    row = content["rows"][0]
    for wrong in ({**row, "other": 1}, {**row, "rank": "1"}, dict(list(row.items())[1:])):
        assert not found.is_valid({**content, "rows": [wrong]})
    assert not found.is_valid({**content, "list": "another"})
