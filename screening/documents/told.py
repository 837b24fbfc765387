"""The texts of a document that people read, found by the type of its fields: a new field is in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel

from screening.documents.fields import Said

_Text = tuple[str, str, tuple[Any, ...]]
"""Key path, text, and what is said at its type."""


def texts_of(model: BaseModel, *, but: Said | Collection[Said] = ()) -> Iterator[tuple[str, str]]:
    """Key path and text of everything in a model that people read; '' where it is left empty.

    ``but`` leaves out the texts of types at which that is said.
    """
    without = {but} if isinstance(but, Said) else {*but}
    for path, text, said in _texts_of(model, ""):
        if Said.READ in said and without.isdisjoint(said):
            yield path, text


def _texts_of(model: BaseModel, path: str) -> Iterator[_Text]:
    for name, field in type(model).model_fields.items():
        kind = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
        yield from _texts(getattr(model, name), kind, f"{path}{field.alias or name}")


def _texts(value: Any, kind: Any, path: str) -> Iterator[_Text]:
    if isinstance(value, BaseModel):
        yield from _texts_of(value, f"{path}.")
    elif isinstance(value, str):
        yield path, value, _said_of(kind)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _texts(each, _within(kind, dict), f"{path}.{key}")
    elif isinstance(value, Sequence):
        for number, each in enumerate(value):
            yield from _texts(each, _within(kind, list), f"{path}.{number}")


def _said_of(kind: Any) -> tuple[Any, ...]:
    """What is said of a type or, of several that it may be, of each."""
    if get_origin(kind) is Annotated:
        return (*kind.__metadata__, *_said_of(kind.__origin__))
    return () if isinstance(kind, type) else tuple(m for k in get_args(kind) for m in _said_of(k))


def _within(kind: Any, holder: type) -> Any:
    """The type of what a list or a mapping holds, which may stand among others."""
    if get_origin(kind) is holder:
        return get_args(kind)[-1]
    within = (_within(each, holder) for each in get_args(kind) if not isinstance(each, str))
    return next((each for each in within if each is not None), None)
