"""What the text below a field of a model says, as the description of its key in a JSON Schema.

The text is read from the source when a schema is asked for, so that loading a model costs nothing.
"""

from __future__ import annotations

import ast
import inspect
import sys
from functools import lru_cache
from typing import Any

from pydantic import BaseModel


def describe_keys(schema: dict[str, Any], model: type[BaseModel]) -> None:
    """Fill in the description of every key of the schema of a model; for ``json_schema_extra``."""
    texts = field_texts(model)
    for name, field in model.model_fields.items():
        key = field.alias or name
        if key in schema.get("properties", {}) and name in texts:
            schema["properties"][key].setdefault("description", texts[name])


def field_texts(model: type[BaseModel]) -> dict[str, str]:
    """Field to the text below it, also of the models it builds on; what has none is left out."""
    texts: dict[str, str] = {}
    for each in reversed(model.__mro__):
        if issubclass(each, BaseModel) and each is not BaseModel:
            texts |= _texts_of_module(each.__module__).get(each.__qualname__, {})
    return texts


@lru_cache(maxsize=64)
def _texts_of_module(module: str) -> dict[str, dict[str, str]]:
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {
        node.name: _texts_of_class(node) for node in tree.body if isinstance(node, ast.ClassDef)
    }


def _texts_of_class(node: ast.ClassDef) -> dict[str, str]:
    found = {}
    for field, below in zip(node.body, node.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
            and isinstance(below.value.value, str)
        ):
            found[field.target.id] = " ".join(below.value.value.split())
    return found
