"""The description of the API (OpenAPI 3): what Ninja makes of it, and what it cannot know."""

from __future__ import annotations

from typing import Any

from screening.project.model import Project
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


def described(made: dict[str, Any], project: Project) -> dict[str, Any]:
    """The description with whom to ask, the problems there can be, and what every answer has."""
    made["info"]["contact"] = _contact(project)
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


def _contact(project: Project) -> dict[str, str]:
    """Whom to ask about this site: no person, as everybody may read it."""
    review = project.review
    found = {
        "name": f"Beheer van de beoordeelsite van {project.name}",
        "url": review.address or f"http://localhost:{review.port}",
    }
    return found | ({"email": review.contact} if review.contact else {})
