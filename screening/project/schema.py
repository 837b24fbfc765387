"""JSON Schema of the project file, for completion and checking in editors."""

from __future__ import annotations

from typing import Any

from screening.packs.schema import DIALECT
from screening.project.model import Project


def project_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of ``screening.yaml``."""
    return {"$schema": DIALECT, **Project.model_json_schema(by_alias=True, mode="validation")}
