"""The description of the API (OpenAPI 3): what Ninja makes of it, and what it cannot know."""

from __future__ import annotations

from typing import Any

from screening.review.api.answering import PROBLEM, VERSION

_FAILURES = {
    "400": "De vraag klopt niet.",
    "401": "Er is geen geldig token meegegeven.",
    "403": "De rollen van dit systeem lezen geen enkele lijst.",
    "404": "Dit is er niet, of het is niet voor dit systeem.",
}
_PROBLEM = {
    "title": "Problem",
    "description": "Wat er mis ging (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "invalid_params": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "reason"],
                "properties": {"name": {"type": "string"}, "reason": {"type": "string"}},
            },
        },
    },
}
_HEADER = {
    "API-Version": {
        "description": "De versie van deze API.",
        "schema": {"type": "string", "const": VERSION},
    }
}


def described(made: dict[str, Any]) -> dict[str, Any]:
    """The description with the problems there can be, and the header of every answer."""
    made.setdefault("components", {}).setdefault("schemas", {})["Problem"] = _PROBLEM
    for operations in made["paths"].values():
        for operation in operations.values():
            answers = {str(status): each for status, each in operation["responses"].items()}
            for status, said in _FAILURES.items():
                answers[status] = {
                    "description": said,
                    "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
            for each in answers.values():
                each["headers"] = _HEADER
            operation["responses"] = answers
    return made
