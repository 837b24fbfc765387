"""Turn a document into a model, and pydantic's errors into problems with a line and a remedy."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from screening.errors import Problem, Where, suggestion
from screening.packs.yaml_source import Document, describe, nearest_line

M = TypeVar("M", bound=BaseModel)

_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "date_type": "a date, yyyy-mm-dd",
    "date_parsing": "a date, yyyy-mm-dd",
    "date_from_datetime_parsing": "a date, yyyy-mm-dd",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a group of keys",
    "model_type": "a group of keys",
    "model_attributes_type": "a group of keys",
    "string_too_short": "text that is not empty",
    "too_short": "at least one item",
}
_REMEDIES = {
    "string_type": "Put the value in quotes.",
    "string_too_short": "Fill it in.",
    "string_pattern_mismatch": "Use lower case letters, digits and '_' as the pattern asks.",
    "too_short": "Add an item, or remove the key.",
}
_PERSON = {"person", "persoon", "people", "owner", "director", "resident", "inhabitant"}


def validate(model: type[M], document: Document) -> M | None:
    """The model, or None after every problem was added to the document."""
    if document.problems and not document.data:
        return None
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        document.problems.extend(_problems(model, error, document))
        return None


def _problems(model: type[BaseModel], error: ValidationError, document: Document) -> list[Problem]:
    details = [{**detail, "walk": detail["loc"]} for detail in error.errors(include_url=False)]
    return list(_resolved(model, details, document))


def _resolved(
    model: type[BaseModel], details: list[dict[str, Any]], document: Document
) -> Iterator[Problem]:
    """One problem per place; branches of a union that the value does not resemble are left out.

    ``walk`` is the place of an error without the names of the branches chosen so far.
    """
    unions: dict[tuple[str | int, ...], dict[str, list[dict[str, Any]]]] = {}
    for detail in details:
        walk = detail["walk"]
        known = walk[:-1] if detail["type"] == "missing" else walk
        label = _first_label(known, document.data)
        if label is None:
            yield _problem(model, detail, document)
        else:
            branches = unions.setdefault(walk[:label], {})
            inner = {**detail, "walk": walk[:label] + walk[label + 1 :]}
            branches.setdefault(str(walk[label]), []).append(inner)
    for path, branches in unions.items():
        alike = [found for found in branches.values() if not _unlike(found, path)]
        if alike:
            yield from _resolved(model, min(alike, key=len), document)
        else:
            yield _none_fits(path, branches, document)


def _unlike(details: list[dict[str, Any]], path: tuple[str | int, ...]) -> bool:
    """Whether the value as a whole is of another kind than this branch of a union."""
    return any(
        detail["walk"] == path
        and (detail["type"].endswith(("_type", "_parsing")) or detail["type"] == "literal_error")
        for detail in details
    )


def _none_fits(
    path: tuple[str | int, ...], branches: dict[str, list[dict[str, Any]]], document: Document
) -> Problem:
    wanted = sorted({_expected(detail) for details in branches.values() for detail in details})
    return Problem(
        f"'{_name(path)}' is {describe(_value(document.data, path))}",
        Where(document.file, nearest_line(document.lines, path)),
        " or ".join(wanted),
        "Write one of these.",
    )


def _problem(model: type[BaseModel], detail: Any, document: Document) -> Problem:
    loc = detail["walk"]
    where = Where(document.file, nearest_line(document.lines, loc))
    kind, name = detail["type"], str(loc[-1]) if loc else ""
    if kind == "missing":
        return Problem(
            f"the key '{_name(loc)}' is missing", where, "a value for it", f"Add '{name}:'."
        )
    if kind == "extra_forbidden":
        known = sorted(_keys_at(model, detail["loc"][:-1]))
        near = suggestion(name, known)
        return Problem(
            f"unknown key '{_name(loc)}'",
            where,
            f"one of {', '.join(known)}" if known else "a known key",
            near or "Remove it, or see the JSON Schema for what may stand here.",
        )
    value = _value(document.data, loc)
    remedy = _REMEDIES.get(kind, "")
    if kind == "literal_error":
        remedy = suggestion(str(value), _choices(detail)) or "Use one of these."
        if loc == ("subject",) and str(value).lower() in _PERSON:
            remedy = "The unit of selection is a place, an object or a business, never a person."
    if kind == "string_type" and isinstance(value, (dict, list)):
        remedy = "Write one text; put it in quotes when it holds ': '."
    return Problem(
        f"'{_name(loc)}' is {describe(value)}",
        where,
        _expected(detail),
        remedy or "Correct the value.",
    )


def _expected(detail: Any) -> str:
    context = detail.get("ctx", {})
    if detail["type"] == "literal_error":
        return ", ".join(_choices(detail))
    if detail["type"] == "string_pattern_mismatch":
        return f"text like {context['pattern']}"
    return _EXPECTED.get(detail["type"], str(detail["msg"]).removeprefix("Input should be "))


def _choices(detail: Any) -> list[str]:
    said = str(detail.get("ctx", {}).get("expected", "")).replace(" or ", ", ")
    return [choice.strip().strip("'") for choice in said.split(", ")]


def _name(path: tuple[str | int, ...]) -> str:
    return ".".join(str(part) for part in path) or "the file"


def _first_label(loc: tuple[str | int, ...], data: Any) -> int | None:
    """Index of the first part that names a branch of a union and stands nowhere in the file."""
    for index, part in enumerate(loc):
        if not _has(data, part):
            return index
        data = _child(data, part)
    return None


def _has(data: Any, part: str | int) -> bool:
    if isinstance(data, dict):
        return str(part) in data
    return isinstance(data, list) and isinstance(part, int) and part < len(data)


def _child(data: Any, part: str | int) -> Any:
    return data[str(part)] if isinstance(data, dict) else data[part]


def _value(data: Any, path: tuple[str | int, ...]) -> Any:
    for part in path:
        if not _has(data, part):
            break
        data = _child(data, part)
    return data


def _keys_at(model: type[BaseModel], loc: tuple[str | int, ...]) -> set[str]:
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
