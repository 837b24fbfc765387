"""Turn a document into a model, and pydantic's errors into problems with a line and a remedy."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from screening.documents.fields import UnlistedError
from screening.documents.keys import keys_at
from screening.documents.read import Document, describe, nearest_line
from screening.documents.values import as_number
from screening.errors import Problem, Where, suggestion

M = TypeVar("M", bound=BaseModel)
Path = tuple[str | int, ...]

_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "date_type": "a date, yyyy-mm-dd",
    "date_parsing": "a date, yyyy-mm-dd",
    "date_from_datetime_parsing": "a date, yyyy-mm-dd",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "keys below it, as key: value",
    "model_type": "keys below it, as key: value",
    "model_attributes_type": "keys below it, as key: value",
    "string_too_short": "text that is not empty",
    "too_short": "at least one item",
}
_REMEDIES = {
    "string_type": "Put the value in quotes.",
    "string_too_short": "Fill it in.",
    "string_too_long": "Make it shorter.",
    "too_long": "Take some out, or split the file.",
    "string_pattern_mismatch": "Use lower case letters, digits and '_' as the pattern asks.",
    "too_short": "Add an item, or remove the key.",
    "list_type": "Write it as [first, second].",
    "date_parsing": "Write it as yyyy-mm-dd, without a time.",
    "date_from_datetime_parsing": "Write it as yyyy-mm-dd, without a time.",
    "dict_type": "Write them out, each on its own line.",
    "model_type": "Write them out, each on its own line.",
    "model_attributes_type": "Write them out, each on its own line.",
}
_PATTERNS = {
    r"^[^{}]*$": (
        "text without { and }",
        "Write the text out: only 'explain' has places to fill in.",
    ),
    r"^\$\{\w+\}$": (
        "${NAME}, after a name in the environment",
        "Put the secret in the environment under a name, and write ${NAME}.",
    ),
    r"^[a-z][a-z0-9_]*$": (
        "a name of lower case letters, digits and '_', starting with a letter",
        "Choose such a name.",
    ),
}
"""What a pattern asks for and the way out, where the pattern itself says it less well."""
_NUMERIC = {
    "int_type", "int_parsing", "float_type", "float_parsing", "value_error", "greater_than_equal",
}  # fmt: skip
"""Errors of values that may be a number which is not written as one."""
_KEY = "[key]"
"""What pydantic adds to a place when the key itself is wrong."""
_ONE_VALUE = "one value: a number, a text, a date, true or false"


@dataclass(frozen=True)
class Words:
    """What a kind of file adds to the messages about it.

    ``expected`` gives for a place what belongs there, where pydantic says it less well;
    ``remedies`` are for values that are a usual mistake, by key and value; ``moved`` are for keys
    that stood there once; of a ``secret`` key the value is never shown.
    """

    expected: Callable[[Path], str] = lambda _path: ""
    remedies: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)
    secret: Collection[str] = ()


PLAIN = Words()


def validate(model: type[M], document: Document, words: Words = PLAIN) -> M | None:
    """The model, or None after every problem was added to the document."""
    if document.problems and not document.data:
        return None
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        details = [{**each, "walk": each["loc"]} for each in error.errors(include_url=False)]
        found = _Problems(model, document, words).resolved(details)
        document.problems.extend(dict.fromkeys(found))
        return None


class _Problems:
    """Makes problems of what pydantic found in one document."""

    def __init__(self, model: type[BaseModel], document: Document, words: Words) -> None:
        self._model, self._document, self._words = model, document, words

    def resolved(self, details: list[dict[str, Any]]) -> Iterator[Problem]:
        """One problem per place; branches of a union that the value is unlike are left out.

        ``walk`` is the place of an error without the names of the branches chosen so far.
        """
        unions: dict[Path, dict[str, list[dict[str, Any]]]] = {}
        for detail in details:
            walk = detail["walk"]
            known = walk[:-1] if detail["type"] == "missing" else walk
            known = known[:-1] if known[-1:] == (_KEY,) else known
            label = _first_label(known, self._document.data)
            if label is None:
                yield self._problem(detail)
            else:
                branches = unions.setdefault(walk[:label], {})
                inner = {**detail, "walk": walk[:label] + walk[label + 1 :]}
                branches.setdefault(str(walk[label]), []).append(inner)
        for path, branches in unions.items():
            alike = [found for found in branches.values() if not _unlike(found, path)]
            if alike:
                yield from self.resolved(min(alike, key=len))
            elif len(branches) == 1:  # one form to write it in, such as a list of one
                yield self._problem(next(iter(branches.values()))[0])
            else:
                yield self._none_fits(path, branches)

    def _none_fits(self, path: Path, branches: Mapping[str, list[dict[str, Any]]]) -> Problem:
        kinds = {detail["type"] for details in branches.values() for detail in details}
        wanted = sorted({_expected(each) for details in branches.values() for each in details})
        scalar = {"bool_type", "int_type", "float_type", "string_type"} <= kinds
        expected = self._words.expected(path) or (_ONE_VALUE if scalar else " or ".join(wanted))
        cut = scalar and str(path[-1]).isdigit() and _value(self._document.data, path) is None
        remedy = "Between braces a comma begins the next key: write decimals behind a point (12.5)."
        number = "" if self._hides(path) else as_number(_value(self._document.data, path))
        return self._at(path, expected, remedy if cut else number or "Write one of these.")

    def _problem(self, detail: Any) -> Problem:
        loc: Path = detail["walk"]
        where = Where(self._document.file, nearest_line(self._document.lines, loc))
        kind, name = detail["type"], str(loc[-1]) if loc else ""
        if name == _KEY:
            return self._wrong_key(loc[:-1], detail)
        expected = self._words.expected(loc)
        if kind == "missing":
            found = f"the key '{_name(loc)}' is missing"
            return Problem(found, where, expected or "a value for it", f"Add '{name}:'.")
        if kind == "extra_forbidden":
            known = sorted(keys_at(self._model, detail["loc"][:-1]))
            near = self._words.moved.get(name, "") or suggestion(name, known)
            return Problem(
                f"unknown key '{_name(loc)}'",
                where,
                f"one of {', '.join(known)}" if known else "a known key",
                near or "Remove it, or see the JSON Schema for what may stand here.",
            )
        value = _value(self._document.data, loc)
        remedy = _REMEDIES.get(kind, "")
        if kind == "string_pattern_mismatch":
            remedy = _PATTERNS.get(detail["ctx"]["pattern"], ("", remedy))[1]
        if kind == "literal_error" or _unlisted(detail):
            usual = self._words.remedies.get(name, {}).get(str(value).lower(), "")
            remedy = usual or suggestion(str(value), _choices(detail)) or "Use one of these."
        if kind == "string_type" and isinstance(value, (dict, list)):
            remedy = "Write one text; put it in quotes when it holds ': '."
        if kind in _NUMERIC and not self._hides(loc):
            remedy = _number_remedy(kind, value) or remedy
        if value is None:
            remedy = "Fill it in, or remove the line."
        return self._at(loc, expected or _expected(detail), remedy or "Correct the value.")

    def _wrong_key(self, path: Path, detail: Any) -> Problem:
        where = Where(self._document.file, nearest_line(self._document.lines, path))
        shown = "not usable" if self._hides(path[:-1]) else describe(path[-1])
        found = f"the key {shown} in '{_name(path[:-1])}'"
        return Problem(found, where, _expected(detail), "Write another key.")

    def _at(self, path: Path, expected: str, remedy: str) -> Problem:
        """A problem with the value at a place, which is shown unless it may be a secret."""
        value = _value(self._document.data, path)
        hidden = self._hides(path) and not isinstance(value, (dict, list)) and value is not None
        shown = "not usable" if hidden else describe(value)
        where = Where(self._document.file, nearest_line(self._document.lines, path))
        return Problem(f"'{_name(path)}' is {shown}", where, expected, remedy)

    def _hides(self, path: Path) -> bool:
        return not set(map(str, path)).isdisjoint(self._words.secret)


def _number_remedy(kind: str, value: Any) -> str:
    """How the number is written that was meant; "" where that is not seen."""
    if kind in ("greater_than_equal", "value_error") and type(value) is int and value < 0:
        return f"leave out the minus sign: {-value}; a score below zero has decimals: {value}.0"
    return as_number(value)


def _unlike(details: list[dict[str, Any]], path: Path) -> bool:
    """Whether the value as a whole is of another kind than this branch of a union."""
    return any(
        detail["walk"] == path
        and (detail["type"].endswith(("_type", "_parsing")) or detail["type"] == "literal_error")
        for detail in details
    )


def _expected(detail: Any) -> str:
    context = detail.get("ctx", {})
    if detail["type"] == "string_too_long":
        return f"at most {context['max_length']:,} characters"
    if detail["type"] == "too_long":
        return f"at most {context['max_length']:,} of them"
    if detail["type"] == "literal_error" or _unlisted(detail):
        return ", ".join(_choices(detail))
    if detail["type"] == "string_pattern_mismatch":
        return _PATTERNS.get(context["pattern"], (f"text like {context['pattern']}", ""))[0]
    said = str(detail["msg"]).removeprefix("Input should be ").removeprefix("Value error, ")
    return _EXPECTED.get(detail["type"], said)


def _unlisted(detail: Any) -> bool:
    return isinstance(detail.get("ctx", {}).get("error"), UnlistedError)


def _choices(detail: Any) -> list[str]:
    if _unlisted(detail):
        return list(detail["ctx"]["error"].choices)
    said = str(detail.get("ctx", {}).get("expected", "")).replace(" or ", ", ")
    return [choice.strip().strip("'") for choice in said.split(", ")]


def _name(path: Path) -> str:
    return ".".join(str(part) for part in path) or "the file"


def _first_label(loc: Path, data: Any) -> int | None:
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


def _value(data: Any, path: Path) -> Any:
    for part in path:
        if not _has(data, part):
            break
        data = _child(data, part)
    return data
