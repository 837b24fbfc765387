"""Which keys may stand at a place in a file, read from the annotations of its model."""

from __future__ import annotations

import types
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel


def keys_at(model: type[BaseModel], loc: tuple[str | int, ...]) -> set[str]:
    """Keys that may stand at a place: walks the annotations along the path."""
    current: list[Any] = [model]
    for part in loc:
        following: list[Any] = []
        for kind in current:
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                for name, info in kind.model_fields.items():
                    if part in (name, info.alias):
                        following.extend(_plain(info.annotation))
            elif get_origin(kind) in (dict, list, tuple):
                following.extend(_plain(get_args(kind)[-1]))
        labelled = [kind for kind in current if _labelled(kind, str(part))]
        current = following or labelled or current
    return {
        info.alias or name
        for kind in current
        if isinstance(kind, type) and issubclass(kind, BaseModel)
        for name, info in kind.model_fields.items()
    }


def _labelled(kind: Any, label: str) -> bool:
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return False
    tag = kind.model_fields.get("kind")
    return kind.__name__ == label or (tag is not None and label in get_args(tag.annotation))


def _plain(annotation: Any) -> list[Any]:
    """Members of a union, without Annotated and type aliases."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _plain(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return [kind for member in get_args(annotation) for kind in _plain(member)]
    return [] if origin is Literal else [annotation]
