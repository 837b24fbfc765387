"""The keys of rules, packs and the project file, as tables in pages of the documentation.

A page says between two marks which tables it wants. Fill them in anew with
``python -m screening.project.keys docs/rule-language.md docs/project-file.md``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from screening.packs.schema import file_schema
from screening.project.schema import project_schema

Definitions = Mapping[str, Mapping[str, Any]]
_MARKED = re.compile(r"(<!-- keys: ([\w ]+) -->\n).*?(<!-- end of keys -->)", re.DOTALL)
_SIMPLE = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "null": "nothing",
}


def definitions() -> Definitions:
    """Every kind of object in the files, by its name in the schemas."""
    project = project_schema()
    return {**file_schema()["$defs"], **project.pop("$defs"), "Project": project}


def filled(page: str) -> str:
    """A page with the tables that it asks for as the models have them."""
    known = definitions()

    def tables(found: re.Match[str]) -> str:
        sections = [_section(name, known[name]) for name in found[2].split()]
        return f"{found[1]}\n{''.join(sections)}{found[3]}"

    return _MARKED.sub(tables, page)


def asked_for(page: str) -> list[str]:
    """The kinds of objects whose keys stand in a page."""
    return [name for _, names, _ in _MARKED.findall(page) for name in names.split()]


def _section(name: str, definition: Mapping[str, Any]) -> str:
    required = set(definition.get("required", ()))
    rows = [
        "| "
        + " | ".join(
            [
                f"`{key}`",
                kind_in_words(said).replace("|", "\\|"),
                "required" if key in required else _default(said),
                said["description"].replace("|", "\\|"),
            ]
        )
        + " |"
        for key, said in definition["properties"].items()
    ]
    told = " ".join(definition["description"].split())
    head = ["| key | kind | unless given | |", "|---|---|---|---|"]
    return "\n".join([f"#### {name}", "", told, "", *head, *rows, "", ""])


def _default(said: Mapping[str, Any]) -> str:
    value = said.get("default")
    if value is None or value in ("", [], {}) or "$ref" in said:
        return ""
    if isinstance(value, dict):
        return "`{" + ", ".join(f"{key}: {each}" for key, each in value.items()) + "}`"
    if isinstance(value, list):
        return ", ".join(f"`{each}`" for each in value)
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def kind_in_words(said: Mapping[str, Any]) -> str:
    """What may stand under a key, from its part of the schema."""
    if "$ref" in said:
        name = str(said["$ref"]).rsplit("/", 1)[1]
        return f"[{name}](#{name.lower()})"
    if "const" in said or "enum" in said:
        values = said.get("enum", [said.get("const")])
        return _listed([f"`{each}`" for each in values])
    several = said.get("anyOf") or said.get("oneOf")
    if several:
        words = [kind_in_words(each) for each in several if each.get("type") != "null"]
        if len(words) == 2 and words[1] == f"list of {words[0]}":  # noqa: PLR2004
            return f"{words[0]}, or a list of such"
        return _listed(list(dict.fromkeys(words)))
    return _plain(said)


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _plain(said: Mapping[str, Any]) -> str:
    kind = said.get("type")
    if kind == "array":
        pair = said.get("prefixItems")
        return f"list of {kind_in_words(said['items'])}" if not pair else f"{len(pair)} texts"
    if kind == "object":
        inner = [said.get("additionalProperties"), *said.get("patternProperties", {}).values()]
        inside = [kind_in_words(each) for each in inner if isinstance(each, dict)]
        return f"name: {inside[0] if inside else 'value'}"
    if kind == "string" and said.get("format") == "date":
        return "date"
    return _SIMPLE.get(str(kind), "any value") + _range(said)


def _range(said: Mapping[str, Any]) -> str:
    least, most = said.get("minimum"), said.get("maximum")
    if said.get("exclusiveMinimum") is not None:
        most_said = "" if most is None else f", at most {_number(most)}"
        return f" above {_number(said['exclusiveMinimum'])}{most_said}"
    if least is not None and most is not None:
        return f", {_number(least)} to {_number(most)}"
    return "" if least is None else f", at least {_number(least)}"


def _number(value: float) -> str:
    return f"{value:,.10g}"


if __name__ == "__main__":
    for each in map(Path, sys.argv[1:]):
        each.write_text(filled(each.read_text("utf-8")), "utf-8")
